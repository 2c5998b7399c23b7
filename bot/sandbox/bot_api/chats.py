"""The Bot API's methods about a chat and its members."""

from bot.sandbox.bot_api.messages import target_of
from bot.sandbox.bot_api.params import Params
from bot.sandbox.chat import Chat, Json
from bot.sandbox.rules.refusal import bad_request
from bot.sandbox.world import World

_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users",
    "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip
_NO_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


async def get_chat(world: World, params: Params) -> Json:
    return {
        **target_of(world, params).info,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": _NO_GIFTS,
    }


async def get_chat_member(world: World, params: Params) -> Json:
    chat = target_of(world, params)
    user_id = params.number("user_id", required="invalid user_id specified") or 0
    if user_id == world.bot["id"]:
        return _bot_member(world, chat)
    if chat.hides_members:
        raise bad_request("member list is inaccessible")
    if user_id not in chat.members:
        raise bad_request("member not found")
    return _member(world, chat, user_id)


async def get_chat_administrators(world: World, params: Params) -> list[Json]:
    chat = target_of(world, params)
    if chat.info["type"] == "private":
        raise bad_request("there are no administrators in the private chat")
    return [
        _member(world, chat, user)
        for user, status in chat.members.items()
        if status in ("administrator", "creator")
    ]


async def leave_chat(world: World, params: Params) -> bool:
    target_of(world, params)
    return True


def _bot_member(world: World, chat: Chat) -> Json:
    if not chat.bot_is_admin:
        return {"user": world.bot, "status": "member"}
    return {"user": world.bot, "status": "administrator"} | dict.fromkeys(_RIGHTS, False)


def _member(world: World, chat: Chat, user_id: int) -> Json:
    status = chat.members[user_id]
    member: Json = {"user": world.users[user_id], "status": status}
    if status == "administrator":
        member |= dict.fromkeys(_RIGHTS, False)
    if status == "creator":
        member["is_anonymous"] = False
    return member
