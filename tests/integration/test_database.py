"""A database that hangs, refuses or is busy is gone in time, and is there again when it is back."""

import asyncio
import gc
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, insert, select, text

from bot.errors import StorageUnavailable
from bot.storage.database import LONG_SECONDS, Database
from bot.storage.migrate import migrate
from bot.storage.sender_lock import SenderLock
from bot.storage.tables import chats
from bot.storage.time_limit import TimeLimit
from tests.support.fakes import PATIENCE_SECONDS, START
from tests.support.postgres import HOW_TO, Server, find_binaries, run_postgres

PATIENCE = 0.2


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of these tests' own, which they may freeze."""
    if find_binaries() is None:
        pytest.skip(HOW_TO)
    with run_postgres() as found:
        yield found


def rows(count: int) -> list[dict[str, object]]:
    return [
        {"chat_key": str(n), "chat_ref": str(n), "created_at": START, "state": "open"} for n in range(count)
    ]


async def ask(database: Database) -> None:
    async with database.read(patience=PATIENCE) as connection:
        await connection.execute(select(chats.c.id).limit(1))


async def write(database: Database, count: int) -> None:
    async with database.begin(patience=PATIENCE) as connection:
        await connection.execute(insert(chats), rows(count))


async def must_answer(database: Database) -> None:
    """With as much patience as readers have: a machine may be busy."""
    async with database.read() as connection:
        await connection.execute(select(chats.c.id).limit(1))


def stand_still() -> None:
    """The whole process, for longer than the patience of these tests: as on a machine that is too busy."""
    time.sleep(2 * PATIENCE)


@pytest.mark.postgres
@pytest.mark.xdist_group("postgresql")
async def test_a_server_that_hangs_is_gone_and_comes_back_with_nothing_half_done(server: Server) -> None:
    database = Database(server.url)
    await migrate(database)
    await must_answer(database)
    lock = SenderLock(database)
    assert await lock.take()
    server.freeze()
    try:
        # Fifty thousand rows are more than the connection's buffers take: the driver waits in the middle of them.
        for work in (ask(database), write(database, 1), write(database, 50_000)):
            with pytest.raises(StorageUnavailable):
                await work
        lock._proved = 0.0
        with pytest.raises(StorageUnavailable):
            await lock.take()
        assert not lock.is_held
    finally:
        server.thaw()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await lock.take():  # noqa: ASYNC110
            await asyncio.sleep(0.02)  # the server ends the old connection when it reads again
    await must_answer(database)
    async with database.read() as connection:
        assert await connection.scalar(select(chats.c.id).limit(1)) is None
    await lock.release()
    await database.close()


@pytest.mark.postgres
@pytest.mark.xdist_group("postgresql")
async def test_a_server_that_is_stopped_is_gone_and_comes_back(server: Server) -> None:
    database = Database(server.url)
    await migrate(database)
    await must_answer(database)
    server.stop()
    for work in (ask(database), write(database, 1), ask(database)):
        with pytest.raises(StorageUnavailable):
            await work
    server.start()
    await must_answer(database)
    await database.close()


async def test_writers_who_wait_in_line_for_a_locked_file_all_hear_in_time(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}")
    await migrate(database)
    other = sqlite3.connect(tmp_path / "bot.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        found = await asyncio.gather(*(write(database, 1) for _ in range(20)), return_exceptions=True)
        assert {type(each) for each in found} == {StorageUnavailable}
        await must_answer(database)  # readers wait for no writer
    finally:
        other.execute("ROLLBACK")
        other.close()
    await write(database, 1)
    await database.close()


async def test_what_this_process_loses_by_itself_is_not_held_against_the_database(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}")
    await database._take_turn(PATIENCE)
    waiting = asyncio.create_task(database._take_turn(PATIENCE))
    await asyncio.sleep(0)
    stand_still()
    await asyncio.sleep(PATIENCE / 50)
    database._turn.release()
    await waiting
    database._turn.release()
    await database.close()
    async with TimeLimit(PATIENCE):
        stand_still()
        await asyncio.sleep(PATIENCE / 50)


async def test_a_transaction_that_is_cut_off_leaves_no_lock(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}")
    await migrate(database)

    async def write_and_read() -> None:
        async with database.begin() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None
            task, loop = asyncio.current_task(), asyncio.get_running_loop()
            assert task is not None
            await raw.create_function("cut_off", 0, lambda: loop.call_soon_threadsafe(task.cancel) and 0)
            await connection.execute(insert(chats), rows(1))
            await connection.execute(text("SELECT cut_off()"))

    [cut] = await asyncio.gather(asyncio.create_task(write_and_read()), return_exceptions=True)
    assert isinstance(cut, asyncio.CancelledError)  # and its traceback still holds the cursor
    await write(database, 1)
    async with database.read() as connection:
        assert len((await connection.execute(select(chats.c.id))).all()) == 1
    await database.close()


async def test_closing_leaves_no_connection_open_whoever_holds_it(postgres_url: str) -> None:
    database = Database(postgres_url)
    held = await database.engine.connect()  # as a sender that is cut off holds its lock's
    await held.execute(text("SELECT 1"))

    def cut_off(*_: object) -> None:
        raise TimeoutError

    event.listen(
        database.engine.sync_engine, "connect", cut_off
    )  # after it is opened, before the pool has it
    with pytest.raises(StorageUnavailable):
        async with database.begin(patience=LONG_SECONDS):  # a busy machine opens one late
            pass
    opened = list(database._opened)
    assert len(opened) == 2
    assert not all(connection.is_closed() for connection in opened)
    await database.close()
    assert all(connection.is_closed() for connection in opened)
    await held.invalidate()
    await held.close()
    del opened
    gc.collect()  # a connection that is left open says so here
