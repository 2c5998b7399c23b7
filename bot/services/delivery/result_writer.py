"""Results of sending, written in batches: few transactions, and soon, since a killed process repeats what is not written."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.domain.delivery.retry_policy import ChatChange, State
from bot.domain.delivery.schedule import next_due
from bot.errors import StorageUnavailable
from bot.services.delivery.decisions import DeliveryDecision
from bot.storage import chats, outbox, subscriptions
from bot.storage.chat_ids import ChatIds
from bot.storage.database import Database
from bot.waiting import wait_until_set

log = structlog.get_logger(__name__)

BATCH = 16  # results that are written at once; fewer wait for
SOON_SECONDS = 0.01  # at most, or for the next claim, which takes them along
STORAGE_PAUSE_SECONDS = 1.0


class ResultWriter:
    """Keeps results until they are written. `written` is told of those that are."""

    def __init__(
        self,
        database: Database,
        ids: ChatIds,
        clock: Clock,
        written: Callable[[Sequence[DeliveryDecision]], None],
    ) -> None:
        self._database = database
        self._ids = ids
        self._clock = clock
        self._written = written
        self._waiting: list[DeliveryDecision] = []
        self._has_some = asyncio.Event()
        self._has_many = asyncio.Event()

    @property
    def waiting(self) -> int:
        """Results that are not written."""
        return len(self._waiting)

    def add(self, decision: DeliveryDecision) -> None:
        """Never raises: a message without a result would stay claimed for ever."""
        self._waiting.append(decision)
        self._has_some.set()
        if len(self._waiting) >= BATCH:
            self._has_many.set()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that also writes what waits; where it fails, that waits on. Raises `StorageUnavailable`."""
        verdicts, self._waiting = self._waiting, []
        self._has_some.clear()
        self._has_many.clear()
        try:
            async with self._database.begin() as connection:
                if verdicts:
                    await self._write(connection, verdicts)
                yield connection
        except BaseException:
            self._waiting[:0] = verdicts
            if self._waiting:
                self._has_some.set()
            raise
        self._written(verdicts)

    async def settle(self) -> None:
        """Writes what waits. Raises `StorageUnavailable`."""
        if self._waiting:
            async with self.transaction():
                pass

    async def run(self) -> None:
        """Writes until cancelled; the database may go away and come back meanwhile."""
        while True:
            await self._has_some.wait()
            await wait_until_set(self._has_many, SOON_SECONDS)
            try:
                await self.settle()
            except StorageUnavailable:
                log.warning("results wait: the database does not answer", results=len(self._waiting))
                await asyncio.sleep(STORAGE_PAUSE_SECONDS)

    async def _write(self, connection: AsyncConnection, verdicts: Sequence[DeliveryDecision]) -> None:
        now = self._clock()
        await outbox.settle(connection, [decision.settled for decision in verdicts], now=now)
        paused = [decision.row.chat for decision in verdicts if decision.change is ChatChange.PAUSE]
        closed = [decision.row.chat for decision in verdicts if decision.change is ChatChange.CLOSE]
        if paused:
            await chats.pause_chats(connection, paused, now=now)
        if closed:
            await chats.close_chats(connection, closed, now=now)
        for decision in verdicts:
            row, result = decision.row, decision.result
            if decision.change is ChatChange.MOVE and result and result.moved_to:
                await chats.move_chat(connection, self._ids, row.chat_id, result.moved_to)
            if decision.change is ChatChange.END_TOPIC:
                await subscriptions.remove(connection, row.chat, row.thread_id)
            if decision.settled.state is State.FOLDED and row.subscription and row.subscription_id:
                due = next_due(row.subscription.schedule, now)
                await subscriptions.wake_digest(connection, row.subscription_id, due)
