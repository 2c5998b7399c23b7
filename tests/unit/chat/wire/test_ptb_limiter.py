"""Live answers at the pace: a refusal is waited out and not lost."""

from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.chat.wire.pacing import Pacer
from bot.chat.wire.ptb_limiter import FAILING_SECONDS, LiveLimiter
from tests.support.virtual import run_virtually

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
    telegram = Telegram(10_000, 1)
    found, took = send(telegram)
    assert isinstance(found, RetryAfter)
    assert FAILING_SECONDS <= took < FAILING_SECONDS + 2.0


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
def test_an_answer_that_is_refused_again_and_again_for_a_minute_is_sent_still() -> None:
    assert send(Telegram(60, 1))[0] == "sent"


def test_a_token_that_was_revoked_says_nothing_of_the_answer() -> None:
    found, took = attempt(Failing(*(InvalidToken("Unauthorized") for _ in range(8))), "sendMessage")
    assert found == "sent"
    assert took < 60.0
    endless = Failing(*(InvalidToken("Unauthorized") for _ in range(1_000)))
    assert isinstance(attempt(endless, "sendMessage")[0], InvalidToken)


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
def test_what_is_no_message_does_not_wait_its_turn() -> None:
    found, took = send(Telegram(0, 0), "answerCallbackQuery")
    assert found == "sent"
    assert took == pytest.approx(0.0, abs=0.01)


class Failing:
    """Fails as told, and then answers."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.asked = 0

    async def __call__(self, *_: Any, **__: Any) -> str:
        self.asked += 1
        if self.errors:
            raise self.errors.pop(0)
        return "sent"


def caused(error: NetworkError, cause: Exception) -> NetworkError:
    error.__cause__ = cause
    return error


def refused_connection() -> NetworkError:
    key: Any = type("Key", (), {"host": "x", "port": 1, "ssl": None, "is_ssl": False})()
    return caused(NetworkError("not sent"), aiohttp.ClientConnectorError(key, OSError(111, "refused")))


def reset() -> NetworkError:
    return caused(NetworkError("lost"), aiohttp.ClientOSError(104, "Connection reset by peer"))


def hung_up() -> NetworkError:
    return caused(NetworkError("lost"), aiohttp.ServerDisconnectedError())


def too_late() -> NetworkError:
    return caused(TimedOut("No answer in time"), TimeoutError())


def broken_off() -> NetworkError:
    return caused(NetworkError("lost"), aiohttp.ClientPayloadError("in the middle of an answer"))


def attempt(telegram: Failing, endpoint: str) -> tuple[Any, float]:
    async def work(clock: Clock) -> tuple[Any, float]:
        began = clock()
        limiter = LiveLimiter(Pacer(30, clock))
        try:
            found: Any = await limiter.process_request(telegram, (), {}, endpoint, {"chat_id": 5}, None)
        except TelegramError as error:
            found = error
        return found, clock() - began

    result: tuple[Any, float] = run_virtually(work)
    return result


@pytest.mark.parametrize(
    "endpoint", ["sendMessage", "sendDocument", "editMessageText", "answerCallbackQuery"]
)
def test_what_telegram_did_not_do_is_sent_again_until_it_does(endpoint: str) -> None:
    errors = [NetworkError("Bad Gateway (502)"), NetworkError("Internal Server Error"), refused_connection()]
    telegram = Failing(*errors, reset(), hung_up())
    found, took = attempt(telegram, endpoint)
    assert found == "sent"
    assert telegram.asked == 6
    assert took < 10.0


def test_a_message_that_has_most_probably_arrived_is_not_sent_again() -> None:
    telegram = Failing(broken_off())
    found, _ = attempt(telegram, "sendMessage")
    assert isinstance(found, NetworkError)
    assert telegram.asked == 1


def test_a_message_that_telegram_never_answered_is_sent_once_more() -> None:
    telegram = Failing(too_late())
    assert attempt(telegram, "sendMessage")[0] == "sent"
    silent = Failing(too_late(), too_late(), too_late())
    found, _ = attempt(silent, "sendMessage")
    assert isinstance(found, TimedOut)
    assert silent.asked == 2


@pytest.mark.parametrize("error", [too_late, broken_off])
@pytest.mark.parametrize(
    "endpoint", ["editMessageText", "answerCallbackQuery", "getChatMember", "setMyCommands"]
)
def test_what_may_be_done_twice_is(error: Callable[[], NetworkError], endpoint: str) -> None:
    assert attempt(Failing(error()), endpoint)[0] == "sent"


@pytest.mark.parametrize(
    "error", [BadRequest("chat not found"), Forbidden("blocked"), InvalidToken("Not Found")]
)
def test_a_refusal_is_final(error: TelegramError) -> None:
    telegram = Failing(error)
    assert attempt(telegram, "sendMessage")[0] is error
    assert telegram.asked == 1


def test_an_outage_is_waited_out_and_one_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    telegram = Failing(*(NetworkError("Bad Gateway") for _ in range(12)))
    found, took = attempt(telegram, "sendMessage")
    assert found == "sent"
    assert took < 120.0
    monkeypatch.setattr("bot.chat.wire.ptb_limiter.FAILING_SECONDS", -1.0)
    assert isinstance(attempt(Failing(NetworkError("Bad Gateway")), "sendMessage")[0], NetworkError)


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
def test_a_question_to_telegram_that_is_refused_for_the_pace_is_put_again() -> None:
    found, took = attempt(Failing(RetryAfter(3)), "getChatMember")
    assert found == "sent"
    assert 3.0 <= took < 4.0
