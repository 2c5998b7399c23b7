"""Encrypting chat ids: those of a database that had no data key before, and all of them anew with another key."""

from dataclasses import dataclass

import structlog

from bot.storage.chat_ids import ChatIds
from bot.storage.chats import check_key, seal_anew, seal_plain
from bot.storage.database import LONG_SECONDS, Database

log = structlog.get_logger(__name__)

PAGE = 2_000  # chats a transaction, before anybody is served
SMALL_PAGE = 50  # beside a bot that serves: others wait for no more


@dataclass(frozen=True, slots=True)
class Resealed:
    """Of `chats`, `sealed` were sealed anew; `unreadable` were sealed with none of the keys, and stay as they are."""

    chats: int
    sealed: int
    unreadable: int


async def seal_chat_ids(database: Database, ids: ChatIds) -> int:
    """Seals what is plain, page by page: a stop in between loses nothing. How many there were.

    Raises `ConfigError` where the database was written with another key, or with one and there is none now.
    """
    async with database.read(patience=LONG_SECONDS) as connection:
        await check_key(connection, ids)
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


async def seal_all_anew(database: Database, ids: ChatIds) -> Resealed:
    """Looks at every chat and seals with the newest key what is not, also while bots run; it can be cut and repeated anywhere.

    Raises `StorageUnavailable`.
    """
    seen = sealed = unreadable = 0
    below: int | None = None
    while True:
        async with database.begin(patience=LONG_SECONDS) as connection:
            page = await seal_anew(connection, ids, below, SMALL_PAGE)
        seen, sealed, unreadable = seen + page.seen, sealed + page.sealed, unreadable + page.unreadable
        below = page.last
        if page.seen < SMALL_PAGE:
            break
    if sealed:
        await database.wipe()
        log.info("chat ids sealed anew", chats=sealed)
    if unreadable:
        log.error("chat ids that none of the keys opens: OTHER_DATA_KEYS lacks one", chats=unreadable)
    return Resealed(seen, sealed, unreadable)
