"""The bot asked by its name elsewhere, inline or as a guest, and what it may answer (Bot API, "Inline mode", answerGuestQuery)."""

import re
from typing import Any

from bot.sandbox.bot_api.markup import check_markup
from bot.sandbox.bot_api.params import Params
from bot.sandbox.chat import Json
from bot.sandbox.rules.html import parse_html, utf16_length
from bot.sandbox.rules.refusal import bad_request
from bot.sandbox.world import World

QUERY_SECONDS = 30.0  # how long a query can be answered
MOST_RESULTS = 50
MOST_TEXT = 4096
KEPT_ANSWERS = 100
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


async def answer_inline_query(world: World, params: Params) -> bool:
    query_id = str(params.text("inline_query_id", required=_TOO_OLD))
    asked_at = world.inline_queries.pop(query_id, None)
    if asked_at is None or world.clock() - asked_at > QUERY_SECONDS:
        raise bad_request(_TOO_OLD)
    results = params.json("results")
    if not isinstance(results, list):
        raise bad_request("can't parse inline query results JSON object")
    if len(results) > MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [check_result(result) for result in results]
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    while len(world.inline_answers) >= KEPT_ANSWERS:
        world.inline_answers.pop(next(iter(world.inline_answers)))
    world.inline_answers[query_id] = {
        "results": results,
        "cache_time": params.number("cache_time", default=300),
        "is_personal": params.flag("is_personal"),
        "button": _button(params.json("button")),
    }
    return True


async def answer_guest_query(world: World, params: Params) -> Json:
    """Puts the result into the chat in the bot's name, once a query."""
    query_id = str(params.text("guest_query_id", required=_TOO_OLD))
    asked = world.guest_queries.pop(query_id, None)
    if asked is None or world.clock() - asked.at > QUERY_SECONDS:
        raise bad_request(_TOO_OLD)
    result = params.json("result")
    check_result(result)
    content = content_of(result) | {"guest_bot_caller_user": asked.user, "reply_to_message": asked.message}
    world.add_message(world.chat(asked.message["chat"]["id"]), world.bot, content)
    return {"inline_message_id": f"guest{query_id}"}


def content_of(result: Json) -> Json:
    """What a result puts into a chat: its text with entities, and its keyboard."""
    shown: Json = {"text": result["input_message_content"]["message_text"], "entities": []}
    if result["input_message_content"].get("parse_mode") == "HTML":
        shown["text"], shown["entities"] = parse_html(shown["text"])
    if result.get("reply_markup"):
        shown["reply_markup"] = check_markup(result["reply_markup"], inline_only=True)
    return shown


def choose_result(world: World, user_id: int, chat_id: int, query_id: str, result_id: str) -> Json:
    """A person chooses one of the results: it goes into the chat as their message, by way of the bot."""
    results = world.inline_answers[query_id]["results"]
    content = next(each for each in results if each["id"] == result_id)
    shown = content_of(content)
    chat = world.chat(chat_id)
    message = world.add_message(chat, world.users[user_id], {**shown, "via_bot": world.bot})
    if chat.info["type"] == "private":
        world.queue.push("message", message)
    return message


def check_result(result: Any) -> str:
    """The result's id. Of the kinds of results, only articles are taken here."""
    if not isinstance(result, dict) or result.get("type") != "article":
        raise bad_request("can't parse inline query result: unsupported type specified")
    name = result.get("id")
    if not isinstance(name, str) or not 1 <= len(name.encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    if not result.get("title"):
        raise bad_request("can't parse inline query result: article title is empty")
    _check_content(result.get("input_message_content"))
    check_markup(result.get("reply_markup"), inline_only=True)
    return name


def _button(button: Any) -> Json | None:
    """The one above the results: into the bot's chat by a deep link, or a web app (Bot API, InlineQueryResultsButton)."""
    if button is None:
        return None
    word = button.get("start_parameter") if isinstance(button, dict) else None
    if not isinstance(button, dict) or not button.get("text") or (word is None and "web_app" not in button):
        raise bad_request("can't parse inline query results button")
    if word is not None and not _START.fullmatch(str(word)):
        raise bad_request("START_PARAM_INVALID")
    return button


def _check_content(content: Any) -> None:
    text = content.get("message_text") if isinstance(content, dict) else None
    if not isinstance(text, str) or not text:
        raise bad_request("message text is empty")
    shown: Json = {"text": text}
    if content.get("parse_mode") == "HTML":
        shown["text"], _ = parse_html(text)
    if not shown["text"].strip():
        raise bad_request("message text is empty")
    if utf16_length(shown["text"]) > MOST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
