"""What is deleted or encrypted is gone from the files too; only their owner reads them; one bot has them."""

import asyncio
import stat
import threading
import traceback
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.text import Lang
from bot.errors import ConfigError, StorageUnavailable
from bot.services.readers.subscriptions import Subscriptions
from bot.storage import database as storage
from bot.storage.chat_ids import ChatIds
from bot.storage.database import Database
from bot.storage.file_lock import alone_on
from bot.storage.migrate import migrate
from bot.storage.sealing import seal_chat_ids
from tests.support.fakes import HandClock

CHAT = 987_654_321_012
PLAIN = ChatIds()


@pytest.fixture(autouse=True)
async def threads_end() -> AsyncIterator[None]:
    """aiosqlite lets the thread of a connection that failed end by itself; it must not outlive the test's event loop."""
    yield
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join, 10)


@pytest.fixture
async def on_disk(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}") as database:
        await migrate(database)
        yield database


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


async def subscribe_some(database: Database) -> Subscriptions:
    desk = Subscriptions(database, PLAIN, HandClock())
    for chat in range(CHAT, CHAT + 50):
        await desk.subscribe(chat, 0, Lang.NL, "Europe/Amsterdam")
    return desk


async def test_what_a_reader_had_deleted_is_in_no_file_while_the_bot_runs(
    on_disk: Database, tmp_path: Path
) -> None:
    desk = await subscribe_some(on_disk)
    assert str(CHAT).encode() in bytes_of(tmp_path)
    await desk.forget(CHAT)
    assert str(CHAT).encode() not in bytes_of(tmp_path)
    assert str(CHAT + 1).encode() in bytes_of(tmp_path)


async def test_no_plain_chat_id_is_left_in_any_file_once_they_are_sealed(
    on_disk: Database, tmp_path: Path
) -> None:
    await subscribe_some(on_disk)
    await seal_chat_ids(on_disk, ChatIds("a key of the operator's"))
    left = bytes_of(tmp_path)
    assert [chat for chat in range(CHAT, CHAT + 50) if str(chat).encode() in left] == []


async def test_only_its_owner_may_read_a_database_new_or_old(tmp_path: Path) -> None:
    old = tmp_path / "bot.db"
    old.touch(0o644)
    for name in ("bot.db", "deep/er/new.db"):
        async with Database(f"sqlite+aiosqlite:///{tmp_path / name}") as database:
            await migrate(database)
            found = [path for path in (tmp_path / name).parent.iterdir() if path.is_file()]
            assert len(found) >= 3, found  # the file, its log and its index
            assert {stat.S_IMODE(path.stat().st_mode) for path in found} == {0o600}


async def test_a_folder_named_as_the_database_keeps_its_mode(tmp_path: Path) -> None:
    before = tmp_path.stat().st_mode
    async with Database(f"sqlite+aiosqlite:///{tmp_path}") as database:
        with pytest.raises(StorageUnavailable, match=r"DATABASE_URL: .* cannot be used"):
            await migrate(database)
    assert tmp_path.stat().st_mode == before


@pytest.mark.parametrize("name", ["taken/bot.db", "bot.db"])
async def test_a_place_that_cannot_be_a_database_is_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / name.split("/")[0]).write_text("no database at all" * 100)
    async with Database(f"sqlite+aiosqlite:///{tmp_path / name}") as database:
        with pytest.raises(StorageUnavailable, match=r"DATABASE_URL: .* cannot be used") as caught:
            await migrate(database)
    assert "\n" not in str(caught.value)


async def test_a_failing_statement_does_not_say_whose_it_was(on_disk: Database) -> None:
    with pytest.raises(StorageUnavailable) as caught:
        async with on_disk.begin() as connection:
            await connection.execute(text("INSERT INTO chats (none_such) VALUES (:id)"), {"id": CHAT})
    told = "".join(traceback.format_exception(caught.value))
    assert "none_such" in told
    assert str(CHAT) not in told


def test_a_second_bot_on_the_same_file_is_refused_until_the_first_has_gone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "bot.db"
    with (
        alone_on(file),
        alone_on(tmp_path / "another.db"),
        pytest.raises(StorageUnavailable, match="another bot runs on"),
        alone_on(file),
    ):
        pytest.fail("two at once")
    with alone_on(file), alone_on(None):
        pass


def test_postgresql_without_its_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def create(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("No module named 'asyncpg'", name="asyncpg")

    monkeypatch.setattr(storage, "create_async_engine", create)
    with pytest.raises(ConfigError, match=r"pip install 'briefing-bot\[postgresql\]'"):
        Database("postgres://u:hush@db.example/news")
