"""Waiting for something that may not come, and for what the clock brings."""

import asyncio

import pytest
from apscheduler.triggers.date import DateTrigger

from bot.waiting import set_by, wait_until_set


async def test_what_is_set_is_not_waited_for_and_what_is_not_is_given_up() -> None:
    event = asyncio.Event()
    assert not await wait_until_set(event, 0)
    event.set()
    assert await wait_until_set(event, 0)


async def test_what_is_set_meanwhile_ends_the_waiting() -> None:
    event = asyncio.Event()
    waiting = asyncio.create_task(wait_until_set(event, None))
    await asyncio.sleep(0)
    assert not waiting.done()
    event.set()
    assert await waiting


async def test_who_is_cancelled_while_waiting_is_cancelled() -> None:
    waiting = asyncio.create_task(wait_until_set(asyncio.Event(), 60))
    await asyncio.sleep(0)
    waiting.cancel()
    assert await asyncio.gather(waiting, return_exceptions=True)
    assert waiting.cancelled()


async def test_what_the_clock_brings_is_set_on_the_event_loop() -> None:
    event = asyncio.Event()
    with set_by(event, DateTrigger()):
        await asyncio.wait_for(event.wait(), 60)


async def test_a_stop_while_it_is_being_set_leaves_nothing_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(20):
        with set_by(asyncio.Event(), DateTrigger()):
            await asyncio.sleep(0)  # its job has begun
    await asyncio.sleep(0)
    assert not [record for record in caplog.records if record.exc_info]
