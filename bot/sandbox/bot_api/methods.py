"""The Bot API's methods: parameters in, Telegram's result out, or a refusal in Telegram's words."""

from collections.abc import Mapping

from bot.sandbox.bot_api.chats import get_chat, get_chat_administrators, get_chat_member, leave_chat
from bot.sandbox.bot_api.drafts import send_message_draft
from bot.sandbox.bot_api.ephemeral import (
    delete_ephemeral_message,
    edit_ephemeral_message_reply_markup,
    edit_ephemeral_message_text,
)
from bot.sandbox.bot_api.inline import answer_guest_query, answer_inline_query
from bot.sandbox.bot_api.markup import check_markup
from bot.sandbox.bot_api.messages import (
    MOST_CAPTION,
    MOST_TEXT,
    NO_TEXT,
    check_sending,
    not_modified,
    own_message,
    put,
    put_edited,
    read_reply,
    read_text,
    target_of,
)
from bot.sandbox.bot_api.params import Params
from bot.sandbox.bot_api.photos import take_photo
from bot.sandbox.bot_api.polls import Ballot, stop_poll, take_poll
from bot.sandbox.bot_api.profile import PROFILE_METHODS, Method
from bot.sandbox.bot_api.reactions import set_message_reaction
from bot.sandbox.bot_api.rich import (
    drop_words,
    has_words,
    put_words,
    read_words,
    send_rich_message,
    send_rich_message_draft,
)
from bot.sandbox.bot_api.updates import delete_webhook, get_updates, get_webhook_info, set_webhook
from bot.sandbox.chat import Chat, Json
from bot.sandbox.rules.refusal import bad_request
from bot.sandbox.world import CALLBACK_SECONDS, World

DELETE_SECONDS = 48 * 3600  # core.telegram.org/bots/api#deletemessage


async def get_me(world: World, _: Params) -> Json:
    return world.bot


async def send_message(world: World, params: Params) -> Json:
    chat = target_of(world, params)
    content = read_text(params, "text", MOST_TEXT, NO_TEXT, "message is too long")
    content |= read_reply(params, chat)
    markup = check_markup(params.json("reply_markup"))
    check_sending(world, chat)
    return put(world, chat, content, markup, params)


async def send_photo(world: World, params: Params) -> Json:
    chat = target_of(world, params)
    content = take_photo(world, chat, params, params.text("photo"), "photo")
    return _sent_with_caption(world, chat, content, params)


async def send_document(world: World, params: Params) -> Json:
    chat = target_of(world, params)
    document = params.text("document")
    if not document and not params.files:
        raise bad_request("there is no document in the request")
    file_id = document if document in world.files else f"document{chat.info['id']}_{chat.next_message}"
    name = next(iter(params.names.values()), "file")
    if params.files:
        world.files[file_id] = next(iter(params.files.values()))
    content: Json = {
        "document": {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "file_name": name,
            "file_size": len(world.files.get(file_id, b"")),
        }
    }
    return _sent_with_caption(world, chat, content, params)


async def send_poll(world: World, params: Params) -> Json:
    chat = target_of(world, params)
    content: Json = {"poll": take_poll(chat, params, len(world.ballots) + 1)}
    content |= read_reply(params, chat)
    markup = check_markup(params.json("reply_markup"))
    check_sending(world, chat)
    message = put(world, chat, content, markup, params)
    world.ballots[message["poll"]["id"]] = Ballot(chat.info["id"], message["message_id"])
    return message


def _sent_with_caption(world: World, chat: Chat, content: Json, params: Params) -> Json:
    content |= _caption(params) | read_reply(params, chat)
    markup = check_markup(params.json("reply_markup"))
    check_sending(world, chat)
    return put(world, chat, content, markup, params)


def _caption(params: Params) -> Json:
    caption = read_text(params, "caption", MOST_CAPTION, None, "message caption is too long")
    if not caption.get("text"):
        return {}
    entities = {"caption_entities": caption["entities"]} if "entities" in caption else {}
    return {"caption": caption["text"], **entities}


async def edit_message_text(world: World, params: Params) -> Json:
    _, message = own_message(world, params, "message to edit not found", "message can't be edited")
    if not has_words(message):
        raise bad_request("there is no text in the message to edit")
    return put_words(world, message, read_words(params), params)


async def edit_message_media(world: World, params: Params) -> Json:
    """Another photo in place of the one there is, or added to a text, which then is its caption no longer."""
    chat, message = own_message(world, params, "message to edit not found", "message can't be edited")
    media = params.json("media")
    if not isinstance(media, dict) or not media.get("media"):
        raise bad_request("can't parse InputMedia: there is no media")
    if media.get("type") != "photo":
        raise bad_request("can't parse InputMedia: only photos are known here")
    if "photo" not in message and not has_words(message):
        raise bad_request("message can't be edited")
    content = take_photo(world, chat, params, str(media["media"]), "")
    content |= _caption(Params(media))
    markup = check_markup(params.json("reply_markup"), inline_only=True)
    before = {key: message.get(key) for key in ("photo", "caption", "caption_entities")}
    if before == {key: content.get(key) for key in before} and markup == message.get("reply_markup"):
        raise not_modified()
    drop_words(message)
    for key in ("caption", "caption_entities"):
        message.pop(key, None)
    message.update(content)
    return put_edited(world, message, markup)


async def edit_message_reply_markup(world: World, params: Params) -> Json:
    _, message = own_message(world, params, "message to edit not found", "message can't be edited")
    markup = check_markup(params.json("reply_markup"), inline_only=True)
    if markup == message.get("reply_markup"):
        raise not_modified()
    return put_edited(world, message, markup)


async def delete_message(world: World, params: Params) -> bool:
    chat, message = own_message(
        world, params, "message to delete not found", "message can't be deleted", own=False
    )
    if world.clock() - message["date"] > DELETE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    del chat.messages[message["message_id"]]
    world.tell("delete", {"chat_id": chat.info["id"], "message_id": message["message_id"]})
    return True


async def delete_messages(world: World, params: Params) -> bool:
    chat = target_of(world, params)
    for message_id in params.json("message_ids") or []:
        if chat.messages.pop(max(int(message_id), 0), None):
            world.tell("delete", {"chat_id": chat.info["id"], "message_id": int(message_id)})
    return True


async def answer_callback_query(world: World, params: Params) -> bool:
    query_id = params.text(
        "callback_query_id", required="query is too old and response timeout expired or query ID is invalid"
    )
    asked = world.callbacks.pop(str(query_id), None)
    if asked is None or world.clock() - asked[0] > CALLBACK_SECONDS:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = params.text("text", default="") or ""
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    url = params.text("url")
    if url and not url.startswith((f"https://t.me/{world.bot['username']}?start=", "tg://resolve?domain=")):
        raise bad_request("URL_INVALID")  # any other opens from a game's button alone
    world.tell(
        "callback_answer",
        {
            "id": query_id,
            "user_id": asked[1],
            "text": text,
            "show_alert": params.flag("show_alert"),
            "url": url,
        },
    )
    return True


async def send_chat_action(world: World, params: Params) -> bool:
    chat = target_of(world, params)
    action = params.text("action", required="wrong parameter action in request")
    check_sending(world, chat, text=False)
    world.tell("chat_action", {"chat_id": chat.info["id"], "action": action})
    return True


METHODS: Mapping[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": send_message,
    "sendRichMessage": send_rich_message,
    "sendRichMessageDraft": send_rich_message_draft,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendPoll": send_poll,
    "stopPoll": stop_poll,
    "setMessageReaction": set_message_reaction,
    "editMessageText": edit_message_text,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "editEphemeralMessageText": edit_ephemeral_message_text,
    "editEphemeralMessageReplyMarkup": edit_ephemeral_message_reply_markup,
    "deleteEphemeralMessage": delete_ephemeral_message,
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "answerGuestQuery": answer_guest_query,
    "sendChatAction": send_chat_action,
    "sendMessageDraft": send_message_draft,
    **PROFILE_METHODS,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "leaveChat": leave_chat,
}
