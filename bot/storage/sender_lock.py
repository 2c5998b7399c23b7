"""One sender at a time: a PostgreSQL advisory lock, gone with the connection of a process that dies.

SQLite serves one process; there the lock is always ours. https://www.postgresql.org/docs/current/explicit-locking.html
"""

import asyncio
import contextlib
import time

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageUnavailable
from bot.storage.database import CLOSE_SECONDS, PATIENCE_SECONDS, Database

LOCK = 7_274_636  # any number, the same in every replica
CHECK_SECONDS = 1.0  # between proofs that the connection, and with it the lock, is still there


class SenderLock:
    """Held on a connection of its own, outside any transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: AsyncConnection | None = None
        self._held = database.is_sqlite
        self._proved = 0.0

    @property
    def is_held(self) -> bool:
        return self._held

    async def take(self) -> bool:
        """Whether this process may send now. Raises `StorageUnavailable` when the database is away."""
        if self._database.is_sqlite:
            return True
        if self._held and time.monotonic() - self._proved < CHECK_SECONDS:
            return True
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                if self._connection is None:
                    self._connection = await self._database.engine.connect()
                    await self._connection.execution_options(isolation_level="AUTOCOMMIT")
                if self._held:
                    await self._connection.execute(text("SELECT 1"))
                else:
                    found = await self._connection.scalar(
                        text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}
                    )
                    self._held = bool(found)
            self._proved = time.monotonic()
        except (SQLAlchemyError, OSError) as error:
            await self.release()
            raise StorageUnavailable from error
        return self._held

    async def release(self) -> None:
        """Lets another process send."""
        connection, self._connection = self._connection, None
        was_held, self._held = self._held, self._database.is_sqlite
        if connection is None:
            return
        try:
            # The connection goes back to the pool, alive: the lock must be given up by name.
            if was_held:
                async with asyncio.timeout(CLOSE_SECONDS):
                    await connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
        except (SQLAlchemyError, OSError):
            await connection.invalidate()
        with contextlib.suppress(SQLAlchemyError, OSError):
            await connection.close()
