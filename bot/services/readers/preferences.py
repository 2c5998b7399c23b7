"""What a reader chose, readable with the database down."""

import asyncio
import time
from collections.abc import Sequence

import structlog
from cachetools import LRUCache

from bot.clock import Clock
from bot.domain.text import Lang
from bot.errors import StorageUnavailable
from bot.services.batching import Batch
from bot.storage import chats
from bot.storage.chat_ids import ChatIds
from bot.storage.database import Database

log = structlog.get_logger(__name__)

MOST_CHATS = 100_000
ANSWER_SECONDS = 0.5  # that an answer waits for a language that may have changed
GUESS_SECONDS = 3.0  # the same for one that is not known; after this it is guessed
AWAY_SECONDS = 3.0  # in which a database that did not answer is not asked again


class Preferences:
    """Languages of chats: the database keeps them, memory serves them where this process is the only one, or it is away."""

    def __init__(self, database: Database, ids: ChatIds, clock: Clock) -> None:
        self._database = database
        self._ids = ids
        self._clock = clock
        self._known: LRUCache[int, Lang | None] = LRUCache(MOST_CHATS)
        self._readings: set[asyncio.Task[Lang | None]] = set()
        self._away_until = 0.0
        self._slow_until = 0.0  # until then what is remembered will do
        self._reading = Batch(self._read_all)

    async def find_language(self, chat_id: int) -> Lang | None:
        """The language chosen in this chat; None where none was chosen, or the database is away and we do not remember."""
        is_known = chat_id in self._known
        remembered = self._known.get(chat_id)
        now = time.monotonic()
        is_slow = self._database.is_sqlite or now < self._slow_until
        if now < self._away_until or (is_known and is_slow):
            return remembered
        reading = asyncio.create_task(self._read_language(chat_id))
        self._readings.add(reading)
        reading.add_done_callback(self._readings.discard)
        # Not cut off: letting go of a database that hangs takes seconds, and what it says later is remembered.
        # Who is not known waits longer: a language that is stored is not guessed because we are busy.
        seconds = ANSWER_SECONDS if is_known else GUESS_SECONDS
        done, _ = await asyncio.wait({reading}, timeout=seconds)
        if done or reading.done():
            return reading.result()
        if is_known:
            self._slow_until = time.monotonic() + AWAY_SECONDS
        else:
            self._note_away()
        return remembered

    async def choose_language(self, chat_id: int, lang: Lang) -> bool:
        """Takes effect at once; False when it could not be kept and will be gone after a restart."""
        self._known[chat_id] = lang
        try:
            async with self._database.begin() as connection:
                await chats.save_language(connection, self._ids, chat_id, lang, now=self._clock())
        except StorageUnavailable:
            log.warning("language not kept: the database does not answer")
            return False
        return True

    async def move_chat(self, old: int, new: int) -> None:
        """Follows a group that became a supergroup."""
        async with self._database.begin() as connection:
            await chats.move_chat(connection, self._ids, old, new)
        self._known.pop(old, None)
        self._known.pop(new, None)

    def forget(self, chat_id: int) -> None:
        """Drops what memory holds of the chat."""
        self._known.pop(chat_id, None)

    async def _read_language(self, chat_id: int) -> Lang | None:
        before = self._known.get(chat_id)
        try:
            found = await self._reading.add(chat_id)
        except StorageUnavailable:
            self._note_away()
            return before
        if self._known.get(chat_id) is before:  # nothing was chosen meanwhile
            self._known[chat_id] = found
        return self._known.get(chat_id)

    async def _read_all(self, chat_ids: Sequence[int]) -> Sequence[Lang | None]:
        async with self._database.read() as connection:
            found = await chats.find_languages(connection, self._ids, set(chat_ids))
        return [found.get(chat_id) for chat_id in chat_ids]

    def _note_away(self) -> None:
        now = time.monotonic()
        if now >= self._away_until:
            log.warning("languages from memory: the database does not answer")
            self._away_until = now + AWAY_SECONDS
