"""A draft never comes after the message that it announces."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bot.chat.wire.drafts import LONGEST_WAIT
from bot.chat.wire.pacing import Pacer
from bot.chat.wire.ptb_limiter import LiveLimiter
from tests.support.virtual import run_virtually

Clock = Callable[[], float]
DRAFT, MESSAGE = "sendMessageDraft", "sendMessage"


def arrivals(*requests: tuple[str, float, float, int]) -> list[tuple[str, float]]:
    """What arrives at Telegram, in that order, with the second; of each request: what, when, how long under way, chat."""

    async def work(clock: Clock) -> list[tuple[str, float]]:
        limiter = LiveLimiter(Pacer(30, clock))
        arrived: list[tuple[str, float]] = []

        async def ask(endpoint: str, at: float, takes: float, chat: int) -> None:
            async def under_way() -> Any:
                await asyncio.sleep(takes)
                arrived.append((endpoint, round(clock() - 1000.0, 2)))

            await asyncio.sleep(at)
            await limiter.process_request(under_way, (), {}, endpoint, {"chat_id": chat}, None)

        asked: list[Awaitable[None]] = [ask(*request) for request in requests]
        await asyncio.gather(*asked)
        return arrived

    found: list[tuple[str, float]] = run_virtually(work)
    return found


def test_a_message_waits_for_the_draft_on_its_way() -> None:
    assert arrivals((DRAFT, 0.0, 0.3, 5), (MESSAGE, 0.1, 0.05, 5)) == [(DRAFT, 0.3), (MESSAGE, 0.35)]


def test_a_draft_that_hangs_holds_no_answer_up_for_long() -> None:
    (first, at), _ = arrivals((DRAFT, 0.0, 9.0, 5), (MESSAGE, 0.1, 0.05, 5))
    assert first == MESSAGE
    assert at <= 0.1 + LONGEST_WAIT + 0.06


def test_no_draft_goes_out_while_a_message_is_on_its_way() -> None:
    assert arrivals((MESSAGE, 0.0, 0.3, 5), (DRAFT, 0.1, 0.05, 5)) == [(MESSAGE, 0.3), (DRAFT, 0.35)]


def test_what_goes_to_another_chat_waits_for_nothing() -> None:
    assert arrivals((DRAFT, 0.0, 0.3, 5), (MESSAGE, 0.1, 0.05, 6)) == [(MESSAGE, 0.15), (DRAFT, 0.3)]


def test_a_message_that_is_given_up_while_it_waits_for_a_draft_keeps_no_turn() -> None:
    async def work(clock: Clock) -> int:
        pacer = Pacer(30, clock)
        limiter = LiveLimiter(pacer)

        async def ask(endpoint: str) -> Any:
            async def under_way() -> None:
                await asyncio.sleep(9.0)

            return await limiter.process_request(under_way, (), {}, endpoint, {"chat_id": 5}, None)

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(ask(DRAFT))
            await asyncio.sleep(0.1)
            message = tasks.create_task(ask(MESSAGE))
            await asyncio.sleep(LONGEST_WAIT / 2)
            message.cancel()
        return len(pacer._unanswered)

    assert run_virtually(work) == 0
