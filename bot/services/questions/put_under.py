"""What a question is put under: the message that it replies to, or the push that came last; by the facts that these show."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cachetools import LRUCache

from bot.domain.records.record import RecordKind, record_key
from bot.errors import StorageUnavailable
from bot.services.questions.conversations import Speaker
from bot.storage import chats, shown_facts
from bot.storage.chat_ids import ChatIds
from bot.storage.database import Database

MOST_MESSAGES = 50_000  # whose facts are remembered; the least recently used go first, and are looked up
PUSH_COUNTS_FOR = timedelta(hours=24)  # how long after a push a question may be about it
PATIENCE_SECONDS = 0.5  # for a database that is busy or away: the question is then read by itself


class PutUnder:
    """Finds in memory, and else in the database; with the database away a question stands by itself."""

    def __init__(self, database: Database, ids: ChatIds) -> None:
        self._database = database
        self._ids = ids
        self._facts: LRUCache[tuple[int, int], tuple[str, ...]] = LRUCache(MOST_MESSAGES)

    def note(self, chat_id: int, message_id: int, facts: Sequence[str]) -> None:
        """A message of ours shows these facts, the best first."""
        self._facts[chat_id, message_id] = tuple(facts)

    async def find_of_message(self, chat_id: int, message_id: int) -> tuple[str, ...]:
        """The keys of what a message of ours shows; none where that is not known."""
        facts = self._facts.get((chat_id, message_id))
        if facts is None:
            facts = await self._look_up(chat_id, message_id=message_id)
        return _keys(facts)

    async def find_last_push(self, speaker: Speaker, now: datetime) -> tuple[str, ...]:
        """The keys of what the newest push showed in the speaker's place; none where it came long ago."""
        return _keys(
            await self._look_up(speaker.chat_id, thread=speaker.thread_id, since=now - PUSH_COUNTS_FOR)
        )

    def forget(self, chat_id: int) -> None:
        """Drops what is remembered of the chat."""
        for place in [place for place in self._facts if place[0] == chat_id]:
            del self._facts[place]

    async def _look_up(
        self, chat_id: int, *, message_id: int = 0, thread: int = 0, since: datetime | None = None
    ) -> tuple[str, ...]:
        try:
            async with self._database.read(patience=PATIENCE_SECONDS) as connection:
                row = await chats.find_chat(connection, self._ids, chat_id)
                if row is None:
                    return ()
                if since is not None:
                    return await shown_facts.find_last_push(connection, row.id, thread, since)
                return await shown_facts.find_shown(connection, row.id, message_id)
        except StorageUnavailable:
            return ()


def _keys(facts: Sequence[str]) -> tuple[str, ...]:
    return tuple(record_key(RecordKind.FACT, fact) for fact in facts if "/" not in fact)
