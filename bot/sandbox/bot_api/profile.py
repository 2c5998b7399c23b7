"""The Bot API's methods about the bot's own profile: commands by scope and language, name, descriptions."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.sandbox.bot_api.params import Params
from bot.sandbox.chat import Json
from bot.sandbox.rules.refusal import bad_request
from bot.sandbox.world import World

Method = Callable[[World, Params], Awaitable[Any]]


async def set_my_commands(world: World, params: Params) -> bool:
    commands = params.json("commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON object")
    for command in commands:
        name, meaning = str(command.get("command", "")), str(command.get("description", ""))
        if (
            not name.removeprefix("/").replace("_", "a").isalnum()
            or not 1 <= len(name) <= 32
            or name != name.lower()
        ):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(meaning) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.profile["commands"][_scope_key(params)] = commands
    world.tell("commands", {})
    return True


async def get_my_commands(world: World, params: Params) -> list[Json]:
    found: list[Json] = world.profile["commands"].get(_scope_key(params), [])
    return found


async def delete_my_commands(world: World, params: Params) -> bool:
    world.profile["commands"].pop(_scope_key(params), None)
    world.tell("commands", {})
    return True


def _profile_methods(field: str, most: int) -> tuple[Method, Method]:
    async def set_it(world: World, params: Params) -> bool:
        value = params.text(field, default="") or ""
        if len(value) > most:
            raise bad_request(f"{field} is too long")
        world.profile[field][params.text("language_code", default="") or ""] = value
        return True

    async def get_it(world: World, params: Params) -> Json:
        return {field: world.profile[field].get(params.text("language_code", default="") or "", "")}

    return set_it, get_it


async def set_chat_menu_button(_world: World, _params: Params) -> bool:
    return True


def _scope_key(params: Params) -> tuple[str, str]:
    scope = params.json("scope") or {"type": "default"}
    kind = str(scope.get("type", "default"))
    if kind.startswith("chat") and "chat_id" in scope:
        kind = f"{kind}:{scope['chat_id']}"
    return kind, params.text("language_code", default="") or ""


_SET_NAME, _GET_NAME = _profile_methods("name", 64)
_SET_DESCRIPTION, _GET_DESCRIPTION = _profile_methods("description", 512)
_SET_SHORT, _GET_SHORT = _profile_methods("short_description", 120)

PROFILE_METHODS: Mapping[str, Method] = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _SET_NAME,
    "getMyName": _GET_NAME,
    "setMyDescription": _SET_DESCRIPTION,
    "getMyDescription": _GET_DESCRIPTION,
    "setMyShortDescription": _SET_SHORT,
    "getMyShortDescription": _GET_SHORT,
    "setChatMenuButton": set_chat_menu_button,
}
