"""What is done each night: what was kept long enough goes, and chat ids are encrypted anew where the data key is another."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial

import structlog
from apscheduler.triggers.cron import CronTrigger

from bot.clock import Clock
from bot.errors import StorageUnavailable
from bot.storage import chats, outbox, pushes, retention, shown_facts, unanswered
from bot.storage.chat_ids import ChatIds
from bot.storage.database import LONG_SECONDS, Database
from bot.storage.sealing import seal_all_anew
from bot.waiting import set_by, wait_until_set

log = structlog.get_logger(__name__)

HOUR, MINUTE = 3, 17  # UTC: when readers in Europe sleep, and no full hour's digests are due
FIRST_SECONDS = 300.0  # after a start: a machine that is off at night keeps nothing longer for it
AGAIN_SECONDS = 600.0  # after the database was away
PAUSE_SECONDS = 0.05  # between pages: deliveries and readers go first

Page = Callable[..., Awaitable[int]]  # a connection, and `most`: how many it dropped


class Nightly:
    """Runs at night, where this process is the sender."""

    def __init__(self, database: Database, ids: ChatIds, is_sender: Callable[[], bool], clock: Clock) -> None:
        self._database = database
        self._ids = ids
        self._is_sender = is_sender
        self._clock = clock
        self._due = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled."""
        wait: float | None = FIRST_SECONDS
        with set_by(self._due, CronTrigger(hour=HOUR, minute=MINUTE, timezone="UTC")):
            while True:
                await wait_until_set(self._due, wait)
                self._due.clear()
                wait = await self._do()

    async def clear_up(self) -> Mapping[str, int]:
        """Drops what was kept long enough, page by page; how much of each. Raises `StorageUnavailable`."""
        now = self._clock()
        kinds: Mapping[str, Page] = {
            "messages": partial(outbox.purge, settled_before=now - retention.SENT),
            "digests": partial(pushes.purge, made_before=now - retention.SENT),
            "shown_facts": partial(shown_facts.purge, shown_before=now - retention.SHOWN),
            "unanswered": partial(unanswered.purge, last_before=now - retention.UNANSWERED),
            "chats": partial(chats.purge_gone, gone_before=now - retention.GONE, now=now),
        }
        cleared = {name: await self._clear(page) for name, page in kinds.items()}
        if any(cleared.values()):
            await self._database.wipe()
        return cleared

    async def _clear(self, page: Page) -> int:
        total = 0
        while True:
            async with self._database.begin(patience=LONG_SECONDS) as connection:
                done = await page(connection, most=retention.PAGE)
            total += done
            if done < retention.PAGE:
                return total
            await asyncio.sleep(PAUSE_SECONDS)

    async def _do(self) -> float | None:
        """Seconds until it is to be tried again; None: the next night."""
        if not self._is_sender():
            return None
        began: datetime = self._clock()
        try:
            cleared = await self.clear_up()
            if self._ids.has_others:
                await seal_all_anew(self._database, self._ids)
        except StorageUnavailable:
            log.warning("the night's work waits: the database does not answer")
            return AGAIN_SECONDS
        except Exception as error:
            log.error("the night's work failed", exc_info=error)
            return None
        log.info(
            "the night's work is done", seconds=round((self._clock() - began).total_seconds()), **cleared
        )
        return None
