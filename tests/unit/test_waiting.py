"""Waiting for something that may not come."""

import asyncio

from bot.waiting import wait_until_set


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
