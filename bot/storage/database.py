"""The database: engine, connections, and the one place where its errors become ours."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StorageUnavailable

BUSY_SECONDS = 5.0


class Database:
    """One engine. `begin()` is a transaction; anything that says "the database is gone" is `StorageUnavailable`."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        # SQLite has one writer at a time, and who finds it busy polls with growing sleeps: here they queue instead.
        self._turn = asyncio.Lock() if self.is_sqlite else contextlib.nullcontext()
        if self.is_sqlite:
            if self.url.database and self.url.database != ":memory:":
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            self.engine: AsyncEngine = create_async_engine(self.url, connect_args={"timeout": BUSY_SECONDS})
            event.listen(self.engine.sync_engine, "connect", _tune_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_immediately)
        else:
            self.engine = create_async_engine(
                self.url,
                pool_pre_ping=True,
                pool_timeout=BUSY_SECONDS,
                connect_args={"timeout": BUSY_SECONDS},
            )

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed at the end, rolled back on an error.

        Raises `StorageUnavailable` when the database cannot be reached, is full, broken or locked for too long.
        """
        async with _translated(), self._turn, self.engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads: it waits for no writer. Raises like `begin`."""
        async with _translated(), self.engine.connect() as opened:
            connection = await opened.execution_options(only_reads=True)
            async with connection.begin():
                yield connection

    def is_there(self) -> bool:
        """Whether there is a database at all: an SQLite file is made when it is first opened."""
        name = self.url.database
        return not self.is_sqlite or name in (None, "", ":memory:") or Path(str(name)).is_file()

    async def close(self) -> None:
        await self.engine.dispose()


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    """The driver's errors that say "the database is gone", as ours."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout, OSError) as error:
        raise StorageUnavailable from error
    except DBAPIError as error:
        if error.connection_invalidated or isinstance(error.orig, sqlite3.DatabaseError):
            raise StorageUnavailable from error
        raise


def _tune_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions itself, so that BEGIN IMMEDIATE below is the only one.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_immediately(connection: Any) -> None:
    # A transaction that starts as a reader and then writes fails at once under WAL when another wrote meanwhile;
    # taking the write lock first makes it wait instead (sqlite.org/lang_transaction.html).
    only_reads = connection.get_execution_options().get("only_reads")
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")
