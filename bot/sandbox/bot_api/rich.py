"""Rich messages: sending, drafts and edits (Bot API 10.1, sendRichMessage). Their content is read as HTML alone here."""

from typing import Any

from bot.sandbox.bot_api.drafts import put_draft
from bot.sandbox.bot_api.markup import check_markup
from bot.sandbox.bot_api.messages import (
    MOST_TEXT,
    NO_TEXT,
    check_sending,
    not_modified,
    put,
    put_edited,
    read_reply,
    read_text,
    target_of,
)
from bot.sandbox.bot_api.params import Params
from bot.sandbox.chat import Json
from bot.sandbox.rules.refusal import bad_request
from bot.sandbox.rules.rich import parse_rich
from bot.sandbox.world import World

_WORDS = ("text", "entities", "rich_message")  # of a message: one takes the other's place
_CONTENTS = ("html", "markdown", "blocks")


async def send_rich_message(world: World, params: Params) -> Json:
    chat = target_of(world, params)
    content = read_rich(params.json("rich_message")) | read_reply(params, chat)
    markup = check_markup(params.json("reply_markup"))
    check_sending(world, chat)
    return put(world, chat, content, markup, params)


async def send_rich_message_draft(world: World, params: Params) -> bool:
    content = read_rich(params.json("rich_message"))
    return put_draft(world, target_of(world, params), params, content)


def read_rich(given: Any) -> Json:
    """`InputRichMessage` as a message has it. Raises `Refusal` for what Telegram refuses."""
    if not isinstance(given, dict):
        raise bad_request("rich message must be non-empty")
    contents = [name for name in _CONTENTS if given.get(name)]
    if not contents:
        raise bad_request("rich message must be non-empty")
    if len(contents) > 1:
        raise bad_request(
            "can't parse InputRichMessage: exactly one of html, markdown and blocks must be used"
        )
    if contents != ["html"]:
        raise bad_request(f"can't parse InputRichMessage: {contents[0]} is not known to the sandbox")
    found: Json = {"blocks": parse_rich(str(given["html"]))}
    if given.get("is_rtl"):
        found["is_rtl"] = True
    return {"rich_message": found}


def read_words(params: Params) -> Json:
    """What an edited message is to say: a rich message, else a text."""
    rich = params.json("rich_message")
    if rich is not None:
        return read_rich(rich)
    return read_text(params, "text", MOST_TEXT, NO_TEXT, "message is too long")


def has_words(message: Json) -> bool:
    """Whether a message says something that can be edited as words."""
    return not set(_WORDS).isdisjoint(message)


def drop_words(message: Json) -> None:
    for name in _WORDS:
        message.pop(name, None)


def put_words(world: World, message: Json, content: Json, params: Params) -> Json:
    """The message with other words, and the keyboard that comes with them. Raises `Refusal` where both are as they were."""
    markup = check_markup(params.json("reply_markup"), inline_only=True)
    before = {name: message[name] for name in _WORDS if name in message}
    if content == before and markup == message.get("reply_markup"):
        raise not_modified()
    drop_words(message)
    message.update(content)
    return put_edited(world, message, markup)
