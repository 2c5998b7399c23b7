"""The tick: what is due is made into outbox rows. APScheduler only ticks; the truth is in the database and the files."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.errors import StorageUnavailable
from bot.services import inbox
from bot.services.announcing import Announcing
from bot.services.delivering import Delivering
from bot.services.digesting import Digesting
from bot.services.library import Library
from bot.services.steering import Steering
from bot.storage import ledger, outbox, pushes, unanswered
from bot.storage.database import LONG_SECONDS, Database

log = structlog.get_logger(__name__)

TICK_SECONDS = 1
PURGE_EVERY = timedelta(hours=6)


class Ticking:
    """One tick a second, one at a time; only where this process is the sender."""

    def __init__(
        self,
        library: Library,
        announcing: Announcing,
        digesting: Digesting,
        steering: Steering,
        database: Database,
        delivering: Delivering,
        clock: Clock,
    ) -> None:
        self._library = library
        self._announcing = announcing
        self._digesting = digesting
        self._steering = steering
        self._database = database
        self._delivering = delivering
        self._clock = clock
        self._purged: datetime | None = None
        self._now = asyncio.Event()
        self._told_dead = 0
        self.progressed_at = time.monotonic()  # when a tick last came to a step's end
        # Once there is someone to tell.
        self.tell_of_dead_letters: Callable[[int], Awaitable[None]] | None = None
        self.tell_of_waiting: Callable[[int], Awaitable[None]] | None = None

    async def run(self) -> None:
        """Ticks until cancelled."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(self._now.set, "interval", seconds=TICK_SECONDS, coalesce=True, max_instances=1)
        scheduler.start()
        self._now.set()
        try:
            while True:
                await self._now.wait()
                self._now.clear()
                try:
                    await self.tick()
                    self.progressed_at = time.monotonic()
                except StorageUnavailable:
                    log.warning("nothing is made due: the database does not answer")
        finally:
            with contextlib.suppress(Exception):
                scheduler.shutdown(wait=False)

    def soon(self) -> None:
        """The files have changed: tick now."""
        self._now.set()

    async def tick(self) -> None:
        """Everything that is due at this moment. Raises `StorageUnavailable`; a tick can be cut and repeated anywhere."""
        if not self._delivering.is_sender:
            return
        now = self._clock()
        snapshot = self._library.edition.snapshot
        # 1. What the files and the clock announce.
        asked = await self._announcing.announce(snapshot, now)
        if asked and self.tell_of_waiting is not None:
            await self.tell_of_waiting(asked)
        while await self._announcing.fan_out():
            self._delivering.wake()
            self.progressed_at = time.monotonic()
        # 2. Readers' digests.
        while await self._digesting.make_due(snapshot, now):
            self._delivering.wake()
            self.progressed_at = time.monotonic()
        # 3. What editors take back.
        await self._steering.top_up_undos()
        self._delivering.wake()
        # 4. What can never be sent is told.
        dead = self._delivering.dead_letters - self._told_dead
        if dead and self.tell_of_dead_letters is not None:
            self._told_dead += dead
            await self.tell_of_dead_letters(dead)
        # 5. What is old goes.
        if self._purged is None or now - self._purged >= PURGE_EVERY:
            self._purged = now
            async with self._database.begin(patience=LONG_SECONDS) as connection:
                await ledger.purge(connection, now=now)
                await outbox.purge(connection, settled_before=now - outbox.KEPT_FOR)
                await pushes.purge(connection, made_before=now - outbox.KEPT_FOR)
                await unanswered.purge(connection, last_before=now - inbox.KEPT_FOR)
