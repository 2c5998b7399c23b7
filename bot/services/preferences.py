"""What a reader chose, readable with the database down."""

from collections import OrderedDict

import structlog

from bot.clock import Clock
from bot.domain.text import Lang
from bot.errors import StorageUnavailable
from bot.storage import chats
from bot.storage.chat_ids import ChatIds
from bot.storage.database import Database

log = structlog.get_logger(__name__)

MOST_CHATS = 100_000


class Preferences:
    """Languages of chats: the database keeps them, memory serves them."""

    def __init__(self, database: Database, ids: ChatIds, clock: Clock) -> None:
        self._database = database
        self._ids = ids
        self._clock = clock
        self._known: OrderedDict[int, Lang | None] = OrderedDict()

    async def find_language(self, chat_id: int) -> Lang | None:
        """The language chosen in this chat; None where none was chosen or the database is away."""
        if chat_id in self._known:
            self._known.move_to_end(chat_id)
            return self._known[chat_id]
        try:
            async with self._database.read() as connection:
                found = await chats.find_language(connection, self._ids, chat_id)
        except StorageUnavailable:
            log.warning("language unknown: the database does not answer")
            return None
        self._remember(chat_id, found)
        return found

    async def choose_language(self, chat_id: int, lang: Lang) -> bool:
        """Takes effect at once; False when it could not be kept and will be gone after a restart."""
        self._remember(chat_id, lang)
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

    def _remember(self, chat_id: int, lang: Lang | None) -> None:
        self._known[chat_id] = lang
        self._known.move_to_end(chat_id)
        if len(self._known) > MOST_CHATS:
            self._known.popitem(last=False)
