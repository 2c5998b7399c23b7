"""What became of an answer that Telegram did not take is counted, by what is known of it."""

from typing import Any, cast

import aiohttp
import pytest
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.chat.handlers.faults import FaultHandlers
from bot.metrics import REGISTRY


def lost(outcome: str) -> float:
    return REGISTRY.get_sample_value("briefing_bot_answers_lost_total", {"outcome": outcome}) or 0.0


def caused(error: TelegramError, cause: BaseException | None) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (caused(NetworkError("no answer"), aiohttp.SocketTimeoutError()), "unknown"),
        (NetworkError("Bad Gateway"), "unreachable"),
        (BadRequest("message is too long"), "refused"),
    ],
)
async def test_an_answer_that_did_not_arrive_is_counted(error: TelegramError, outcome: str) -> None:
    class Failed:
        pass

    context: Any = Failed()
    context.error = error
    others = {each: lost(each) for each in ("unknown", "unreachable", "refused") if each != outcome}
    before = lost(outcome)
    await FaultHandlers(cast(Any, None)).on_error(object(), context)
    assert lost(outcome) == before + 1
    assert {each: lost(each) for each in others} == others
