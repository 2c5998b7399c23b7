"""Ephemeral messages: in a group, between the bot and one of its people (Bot API 10.2 and 10.3).

Any bot may send one within fifteen seconds of a press or of an ephemeral command; one that administers the group at any time.
"""

from bot.sandbox.bot_api.markup import check_markup
from bot.sandbox.bot_api.messages import (
    not_modified,
    put_edited,
    target_of,
)
from bot.sandbox.bot_api.params import Params
from bot.sandbox.bot_api.rich import has_words, put_words, read_words
from bot.sandbox.chat import Chat, Json
from bot.sandbox.rules.refusal import bad_request
from bot.sandbox.world import World


async def edit_ephemeral_message_text(world: World, params: Params) -> bool:
    _, message = _own_ephemeral(world, params, "message to edit not found")
    content = read_words(params)
    if not has_words(message):
        raise bad_request("there is no text in the message to edit")
    put_words(world, message, content, params)
    return True


async def edit_ephemeral_message_reply_markup(world: World, params: Params) -> bool:
    _, message = _own_ephemeral(world, params, "message to edit not found")
    markup = check_markup(params.json("reply_markup"), inline_only=True)
    if markup == message.get("reply_markup"):
        raise not_modified()
    put_edited(world, message, markup)
    return True


async def delete_ephemeral_message(world: World, params: Params) -> bool:
    chat, message = _own_ephemeral(world, params, "message to delete not found")
    key = -message["ephemeral_message_id"]
    del chat.messages[key]
    world.tell("delete", {"chat_id": chat.info["id"], "message_id": key})
    return True


def _own_ephemeral(world: World, params: Params, missing: str) -> tuple[Chat, Json]:
    chat = target_of(world, params)
    number = params.number("ephemeral_message_id", required="message identifier is not specified") or 0
    receiver = params.number("receiver_user_id", required="invalid receiver_user_id specified")
    message = chat.messages.get(-number)
    if message is None or message["receiver_user"]["id"] != receiver:
        raise bad_request(missing)
    return chat, message
