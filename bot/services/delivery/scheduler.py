"""The tick: what is due is made into outbox rows. APScheduler only ticks; the truth is in the database and the files."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

import structlog
from apscheduler.triggers.interval import IntervalTrigger

from bot.clock import Clock
from bot.domain.snapshot import Snapshot
from bot.errors import StorageUnavailable
from bot.services.delivery.announcer import Announcer
from bot.services.delivery.clock_watch import ClockWatch
from bot.services.delivery.digest_maker import DigestMaker
from bot.services.delivery.outbox_worker import OutboxWorker
from bot.services.delivery.push_control import PushControl
from bot.services.delivery.setbacks import Setbacks
from bot.services.library import Library
from bot.storage import changes
from bot.storage.database import Database
from bot.waiting import set_by

log = structlog.get_logger(__name__)

TICK_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Makers:
    """What makes messages of what is due."""

    announcer: Announcer
    digest_maker: DigestMaker
    push_control: PushControl


class Notifier(Protocol):
    """Tells those who run the bot."""

    async def note_dead_letters(self, count: int) -> None: ...

    async def note_waiting(self, count: int) -> None: ...


class Scheduler:
    """One tick a second, one at a time; only where this process is the sender."""

    def __init__(
        self,
        library: Library,
        makers: Makers,
        database: Database,
        outbox_worker: OutboxWorker,
        notifier: Notifier,
        clock: Clock,
    ) -> None:
        self._library = library
        self._announcer = makers.announcer
        self._digest_maker = makers.digest_maker
        self._push_control = makers.push_control
        self._database = database
        self._outbox_worker = outbox_worker
        self._notifier = notifier
        self._clock = clock
        self._clock_watch = ClockWatch(database)
        self._setbacks = Setbacks()
        self._now = asyncio.Event()
        self._told_dead = 0
        self.progressed_at = time.monotonic()  # when a tick last came to a step's end

    async def run(self) -> None:
        """Ticks until cancelled."""
        self._now.set()
        with set_by(self._now, IntervalTrigger(seconds=TICK_SECONDS)):
            while True:
                await self._now.wait()
                self._now.clear()
                try:
                    await self.tick()
                    self.progressed_at = time.monotonic()
                except StorageUnavailable:
                    log.warning("nothing is made due: the database does not answer")

    def soon(self) -> None:
        """The files have changed: tick now."""
        self._now.set()

    async def tick(self) -> None:
        """Everything that is due at this moment; it can be cut and repeated anywhere.

        What fails stops nothing beside it, and is tried again. Raises `StorageUnavailable` where the database is away.
        """
        if not self._outbox_worker.is_sender:
            return
        now = self._clock()
        snapshot = self._library.edition.snapshot
        stages: tuple[tuple[str, Callable[[], Awaitable[None]]], ...] = (
            ("clock", partial(self._look_at_clock, now)),  # first: the others go by what is dated right
            ("announcing", partial(self._announce, snapshot, now)),
            ("fan-out", self._fan_out),
            ("digests", partial(self._make_digests, snapshot, now)),
            ("taking back", self._push_control.top_up_undos),
            ("dead letters", self._note_dead_letters),
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
        self._outbox_worker.wake()

    @property
    def failing(self) -> int:
        """How many parts of a tick failed and are tried again."""
        return len(self._setbacks) + self._announcer.failing

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
            self._announcer.look_again()

    async def _announce(self, snapshot: Snapshot, now: datetime) -> None:
        asked = await self._announcer.announce(snapshot, now)
        if asked:
            await self._notifier.note_waiting(asked)

    async def _fan_out(self) -> None:
        while await self._announcer.fan_out():
            self._outbox_worker.wake()
            self.progressed_at = time.monotonic()

    async def _make_digests(self, snapshot: Snapshot, now: datetime) -> None:
        while await self._digest_maker.make_due(snapshot, now):
            self._outbox_worker.wake()
            self.progressed_at = time.monotonic()

    async def _note_dead_letters(self) -> None:
        dead = self._outbox_worker.dead_letters - self._told_dead
        if dead:
            self._told_dead += dead
            await self._notifier.note_dead_letters(dead)
