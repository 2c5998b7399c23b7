"""What is done is remembered over a restart, and what waits is kept, sealed, until it is done."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.errors import StorageUnavailable
from bot.services.receipts import KEEP, LEASE, PRUNE_SECONDS, Receipts, Written
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.tables import updates
from tests.support.fakes import HandClock

SECRET = "a secret"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def an_update(update_id: int, words: str = "hello") -> dict[str, Any]:
    return {"update_id": update_id, "message": {"text": words}}


async def lives(database: Database, clock: HandClock, secret: str = SECRET) -> tuple[Receipts, list[int]]:
    """Another process: its receipts, and what it finds waiting."""
    receipts = Receipts(database, secret, clock)
    return receipts, [each.id for each in await receipts.open()]


async def rows(database: Database) -> int:
    async with database.read() as connection:
        return await connection.scalar(select(func.count()).select_from(updates)) or 0


async def test_what_is_done_is_known_to_the_next_process_and_to_another_beside_it(
    database: Database, clock: HandClock
) -> None:
    first, _ = await lives(database, clock)
    beside, _ = await lives(database, clock)
    for each in (5, 7, 2**40):
        first.note_done(each)
    first.note_done(5)
    assert await first.find_known([5, 6, 7]) == {5, 7}
    await first.flush()
    after, waiting = await lives(database, clock)
    assert waiting == []
    assert await after.find_known([5, 6, 7, 2**40]) == {5, 7, 2**40}
    if not database.is_sqlite:  # which serves one process
        assert await beside.find_known([5, 6, 7]) == {5, 7}


async def test_what_waits_is_found_by_the_next_process_in_its_order_until_it_is_done(
    database: Database, clock: HandClock
) -> None:
    first, _ = await lives(database, clock)
    for each in (30, 10, 20):
        await first.write_down(Written(an_update(each), skipped=each // 10))
    first.note_done(20)
    await first.let_go()
    second = Receipts(database, SECRET, clock)
    found = await second.open()
    assert found == [Written(an_update(10), 1), Written(an_update(30), 3)]
    second.note_done(10)
    second.note_done(30)
    await second.flush()
    assert (await lives(database, clock))[1] == []


async def test_what_is_done_is_never_brought_back_by_being_written_down_late(
    database: Database, clock: HandClock
) -> None:
    first, _ = await lives(database, clock)
    first.note_done(1)
    await first.write_down(Written(an_update(1), 0))
    await first.flush()
    other, _ = await lives(database, clock)
    await other.write_down(Written(an_update(1), 0))
    assert (await lives(database, clock))[1] == []


async def test_what_a_process_holds_is_nobody_elses_until_its_lease_has_ended(
    database: Database, clock: HandClock
) -> None:
    first, _ = await lives(database, clock)
    await first.write_down(Written(an_update(1), 0))
    beside, waiting = await lives(database, clock)
    if database.is_sqlite:  # serves one process: whoever held it is gone
        assert waiting == [1]
        return
    assert waiting == []
    assert await beside.find_known([1]) == {1}  # it will be answered there
    clock.now += LEASE + timedelta(seconds=1)
    assert [each.id for each in await beside.take_over()] == [1]
    assert list(await beside.take_over()) == []


async def test_nothing_of_what_waits_can_be_read_in_the_database(clock: HandClock, tmp_path: Path) -> None:
    async with Database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}") as database:
        await migrate(database)
        receipts, _ = await lives(database, clock)
        await receipts.write_down(Written(an_update(1, "a very private question"), 0))
        kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert b"private question" not in kept
        assert (await lives(database, clock, "another secret"))[1] == []


async def test_what_is_old_is_forgotten_and_a_clock_that_was_ahead_leaves_nothing_for_ever(
    database: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipts, _ = await lives(database, clock)
    receipts.note_done(1)
    await receipts.flush()
    clock.now += timedelta(days=400)
    receipts.note_done(2)
    await receipts.flush()
    clock.now -= timedelta(days=397)
    receipts.note_done(3)
    await receipts.flush()
    monkeypatch.setattr(receipts, "_pruned", -PRUNE_SECONDS)
    await receipts._look_after()
    assert await rows(database) == 1
    after, _ = await lives(database, clock)
    assert await after.find_known([1, 2, 3]) == {3}
    clock.now += KEEP + timedelta(seconds=1)
    assert await (await lives(database, clock))[0].find_known([3]) == set()


async def test_with_the_database_gone_memory_stands_in_and_it_is_written_when_it_is_back(
    database: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipts, _ = await lives(database, clock)

    def gone(**_: Any) -> Any:
        raise StorageUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(database, "begin", gone)
        patch.setattr(database, "read", gone)
        receipts.note_done(1)
        with pytest.raises(StorageUnavailable):
            await receipts.flush()
        with pytest.raises(StorageUnavailable):
            await receipts.write_down(Written(an_update(2), 0))
        assert await receipts.find_known([1, 2]) == {1}
        assert await Receipts(database, SECRET, clock).open() == ()
    await receipts.flush()
    assert await (await lives(database, clock))[0].find_known([1, 2]) == {1}
