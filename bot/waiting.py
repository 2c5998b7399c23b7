"""Waiting for something that may not come."""

import asyncio
import contextlib


async def wait_until_set(event: asyncio.Event, seconds: float | None) -> bool:
    """Whether `event` is set within `seconds`; None: however long it takes."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    return event.is_set()
