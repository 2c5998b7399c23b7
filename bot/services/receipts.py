"""Which of Telegram's updates are done, so that none is answered twice; and those that wait, so that none is lost.

Memory knows at once, the database a moment later and over a restart. With the database away memory stands in.
"""

import asyncio
import json  # it writes what orjson refuses: halves of characters, numbers of any size
import time
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from bot.clock import Clock
from bot.errors import StorageUnavailable
from bot.services.batching import Batch
from bot.storage import retention, updates
from bot.storage.database import PATIENCE_SECONDS, Database
from bot.storage.sealed_text import SealedText
from bot.waiting import wait_until_set

log = structlog.get_logger(__name__)

KEEP = retention.UPDATES
LEASE = timedelta(seconds=15)
RENEW_SECONDS = 5.0
PRUNE_SECONDS = 600.0
WRITE_EVERY = 0.02  # seconds: what is done meanwhile is written together
STUCK_SECONDS = 1.0  # a writing that takes longer holds up nobody
PAUSE_SECONDS = 1.0  # before a database that was away is tried again
ASK_SECONDS = 1.0
MOST_REMEMBERED = 200_000
MOST_READ = 100_000
BATCH = 500


@dataclass(frozen=True, slots=True)
class Written:
    """An update that is written down: as Telegram sent it, and for how many others it stands."""

    raw: Mapping[str, Any]
    skipped: int

    @property
    def id(self) -> int:
        found: int = self.raw["update_id"]
        return found


class Receipts:
    """Notes what is done, and writes down what waits."""

    def __init__(self, database: Database, secret: str, clock: Clock, *, others: Sequence[str] = ()) -> None:
        """`secret`: seals what is written down; `others` open it too."""
        self._database = database
        self._seal = SealedText(secret, others)
        self._clock = clock
        self._done: OrderedDict[int, None] = OrderedDict()
        self._to_write: dict[int, None] = {}
        self._has_some = asyncio.Event()
        self._flushed = asyncio.Event()  # set, and a new one made, whenever some were written
        self._began: float | None = None  # when the writing that is under way began
        self._is_away = False
        self._writing = asyncio.Lock()  # what is done is never overtaken by its being written down
        self._waiting: set[int] = set()  # written down by us, and not done
        self._knows_all = False  # memory has all that the database has: nobody else writes there
        self._renewed = self._pruned = time.monotonic()
        self._asking = Batch(self._ask)
        self._keeping = Batch(self._keep)

    async def open(self) -> Sequence[Written]:
        """Reads what is done already; what was written down and is to be handled now, the oldest first."""
        now = self._clock()
        try:
            async with self._database.read() as connection:
                found = await updates.find_newest(connection, since=now - KEEP, most=MOST_READ)
        except StorageUnavailable:
            log.warning("what was done before the start is not known: the database does not answer")
            return ()
        for each in reversed(found):
            self._done[each] = None
        self._knows_all = self._database.is_sqlite and len(found) < MOST_READ
        return await self.take_over(regardless=self._database.is_sqlite)

    def is_done(self, update_id: int) -> bool:
        """As far as memory knows."""
        return update_id in self._done

    @property
    def unwritten(self) -> int:
        """How many are done of which the database, which answers, does not know yet: killed now, we would do them again."""
        is_stuck = self._began is not None and time.monotonic() - self._began > STUCK_SECONDS
        return 0 if self._is_away or is_stuck else len(self._to_write)

    async def wait_written(self, seconds: float) -> None:
        """Returns when some were written, or after `seconds`."""
        await wait_until_set(self._flushed, seconds)

    async def find_known(self, ids: Collection[int]) -> set[int]:
        """Those that are done, or written down by someone."""
        known = {each for each in ids if each in self._done}
        others = [each for each in ids if each not in known]
        if others and not self._knows_all:
            try:
                for found in await asyncio.gather(*(self._asking.add(each) for each in others)):
                    known.update(found)
            except StorageUnavailable:
                pass  # memory stands in
        return known

    def note_done(self, update_id: int) -> None:
        """It has been handled, and is not to be handled again."""
        self._done[update_id] = None
        self._waiting.discard(update_id)
        if len(self._done) > MOST_REMEMBERED:
            self._done.popitem(last=False)
            self._knows_all = False
        self._to_write[update_id] = None
        if len(self._to_write) > MOST_REMEMBERED:  # the database is away for very long
            del self._to_write[next(iter(self._to_write))]
        self._has_some.set()

    async def write_down(self, written: Written) -> None:
        """Keeps it over a restart; what is done meanwhile is not kept. Raises `StorageUnavailable`."""
        await self._keeping.add(written)

    async def take_over(self, *, regardless: bool = False) -> Sequence[Written]:
        """What another process wrote down and no longer holds. Raises `StorageUnavailable`."""
        now = self._clock()
        async with self._database.begin() as connection:
            rows = await updates.take_over(
                connection, now=now, lease_until=now + LEASE, since=now - KEEP, regardless=regardless
            )
        found = []
        for row in rows:
            text = self._seal.open(row.body)
            if text is None:
                log.warning(
                    "an update that waits was sealed with another key, and is dropped", update_id=row.id
                )
                self.note_done(row.id)
            elif row.id not in self._waiting and not self.is_done(row.id):
                self._waiting.add(row.id)
                found.append(Written(json.loads(text), row.skipped))
        return found

    async def run(self) -> None:
        """Writes what is done, and holds what waits, until cancelled."""
        while True:
            await wait_until_set(self._has_some, RENEW_SECONDS)
            try:
                await self.flush()
                await self._look_after()
                self._is_away = False
            except StorageUnavailable:
                if not self._is_away:
                    log.warning("what is done is kept in memory alone: the database does not answer")
                self._is_away = True
                await asyncio.sleep(PAUSE_SECONDS)
            await asyncio.sleep(WRITE_EVERY)

    async def flush(self, *, patience: float = PATIENCE_SECONDS) -> None:
        """Writes what is done. Raises `StorageUnavailable`; then it waits still."""
        async with self._writing:
            self._has_some.clear()
            while self._to_write:
                batch = list(self._to_write)[:BATCH]
                self._began = time.monotonic()
                try:
                    async with self._database.begin(patience=patience) as connection:
                        await updates.note_done(connection, batch, now=self._clock())
                except StorageUnavailable:
                    self._has_some.set()
                    raise
                finally:
                    self._began = None
                for each in batch:
                    self._to_write.pop(each, None)
                flushed, self._flushed = self._flushed, asyncio.Event()
                flushed.set()

    async def let_go(self, *, patience: float = PATIENCE_SECONDS) -> None:
        """Writes what is done, and lets another process have what waits: the last step before stopping."""
        await self.flush(patience=patience)
        if self._waiting:
            async with self._database.begin(patience=patience) as connection:
                await updates.set_lease(connection, self._waiting, None)

    async def _look_after(self) -> None:
        now, tick = self._clock(), time.monotonic()
        if self._waiting and not self._database.is_sqlite and tick - self._renewed > RENEW_SECONDS:
            async with self._database.begin() as connection:
                await updates.set_lease(connection, self._waiting, now + LEASE)
            self._renewed = tick
        if tick - self._pruned > PRUNE_SECONDS:
            async with self._database.begin() as connection:
                await updates.prune(connection, before=now - KEEP, now=now)
            self._pruned = tick

    async def _ask(self, ids: Sequence[int]) -> Sequence[set[int]]:
        async with self._database.read(patience=ASK_SECONDS) as connection:
            found = await updates.find_known(connection, ids, since=self._clock() - KEEP)
        return [{each} & found for each in ids]

    async def _keep(self, written: Sequence[Written]) -> Sequence[None]:
        async with self._writing:
            now = self._clock()
            wanted = [each for each in written if not self.is_done(each.id)]
            rows = [
                updates.Waiting(each.id, self._seal.seal(json.dumps(dict(each.raw))), each.skipped)
                for each in wanted
            ]
            if rows:
                async with self._database.begin() as connection:
                    await updates.write_down(connection, rows, now=now, lease_until=now + LEASE)
            self._waiting.update(each.id for each in wanted if not self.is_done(each.id))
        return [None] * len(written)
