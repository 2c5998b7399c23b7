"""Encrypting the chat ids of a database that had no data key before."""

import structlog

from bot.storage.chat_ids import ChatIds
from bot.storage.chats import seal_plain
from bot.storage.database import LONG_SECONDS, Database

log = structlog.get_logger(__name__)

PAGE = 2_000  # chats a transaction


async def seal_chat_ids(database: Database, ids: ChatIds) -> int:
    """Seals what is plain, page by page: a stop in between loses nothing. How many there were.

    Raises `ConfigError` where the database was written with another key, or with one and there is none now.
    """
    sealed = 0
    while True:
        async with database.begin(patience=LONG_SECONDS) as connection:
            page = await seal_plain(connection, ids, PAGE)
        sealed += page
        if page < PAGE:
            break
    if sealed:
        await database.wipe()
        log.info("chat ids sealed", chats=sealed)
    return sealed
