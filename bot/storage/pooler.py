"""Telling a pooler that lends connections out by the transaction, which PostgreSQL's own protocol does not."""

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.errors import ConfigError
from bot.storage.database import Database

WHOSE = text("SELECT pg_backend_pid()")
TRIES = 3  # others that use the pooler just now may come between
# "prepared statement … does not exist", "… already exists" (errcodes-appendix): it was made on another's connection.
_ANOTHERS = frozenset({"26000", "42P05"})
REFUSAL = (
    "DATABASE_URL: leads to a pooler in transaction mode (PgBouncer's pool_mode), which cannot hold the lock of the one "
    "that sends; give the database's own address, or a pool in session mode"
)


async def refuse_pooler(database: Database) -> None:
    """Raises `ConfigError` where two connections that are both open share one of the server's, `StorageUnavailable` where none answers.

    Under a pooler in transaction mode a lock that is held by a session, and statements that are prepared in one, are anybody's.
    """
    if database.is_sqlite:
        return
    async with database.read():  # whether it answers at all, in our words
        pass
    try:
        for _ in range(TRIES):
            async with database.engine.connect() as one, database.engine.connect() as other:
                found = set()
                for connection in (one, other):
                    found.add(await connection.scalar(WHOSE))
                    await connection.rollback()
            if len(found) == 1:
                raise ConfigError(REFUSAL)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in _ANOTHERS:
            raise ConfigError(REFUSAL) from error
        raise
