"""Inline queries: a person types after the bot's name, and what the bot may answer (Bot API, "Inline mode")."""

from typing import Any

from bot.sandbox.bot_api.html import parse_html, utf16_length
from bot.sandbox.bot_api.params import Params
from bot.sandbox.bot_api.refusal import bad_request
from bot.sandbox.world import Json, World

QUERY_SECONDS = 30.0  # how long an inline query can be answered
MOST_RESULTS = 50
MOST_TEXT = 4096
KEPT_ANSWERS = 100
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
    ids = [_check(result) for result in results]
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    while len(world.inline_answers) >= KEPT_ANSWERS:
        world.inline_answers.pop(next(iter(world.inline_answers)))
    world.inline_answers[query_id] = {
        "results": results,
        "cache_time": params.number("cache_time", default=300),
        "is_personal": params.flag("is_personal"),
    }
    return True


def _check(result: Any) -> str:
    """The result's id. Of the kinds of results, only articles are taken here."""
    if not isinstance(result, dict) or result.get("type") != "article":
        raise bad_request("can't parse inline query result: unsupported type specified")
    name = result.get("id")
    if not isinstance(name, str) or not 1 <= len(name.encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    if not result.get("title"):
        raise bad_request("can't parse inline query result: article title is empty")
    _check_content(result.get("input_message_content"))
    return name


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
