"""Live answers at the pace: a refusal is waited out and not lost."""

from collections.abc import Callable
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.chat.limiter import MOST_REPEATS, LiveLimiter
from bot.chat.pacing import Pacer
from tests.unit.chat.virtual import run_virtually

Clock = Callable[[], float]


class Telegram:
    """Refuses the first so many."""

    def __init__(self, refusals: int, seconds: int) -> None:
        self.refusals = refusals
        self.seconds = seconds
        self.asked = 0

    async def __call__(self, *_: Any, **__: Any) -> str:
        self.asked += 1
        if self.asked <= self.refusals:
            raise RetryAfter(self.seconds)
        return "sent"


def send(telegram: Telegram, endpoint: str = "sendMessage") -> tuple[Any, float]:
    """What came of one request, and the seconds that it took."""

    async def work(clock: Clock) -> tuple[Any, float]:
        began = clock()
        limiter = LiveLimiter(Pacer(30, clock))
        try:
            found: Any = await limiter.process_request(telegram, (), {}, endpoint, {"chat_id": 5}, None)
        except RetryAfter as error:
            found = error
        return found, clock() - began

    result: tuple[Any, float] = run_virtually(work)
    return result


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
def test_an_answer_that_was_refused_for_the_pace_is_sent_when_telegram_allows_it() -> None:
    telegram = Telegram(2, 3)
    found, took = send(telegram)
    assert found == "sent"
    assert telegram.asked == 3
    assert 6.0 <= took < 7.0


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
def test_a_wait_that_no_reader_waits_for_and_endless_refusals_are_given_up() -> None:
    found, took = send(Telegram(1, 3600))
    assert isinstance(found, RetryAfter)
    assert took < 1.0
    telegram = Telegram(100, 1)
    assert isinstance(send(telegram)[0], RetryAfter)
    assert telegram.asked == MOST_REPEATS + 1


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
def test_what_is_no_message_does_not_wait_its_turn() -> None:
    assert send(Telegram(0, 0), "answerCallbackQuery") == ("sent", pytest.approx(0.0, abs=0.01))
