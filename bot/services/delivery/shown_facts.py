"""Notes which chat was shown which version of a fact, after the answer has gone out: answering waits for no database."""

import asyncio
from collections import deque
from dataclasses import dataclass

import structlog

from bot.clock import Clock
from bot.errors import StorageUnavailable
from bot.storage import chats, shown_facts
from bot.storage.chat_ids import ChatIds
from bot.storage.database import Database

log = structlog.get_logger(__name__)

MOST_WAITING = 20_000  # while the database is away; beyond this the oldest are lost
BATCH = 500
PAUSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _Shown:
    chat_id: int
    thread_id: int
    message_id: int
    facts: tuple[tuple[str, int], ...]


class ShownFactsWriter:
    """A queue into the ledger, written in batches."""

    def __init__(self, database: Database, ids: ChatIds, clock: Clock) -> None:
        self._database = database
        self._ids = ids
        self._clock = clock
        self._waiting: deque[_Shown] = deque(maxlen=MOST_WAITING)
        self._has_some = asyncio.Event()
        self._forgotten: set[int] = set()  # chats that went while a batch was on its way

    @property
    def waiting(self) -> int:
        """Messages that nobody has begun to write down."""
        return len(self._waiting)

    def note(self, chat_id: int, thread_id: int, message_id: int, facts: tuple[tuple[str, int], ...]) -> None:
        """The message showed these facts in these revisions; 0 for a message that is not put right later."""
        self._waiting.append(_Shown(chat_id, thread_id, message_id, facts))
        self._has_some.set()

    async def run(self) -> None:
        """Writes what is noted until cancelled."""
        while True:
            await self._has_some.wait()
            try:
                await self.flush()
            except StorageUnavailable:
                log.warning("ledger waits: the database does not answer", waiting=len(self._waiting))
                await asyncio.sleep(PAUSE_SECONDS)

    async def flush(self) -> None:
        """Writes all that waits. Raises `StorageUnavailable`; then it waits still."""
        self._has_some.clear()
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            now = self._clock()
            try:
                async with self._database.begin() as connection:
                    batch = [each for each in batch if each.chat_id not in self._forgotten]
                    chat_ids = {each.chat_id for each in batch}
                    numbers = await chats.open_chats(connection, self._ids, chat_ids, now=now)
                    showings = [
                        shown_facts.ShownMessage(
                            numbers[each.chat_id], each.thread_id, each.message_id, each.facts
                        )
                        for each in batch
                    ]
                    await shown_facts.note(connection, showings, now=now)
            except StorageUnavailable:
                self._waiting.extendleft(reversed(batch))
                self._has_some.set()
                raise
            finally:
                self._forgotten.clear()

    def forget(self, chat_id: int) -> None:
        """Drops what waits of this chat, also what is about to be written."""
        self._forgotten.add(chat_id)
        kept = [each for each in self._waiting if each.chat_id != chat_id]
        self._waiting.clear()
        self._waiting.extend(kept)
