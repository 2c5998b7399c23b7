"""Waiting for something that may not come, and for what the clock brings."""

import asyncio
import contextlib
from collections.abc import Iterator

from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger


async def wait_until_set(event: asyncio.Event, seconds: float | None) -> bool:
    """Whether `event` is set within `seconds`; None: however long it takes."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    return event.is_set()


@contextlib.contextmanager
def set_by(event: asyncio.Event, trigger: BaseTrigger) -> Iterator[None]:
    """Inside the block `event` is set each time that `trigger` says.

    The job runs on the event loop itself: APScheduler's default hands it to a thread, from where an event of asyncio
    may not be set, and a stop that comes meanwhile leaves a traceback in the log.
    """
    scheduler = AsyncIOScheduler(timezone="UTC", executors={"default": DebugExecutor()})
    scheduler.add_job(event.set, trigger, coalesce=True, misfire_grace_time=None)
    scheduler.start()
    try:
        yield
    finally:
        with contextlib.suppress(Exception):
            scheduler.shutdown(wait=False)
