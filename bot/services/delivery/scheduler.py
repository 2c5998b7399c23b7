"""The tick: what is due is made into outbox rows. APScheduler only ticks; the truth is in the database and the files."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.domain.snapshot import Snapshot
from bot.errors import StorageUnavailable
from bot.services.delivery.announcer import Announcing
from bot.services.delivery.clock_watch import ClockWatch
from bot.services.delivery.digest_maker import Digesting
from bot.services.delivery.outbox_worker import Delivering
from bot.services.delivery.push_control import Steering
from bot.services.delivery.setbacks import Setbacks
from bot.services.library import Library
from bot.storage import changes
from bot.storage.database import Database

log = structlog.get_logger(__name__)

TICK_SECONDS = 1


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
        self._clock_watch = ClockWatch(database)
        self._setbacks = Setbacks()
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
        """Everything that is due at this moment; it can be cut and repeated anywhere.

        What fails stops nothing beside it, and is tried again. Raises `StorageUnavailable` where the database is away.
        """
        if not self._delivering.is_sender:
            return
        now = self._clock()
        snapshot = self._library.edition.snapshot
        stages: tuple[tuple[str, Callable[[], Awaitable[None]]], ...] = (
            ("clock", partial(self._look_at_clock, now)),  # first: the others go by what is dated right
            ("announcing", partial(self._announce, snapshot, now)),
            ("fan-out", self._fan_out),
            ("digests", partial(self._make_digests, snapshot, now)),
            ("taking back", self._steering.top_up_undos),
            ("dead letters", self._tell_of_dead_letters),
        )
        for name, stage in stages:
            if not self._setbacks.may_try(name):
                continue
            try:
                await stage()
            except StorageUnavailable as error:
                if not await self._is_database_there():
                    raise
                self._note_failure(name, error)
            except Exception as error:
                self._note_failure(name, error)
            else:
                self._setbacks.note_success(name)
        self._delivering.wake()

    @property
    def failing(self) -> int:
        """How many parts of a tick failed and are tried again."""
        return len(self._setbacks) + self._announcing.failing

    def _note_failure(self, name: str, error: Exception) -> None:
        times = self._setbacks.note_failure(name)
        log.error("a part of the tick failed; the others go on", part=name, times=times, exc_info=error)

    async def _is_database_there(self) -> bool:
        """Whether it answers at all: then what failed is about that part alone."""
        try:
            async with self._database.read() as connection:
                await changes.is_empty(connection)
        except StorageUnavailable:
            return False
        return True

    async def _look_at_clock(self, now: datetime) -> None:
        if await self._clock_watch.look(now):
            self._announcing.look_again()

    async def _announce(self, snapshot: Snapshot, now: datetime) -> None:
        asked = await self._announcing.announce(snapshot, now)
        if asked and self.tell_of_waiting is not None:
            await self.tell_of_waiting(asked)

    async def _fan_out(self) -> None:
        while await self._announcing.fan_out():
            self._delivering.wake()
            self.progressed_at = time.monotonic()

    async def _make_digests(self, snapshot: Snapshot, now: datetime) -> None:
        while await self._digesting.make_due(snapshot, now):
            self._delivering.wake()
            self.progressed_at = time.monotonic()

    async def _tell_of_dead_letters(self) -> None:
        dead = self._delivering.dead_letters - self._told_dead
        if dead and self.tell_of_dead_letters is not None:
            self._told_dead += dead
            await self.tell_of_dead_letters(dead)
