"""Backup and restore, rehearsed; and the move from SQLite to PostgreSQL. Nothing is lost, what waits goes out once."""

import asyncio
import os
import sqlite3
import stat
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from bot.cli import app
from bot.domain.delivery.retry_policy import State
from bot.errors import BackupFailed, BotError
from bot.storage import chats
from bot.storage.backup import back_up, drop_waiting, restore
from bot.storage.copying import copy_all
from bot.storage.database import Database
from bot.storage.file_lock import alone_on
from bot.storage.migrate import migrate
from bot.storage.sender_lock import SenderLock
from bot.storage.tables import metadata
from tests.integration.test_delivery import outbox_worker, settled, states
from tests.support.fakes import IDS, START, FakeSender, HandClock, a_push, fan_out, subscribe, until
from tests.support.postgres import find_binaries

CHATS = range(1, 41)


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump of the server's own version."""
    binaries = find_binaries()
    if binaries is not None and (binaries / "pg_dump").exists():
        monkeypatch.setenv("PATH", f"{binaries}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
async def elsewhere(database: Database, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database of the same kind."""
    if database.is_sqlite:
        async with Database(f"sqlite+aiosqlite:///{tmp_path / 'elsewhere' / 'bot.db'}") as other:
            yield other
        return
    name = f"elsewhere_{uuid.uuid4().hex[:12]}"
    async with database.engine.connect() as connection:
        autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await autocommit.execute(text(f"CREATE DATABASE {name}"))
    url = make_url(database.url).set(database=name).render_as_string(hide_password=False)
    async with Database(url) as other:
        yield other


async def a_queue(database: Database) -> None:
    """Forty readers; ten have a first push, all wait for a second."""
    await subscribe(database, list(CHATS[:10]))
    await fan_out(database, a_push("update/one/1"))
    clock = HandClock()
    async with outbox_worker(database, FakeSender(), clock) as sender:
        await settled(database, sender, clock)
    await subscribe(database, list(CHATS[10:]))
    await fan_out(database, a_push("update/two/1"))


async def deliver(database: Database) -> list[int]:
    """To whom it goes."""
    push_sender, clock = FakeSender(), HandClock()
    async with outbox_worker(database, push_sender, clock) as sender:
        await settled(database, sender, clock)
    return sorted(outgoing.chat_id for outgoing in push_sender.carried)


async def rows(database: Database) -> dict[str, int]:
    async with database.read() as connection:
        return {
            table.name: int(await connection.scalar(select(func.count()).select_from(table)) or 0)
            for table in metadata.sorted_tables
        }


async def test_a_copy_restored_elsewhere_has_everything_and_sends_what_waited_once(
    database: Database, elsewhere: Database, tmp_path: Path
) -> None:
    await a_queue(database)
    file = await back_up(database, tmp_path, START)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    await restore(file, elsewhere)
    await migrate(elsewhere)
    assert await rows(elsewhere) == await rows(database)
    assert await deliver(elsewhere) == list(CHATS)
    assert await deliver(elsewhere) == []


async def test_what_waited_can_be_let_go_after_a_restore(
    database: Database, elsewhere: Database, tmp_path: Path
) -> None:
    await a_queue(database)
    await restore(await back_up(database, tmp_path, START), elsewhere)
    await migrate(elsewhere)
    assert await drop_waiting(elsewhere) == len(CHATS)
    assert await deliver(elsewhere) == []
    assert (await states(elsewhere))[State.SENT] == 10


async def test_a_database_that_holds_data_is_replaced_only_when_told(
    database: Database, elsewhere: Database, tmp_path: Path
) -> None:
    await migrate(elsewhere)
    await subscribe(elsewhere, [999])
    await a_queue(database)
    file = await back_up(database, tmp_path, START)
    await elsewhere.close()
    with pytest.raises(BackupFailed, match="--replace"):
        await restore(file, elsewhere)
    assert (await rows(elsewhere))["chats"] == 1
    await elsewhere.close()
    await restore(file, elsewhere, replace=True)
    assert await rows(elsewhere) == await rows(database)


async def test_nothing_is_restored_under_a_bot_that_runs(
    database: Database, elsewhere: Database, tmp_path: Path
) -> None:
    file = await back_up(database, tmp_path, START)
    lock = SenderLock(elsewhere)
    with alone_on(elsewhere.file):
        assert await lock.take()
        with pytest.raises(BotError, match=r"another bot runs on|a bot sends from"):
            await restore(file, elsewhere)
        await lock.release()


async def test_a_copy_of_a_bot_at_work_is_whole(tmp_path: Path) -> None:
    async with Database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}") as database:
        await migrate(database)
        written = 0
        stop = asyncio.Event()

        async def write() -> None:
            nonlocal written
            while not stop.is_set():
                async with database.begin() as connection:
                    await chats.open_chat(connection, IDS, written, now=START)
                written += 1

        writing = asyncio.create_task(write())
        await until(lambda: written > 20)
        least = written
        file = await back_up(database, tmp_path / "copy.db", START)
        stop.set()
        await writing
    with closing(sqlite3.connect(file)) as copy:
        (found,) = copy.execute("SELECT count(*) FROM chats").fetchone()
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert least <= found <= written
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith((".part", "copy.db-wal"))] == []


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"\x00" * 4000])
async def test_what_is_no_copy_is_refused_and_nothing_is_touched(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "copy.db").write_bytes(content)
    async with Database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}") as database:
        await migrate(database)
        await subscribe(database, [1])
        await database.close()
        with pytest.raises(BackupFailed):
            await restore(tmp_path / "copy.db", database, replace=True)
        assert (await rows(database))["chats"] == 1
        with pytest.raises(BackupFailed, match="is there already"):
            await back_up(database, tmp_path / "copy.db", START)


async def test_a_damaged_database_is_kept_beside_what_is_restored(tmp_path: Path) -> None:
    async with Database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}") as database:
        await migrate(database)
        await subscribe(database, [1, 2])
        file = await back_up(database, tmp_path / "copy.db", START)
    (tmp_path / "bot.db").write_bytes(b"broken" * 100)
    async with Database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}") as database:
        await restore(file, database, replace=True)
        assert (await rows(database))["chats"] == 2
    assert (tmp_path / "bot.db.before").read_bytes() == b"broken" * 100


@pytest.mark.postgres
@pytest.mark.xdist_group("postgresql")
async def test_a_move_from_sqlite_to_postgresql_loses_nothing_and_sends_what_waits_once(
    tmp_path: Path, postgres_url: str
) -> None:
    async with (
        Database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}") as source,
        Database(postgres_url) as target,
    ):
        await migrate(source)
        await a_queue(source)
        copied = await copy_all(source, target)
        assert {each.table: each.rows for each in copied} == await rows(source) == await rows(target)
        with pytest.raises(BackupFailed, match="holds data already"):
            await copy_all(source, target)
        await subscribe(target, [900, 901])  # new rows get numbers of their own
        await fan_out(target, a_push("update/three/1"))
        sent: Sequence[int] = await deliver(target)
        assert sorted(sent) == sorted([*CHATS, *CHATS, 900, 901])


async def test_a_source_of_an_older_schema_is_not_moved(tmp_path: Path) -> None:
    async with (
        Database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}") as source,
        Database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}") as target,
    ):
        with pytest.raises(BackupFailed, match="schema none"):
            await copy_all(source, target)


def test_the_commands_copy_restore_and_move_and_say_in_a_sentence_what_they_will_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(name: str, *arguments: str) -> tuple[int, str]:
        monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / name}")
        ran = CliRunner().invoke(app, arguments)
        return ran.exit_code, ran.output

    assert run("one.db", "backup", str(tmp_path))[0] == 2  # there is none yet
    assert run("one.db", "migrate")[0] == 0
    code, told = run("one.db", "backup", str(tmp_path / "copy.db"))
    assert (code, told.strip()) == (0, str(tmp_path / "copy.db"))
    assert run("two.db", "restore", str(tmp_path / "copy.db"), "--drop-queue") == (
        0,
        "restored; 0 messages that waited are dropped\n",
    )
    code, told = run("two.db", "restore", str(tmp_path / "copy.db"))
    assert (code, "--replace" in told, len(told.splitlines())) == (2, True, 1)
    code, told = run("two.db", "migrate", "--to", f"sqlite:///{tmp_path / 'three.db'}")
    assert code == 0
    assert "subscriptions" in told
    code, told = run("two.db", "migrate", "--to", "postgres://u:hush@h:abc/x")
    assert (code, "hush" in told) == (2, False)
