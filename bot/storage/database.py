"""The database: engine, connections, and the one place where its errors become ours."""

import asyncio
import contextlib
import os
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, event
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot import metrics
from bot.errors import ConfigError, StorageUnavailable
from bot.storage.address import read_address, split_options
from bot.storage.time_limit import STEPS, TimeLimit

PATIENCE_SECONDS = 3.0  # a reader waits for it: longer than this, and they are told to try again
LONG_SECONDS = 120.0  # for what no reader waits for: pages of a push, digests, clearing up
BUSY_SECONDS = 2.0  # that SQLite waits for a lock of another process
CONNECTIONS = 10  # of PostgreSQL that work at a time, and
SPARE_CONNECTIONS = 5  # more for what stands in no line: the sender's lock, and checks
CLOSE_SECONDS = 1.0
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
        self.url = read_address(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        # SQLite has one writer at a time, and who finds it busy polls with growing sleeps; PostgreSQL takes as many as
        # there are connections. The others queue here, and their waiting is not held against the database.
        self._turn = asyncio.Semaphore(1 if self.is_sqlite else CONNECTIONS)
        self._moved = time.monotonic()  # when a transaction was last done
        self._opened: list[Any] = []  # asyncpg's connections, whoever holds them
        if self.is_sqlite:
            self.engine: AsyncEngine = self._create_engine(
                self.url, connect_args={"timeout": BUSY_SECONDS, "factory": _Connection}
            )
            if self.file is not None:
                make_private(self.file)
                event.listen(self.engine.sync_engine, "do_connect", self._create_file)
            event.listen(self.engine.sync_engine, "connect", _tune_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_immediately)
        else:
            address, options = split_options(self.url)
            self.engine = self._create_engine(
                address,
                pool_pre_ping=True,
                pool_size=CONNECTIONS,
                max_overflow=SPARE_CONNECTIONS,
                pool_timeout=PATIENCE_SECONDS,
                connect_args={
                    "timeout": PATIENCE_SECONDS,
                    "dsn": options or None,
                    "async_creator_fn": self._connect,
                },
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
        async with self._translated(), self._in_time(patience), self.engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self, *, patience: float = PATIENCE_SECONDS) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads: it waits for no writer. Raises like `begin`."""
        if self.is_sqlite:  # it waits for nobody
            async with self._translated(), self.engine.connect() as opened:
                connection = await opened.execution_options(only_reads=True)
                async with connection.begin():
                    yield connection
            return
        async with self._translated(), self._in_time(patience), self.engine.connect() as opened:
            connection = await opened.execution_options(only_reads=True)
            async with connection.begin():
                yield connection

    @property
    def file(self) -> Path | None:
        """SQLite's file; None for a database in memory and for PostgreSQL."""
        name = self.url.database if self.is_sqlite else None
        return Path(name) if name and name != ":memory:" and not name.startswith("file:") else None

    def is_there(self) -> bool:
        """Whether there is a database at all: an SQLite file is made when it is first opened."""
        return self.file is None or self.file.is_file()

    async def wipe(self) -> bool:
        """Makes sure that no file holds what was deleted or replaced; False: not yet, somebody reads.

        SQLite overwrites it in the file itself (`secure_delete`), but its log keeps older pages until it is emptied
        (sqlite.org/wal.html#ckpt). PostgreSQL sees to its own files. Raises `StorageUnavailable`.
        """
        if not self.is_sqlite:
            return True
        async with self._translated(), self._in_time(PATIENCE_SECONDS), self.engine.connect() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None
            ((busy, *_),) = await raw.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        return not busy

    async def close(self) -> None:
        """Closes every connection, also one that somebody holds; a database that is gone is not waited for."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.engine.dispose()
        for connection in self._opened:
            if not connection.is_closed():
                connection.terminate()
        self._opened.clear()

    async def _connect(self, *arguments: Any, **options: Any) -> Any:
        """A connection of PostgreSQL's, remembered: one that is cut off before the pool has it is nobody's to close."""
        from asyncpg import connect

        connection = await connect(*arguments, **options)
        self._opened = [each for each in self._opened if not each.is_closed()]
        self._opened.append(connection)
        return connection

    @staticmethod
    def _create_engine(address: URL, **options: Any) -> AsyncEngine:
        try:
            # Without its parameters, which are readers' ids, in what a failing statement says of itself.
            return create_async_engine(address, hide_parameters=True, **options)
        except ModuleNotFoundError as error:
            raise ConfigError(
                f"DATABASE_URL: PostgreSQL needs {error.name}: pip install 'briefing-bot[postgresql]'"
            ) from error

    def _create_file(self, *_: object) -> None:
        """SQLite would make the file for everyone to read; its log and index take the file's mode."""
        if self.file is None or self.file.exists():
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self.file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

    @asynccontextmanager
    async def _translated(self) -> AsyncIterator[None]:
        """The driver's errors that say "the database is gone", as ours."""
        try:
            yield
        except (OperationalError, InterfaceError, PoolTimeout, OSError) as error:
            metrics.DATABASE_ERRORS.inc()
            raise StorageUnavailable(self._say(error)) from error
        except DBAPIError as error:
            state = str(getattr(error.orig, "sqlstate", None) or "")
            # Without a statement it was the connection: another name, another database, a setting unknown to the server.
            is_gone = error.statement is None or error.connection_invalidated or state[:2] in _GONE
            if is_gone or isinstance(error.orig, sqlite3.DatabaseError):
                metrics.DATABASE_ERRORS.inc()
                raise StorageUnavailable(self._say(error)) from error
            raise

    def _say(self, error: Exception) -> str:
        original = getattr(error, "orig", None) or error
        cause = original.__cause__ or original  # the driver's own, without SQLAlchemy's wording
        reason = getattr(cause, "strerror", None) or str(cause) or "no answer"
        where = self.url.difference_update_query(["password", "sslpassword"]).render_as_string()
        return f"DATABASE_URL: {where} cannot be used: {reason}"

    @asynccontextmanager
    async def _in_time(self, patience: float) -> AsyncIterator[None]:
        """A whole transaction of PostgreSQL has a limit. SQLite limits its waiting itself."""
        await self._take_turn(patience)
        try:
            if self.is_sqlite:
                yield
            else:
                async with TimeLimit(patience):
                    yield
            self._moved = time.monotonic()
        finally:
            self._turn.release()

    async def _take_turn(self, patience: float) -> None:
        """Waits in line. Raises `TimeoutError` where nothing was done for `patience` seconds: the database stands still."""
        if not self._turn.locked():
            await self._turn.acquire()
            return
        taking = asyncio.ensure_future(self._turn.acquire())
        moved, steps = self._moved, 0
        try:
            while not taking.done():
                if steps == STEPS:
                    raise TimeoutError
                await asyncio.wait({taking}, timeout=patience / STEPS)
                steps = steps + 1 if self._moved == moved else 0
                moved = self._moved
        except BaseException:
            if not taking.cancel():  # the turn had just come
                self._turn.release()
            raise


class _Connection(sqlite3.Connection):
    """One that leaves no lock behind: what is still open when it is closed is rolled back first.

    A transaction that is cut off leaves a cursor in a traceback, and SQLite keeps a closed connection, with its transaction
    and its lock, for as long as a statement lives (sqlite.org/c3ref/close.html).
    """

    def close(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self.rollback()
        super().close()


def make_private(file: Path) -> None:
    """Takes an SQLite database, where there is one, from everyone but its owner."""
    for path in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
        with contextlib.suppress(OSError):  # another's: who opens it is told why it cannot be used
            if path.is_file():
                path.chmod(0o600)


def _tune_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions itself, so that BEGIN IMMEDIATE below is the only one.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
    except sqlite3.Error:
        connection.close()  # nobody else does: it never came into the pool
        raise


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
