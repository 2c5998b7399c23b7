"""The first contact with Telegram waits for Telegram; only what Telegram refuses ends it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.chat.wire.contact import LONGEST_PAUSE, reach
from bot.errors import ConfigError


class Telegram:
    """Fails with each of `errors` in turn, then answers."""

    def __init__(self, *errors: TelegramError) -> None:
        self.errors = list(errors)
        self.pauses: list[float] = []

    async def ask(self) -> str:
        if self.errors:
            raise self.errors.pop(0)
        return "here"

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


@pytest.mark.parametrize(
    "make",
    [
        lambda: NetworkError("Bad Gateway"),
        lambda: NetworkError("Could not connect to 127.0.0.1:1: Connection refused; not sent"),
        lambda: TimedOut("No answer in time"),
        lambda: TelegramError("Invalid server response"),
    ],
)
async def test_a_telegram_that_is_not_there_yet_is_asked_until_it_is(
    make: Callable[[], TelegramError],
) -> None:
    telegram = Telegram(*(make() for _ in range(9)))
    assert await reach(telegram.ask, sleep=telegram.sleep) == "here"
    assert telegram.pauses == sorted(telegram.pauses)
    assert telegram.pauses[-1] == LONGEST_PAUSE


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_telegrams_own_wait_is_waited() -> None:
    telegram = Telegram(RetryAfter(timedelta(seconds=7)))
    assert await reach(telegram.ask, sleep=telegram.sleep) == "here"
    assert telegram.pauses == [7]


async def test_a_token_that_telegram_does_not_know_ends_it_with_a_sentence() -> None:
    telegram = Telegram(NetworkError("Bad Gateway"), InvalidToken("Unauthorized"))
    with pytest.raises(ConfigError, match="TELEGRAM_BOT_TOKEN"):
        await reach(telegram.ask, sleep=telegram.sleep)


async def test_what_telegram_refuses_is_not_asked_again() -> None:
    telegram = Telegram(BadRequest("bad webhook: HTTPS url must be provided for webhook"))
    with pytest.raises(BadRequest):
        await reach(telegram.ask, sleep=telegram.sleep)
    assert telegram.pauses == []
