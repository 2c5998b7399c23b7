"""What the methods that send and edit have in common: where to, the text and its entities, what is answered, the result."""

from bot.sandbox.bot_api.params import Params
from bot.sandbox.chat import Chat, Json
from bot.sandbox.rules.entities import find_entities
from bot.sandbox.rules.html import parse_html, utf16_length
from bot.sandbox.rules.refusal import Refusal, bad_request
from bot.sandbox.world import World

MOST_TEXT = 4096  # code points after entities are parsed
MOST_CAPTION = 1024
NO_TEXT = "message text is empty"
EPHEMERAL_SECONDS = 15.0  # after a press or a command, within which any bot may send one
_NO_REPLY = "message to be replied not found"


def target_of(world: World, params: Params) -> Chat:
    chat_id = params.chat_id()
    world.faults.refuse_moved(chat_id)
    return world.chat(chat_id)


def check_sending(world: World, chat: Chat, *, text: bool = True) -> None:
    """Raises `Refusal` where the bot may not write: never started, blocked, or over a limit."""
    if chat.info["type"] == "private":
        if chat.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if not chat.started:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
    if not chat.has_bot:
        raise Refusal(403, f"Forbidden: bot is not a member of the {chat.info['type']} chat")
    if text and world.limits is not None:
        world.limits.check(chat.info["id"], is_group=chat.info["type"] != "private")


def thread_in(chat: Chat, params: Params) -> Json:
    """A thread is a topic of a forum in which somebody has written; one that is closed takes nothing from us."""
    thread = params.number("message_thread_id")
    if not thread:
        return {}
    if thread not in chat.topics:
        raise bad_request("message thread not found")
    if thread in chat.closed_topics:
        raise bad_request("TOPIC_CLOSED")
    return {"message_thread_id": thread, "is_topic_message": True}


def own_message(
    world: World, params: Params, missing: str, forbidden: str, *, own: bool = True
) -> tuple[Chat, Json]:
    chat = target_of(world, params)
    number = params.number("message_id", required="message identifier is not specified") or 0
    message = chat.messages.get(max(number, 0))
    if message is None:
        raise bad_request(missing)
    if own and message.get("from", {}).get("id") != world.bot["id"]:
        raise bad_request(forbidden)
    return chat, message


def read_text(params: Params, name: str, most: int, missing: str | None, too_long: str) -> Json:
    """Text and entities as they will be shown."""
    raw = params.text(name, required=missing, default="") or ""
    mode = params.text("parse_mode")
    entities: list[Json] | None
    if mode is None:
        text, entities = raw.strip(), params.json("entities" if name == "text" else "caption_entities")
        if entities is None:
            entities = find_entities(text)
        elif not all(
            isinstance(each, dict) and 0 <= each.get("offset", -1) < utf16_length(raw) + 1
            for each in entities
        ):
            raise bad_request("can't parse entities: entity offset is invalid")
    elif mode.upper() == "HTML":
        text, entities = parse_html(raw)
        covered = [
            (each["offset"], each["offset"] + each["length"])
            for each in entities
            if each["type"] in ("text_link", "code", "pre")
        ]
        found = [
            each
            for each in find_entities(text)
            if not any(start <= each["offset"] < end for start, end in covered)
        ]
        entities = sorted([*entities, *found], key=lambda each: (each["offset"], -each["length"]))
    else:
        raise bad_request("unsupported parse_mode")
    if missing is not None and not text.strip():
        raise bad_request(missing)
    if len(text) > most:
        raise bad_request(too_long)
    return {"text": text, "entities": entities} if entities else {"text": text}


def read_reply(params: Params, chat: Chat) -> Json:
    wanted = params.json("reply_parameters") or {}
    message_id = wanted.get("message_id") or params.number("reply_to_message_id")
    if not message_id or int(message_id) < 0:
        return {}
    message = chat.messages.get(int(message_id))
    if message is None:
        if wanted.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
            return {}
        raise bad_request(_NO_REPLY)
    return {"reply_to_message": {key: value for key, value in message.items() if key != "reply_to_message"}}


def put(world: World, chat: Chat, content: Json, markup: Json | None, params: Params) -> Json:
    """The message as it stands in the chat; an ephemeral one where its parameters are given."""
    content |= thread_in(chat, params) | _receiver(world, chat, params)
    if markup is not None and "inline_keyboard" in markup:
        content["reply_markup"] = markup
    message = world.add_message(chat, world.bot, content)
    if markup is not None and "inline_keyboard" not in markup:
        if "force_reply" not in markup:
            chat.keyboard = markup if "keyboard" in markup else None
        world.tell("reply_keyboard", {"chat_id": chat.info["id"], "markup": markup})
    return message


def _receiver(world: World, chat: Chat, params: Params) -> Json:
    """Who alone gets an ephemeral message, and where the bot may send one at all; nothing for any other message."""
    wanted = params.json("ephemeral_message_parameters")
    answered = (params.json("reply_parameters") or {}).get("ephemeral_message_id")
    if wanted is None:
        if answered:  # "A reply to an ephemeral message must itself be an ephemeral message"
            raise bad_request(_NO_REPLY)
        return {}
    if not isinstance(wanted, dict) or not isinstance(wanted.get("receiver_user_id"), int):
        raise bad_request("can't parse EphemeralMessageParameters JSON object")
    user_id = wanted["receiver_user_id"]
    query_id = wanted.get("callback_query_id")
    if chat.info["type"] not in ("group", "supergroup"):
        raise bad_request("BOT_NOT_ADMIN")
    if user_id not in chat.members:
        raise bad_request("user not found")
    if query_id:
        pressed = world.presses.get(str(query_id))
        if pressed is None or pressed[1:] != (user_id, chat.info["id"]) or _is_late(world, pressed[0]):
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
    elif answered:
        said = chat.messages.get(-int(answered))
        if said is None or said["from"]["id"] != user_id or _is_late(world, said["date"]):
            raise bad_request(_NO_REPLY)
    elif not chat.bot_is_admin:
        raise bad_request("BOT_NOT_ADMIN")
    return {"receiver_user": world.users[user_id]}


def _is_late(world: World, at: float) -> bool:
    return world.clock() - at > EPHEMERAL_SECONDS


def put_edited(world: World, message: Json, markup: Json | None) -> Json:
    message.pop("reply_markup", None)
    if markup is not None:
        message["reply_markup"] = markup
    message["edit_date"] = int(world.clock())
    world.tell("edit", {"message": message})
    return message


def not_modified() -> Refusal:
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly the same as a current "
        "content and reply markup of the message"
    )
