"""The database: engine, connections, and the one place where its errors become ours."""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StorageUnavailable

PATIENCE_SECONDS = 3.0  # a reader waits for it: longer than this, and they are told to try again
LONG_SECONDS = 120.0  # for what no reader waits for: pages of a push, digests, clearing up
BUSY_SECONDS = 2.0  # that SQLite waits for a lock of another process
CONNECTIONS = 10  # of PostgreSQL that work at a time, and
SPARE_CONNECTIONS = 5  # more for what stands in no line: the sender's lock, and checks
CLOSE_SECONDS = 1.0
CUT_AGAIN_SECONDS = 1.0
# The server notices within ten seconds that a sender's machine is gone, and frees its lock (runtime-config-connection).
_KEEPALIVES = (
    "SELECT set_config('tcp_keepalives_idle', '3', false), set_config('tcp_keepalives_interval', '2', false), "
    "set_config('tcp_keepalives_count', '3', false), set_config('tcp_user_timeout', '9000', false)"
)
# Classes of SQLSTATE that are about the server and not about us: connection, transaction rolled back, resources, shut down
# or starting up, system (postgresql.org/docs/current/errcodes-appendix.html).
_GONE = frozenset({"08", "40", "53", "57", "58"})


class Database:
    """One engine, closed at the end of its block. `begin()` is a transaction; anything that says "the database is gone" is `StorageUnavailable`.

    A database that neither answers nor refuses is gone too, after `patience` seconds and at most two more to let go.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        # SQLite has one writer at a time, and who finds it busy polls with growing sleeps; PostgreSQL takes as many as
        # there are connections. The others queue here, and their waiting is not held against the database.
        self._turn = asyncio.Semaphore(1 if self.is_sqlite else CONNECTIONS)
        self._moved = time.monotonic()  # when a transaction was last done
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
                pool_size=CONNECTIONS,
                max_overflow=SPARE_CONNECTIONS,
                pool_timeout=PATIENCE_SECONDS,
                connect_args={"timeout": PATIENCE_SECONDS},
            )
            event.listen(self.engine.sync_engine, "connect", _tune_postgresql)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @asynccontextmanager
    async def begin(self, *, patience: float = PATIENCE_SECONDS) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed at the end, rolled back on an error.

        `patience`: seconds for the database itself; a line of our own is waited for as long as it moves. Raises `StorageUnavailable` when the database cannot be reached, is full, broken or locked for too long, or does
        not answer in time; then nothing was kept, or, where the very commit went unanswered, nobody can tell.
        """
        async with _translated(), self._in_time(patience), self.engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self, *, patience: float = PATIENCE_SECONDS) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads: it waits for no writer. Raises like `begin`."""
        if self.is_sqlite:  # it waits for nobody
            async with _translated(), self.engine.connect() as opened:
                connection = await opened.execution_options(only_reads=True)
                async with connection.begin():
                    yield connection
            return
        async with _translated(), self._in_time(patience), self.engine.connect() as opened:
            connection = await opened.execution_options(only_reads=True)
            async with connection.begin():
                yield connection

    def is_there(self) -> bool:
        """Whether there is a database at all: an SQLite file is made when it is first opened."""
        name = self.url.database
        return not self.is_sqlite or name in (None, "", ":memory:") or Path(str(name)).is_file()

    async def close(self) -> None:
        """Gives the connections back; a database that is gone is not waited for."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.engine.dispose()

    @asynccontextmanager
    async def _in_time(self, patience: float) -> AsyncIterator[None]:
        """A whole transaction of PostgreSQL has a limit. SQLite limits its waiting itself."""
        await self._take_turn(patience)
        try:
            if self.is_sqlite:
                yield
            else:
                async with _Limit(patience):
                    yield
            self._moved = time.monotonic()
        finally:
            self._turn.release()

    async def _take_turn(self, patience: float) -> None:
        """Waits in line. Raises `TimeoutError` where nothing was done for `patience` seconds: the database stands still."""
        if not self._turn.locked():
            await self._turn.acquire()
            return
        began = time.monotonic()
        taking = asyncio.ensure_future(self._turn.acquire())
        try:
            while not taking.done():
                left = max(began, self._moved) + patience - time.monotonic()
                if left <= 0:
                    raise TimeoutError
                await asyncio.wait({taking}, timeout=left)
        except BaseException:
            if not taking.cancel():  # the turn had just come
                self._turn.release()
            raise


class _Limit:
    """`asyncio.timeout` for a driver that does not always heed it: it is cut off again each second until it is out.

    asyncpg, cut off while it writes many rows to a server that takes no more, waits for that server for ever.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._cuts = 0

    async def __aenter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._task = task
        self._before = task.cancelling()
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._cut_off)

    def _cut_off(self) -> None:
        self._cuts += 1
        self._task.cancel()
        self._timer = asyncio.get_running_loop().call_later(CUT_AGAIN_SECONDS, self._cut_off)

    async def __aexit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._timer.cancel()
        left = self._before
        for _ in range(self._cuts):
            left = self._task.uncancel()
        if self._cuts and left <= self._before and isinstance(error, asyncio.CancelledError):
            raise TimeoutError from error


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    """The driver's errors that say "the database is gone", as ours."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout, OSError) as error:
        raise StorageUnavailable from error
    except DBAPIError as error:
        state = str(getattr(error.orig, "sqlstate", None) or "")
        is_gone = error.connection_invalidated or state[:2] in _GONE
        if is_gone or isinstance(error.orig, sqlite3.DatabaseError):
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


def _tune_postgresql(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(_KEEPALIVES)
    cursor.close()
    connection.commit()


def _begin_immediately(connection: Any) -> None:
    # A transaction that starts as a reader and then writes fails at once under WAL when another wrote meanwhile;
    # taking the write lock first makes it wait instead (sqlite.org/lang_transaction.html).
    only_reads = connection.get_execution_options().get("only_reads")
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")
