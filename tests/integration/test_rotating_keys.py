"""Another data key without a stop: replicas with the old and the new one serve the same readers, and all ends with the new."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.cli import app
from bot.domain.text import Lang
from bot.errors import ConfigError
from bot.services.readers.preferences import Preferences
from bot.services.readers.subscriptions import Subscriptions
from bot.services.receipts import Receipts, Written
from bot.storage import chats
from bot.storage.chat_ids import ChatIds
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.sealing import Resealed, seal_all_anew, seal_chat_ids
from bot.storage.tables import chats as table
from tests.support.fakes import HandClock

CHAT = 987_654_321_012
OLD, NEW = "the key of last year", "the key of this year"
# As the runbook has it: every replica first opens with the next key, then seals with it, and then the old one goes.
ONLY_OLD, READS_NEW, READS_OLD, ONLY_NEW = (
    ChatIds(OLD),
    ChatIds(OLD, [NEW]),
    ChatIds(NEW, [OLD]),
    ChatIds(NEW),
)


async def all_chats(database: Database) -> list[tuple[str, str]]:
    async with database.read() as connection:
        rows = (await connection.execute(select(table.c.chat_key, table.c.chat_ref))).all()
    return [(key, ref) for key, ref in rows]


async def test_replicas_with_either_key_first_serve_the_same_chats(database: Database) -> None:
    clock = HandClock()
    for number in range(6):
        await Subscriptions(database, ONLY_OLD, clock).subscribe(CHAT + number, 0, Lang.NL, "UTC")
    for ids in (READS_NEW, READS_OLD, READS_NEW, READS_OLD):
        desk, preferences = Subscriptions(database, ids, clock), Preferences(database, ids, clock)
        for number in range(6):
            assert await desk.find(CHAT + number, 0) is not None
            assert await preferences.choose_language(CHAT + number, Lang.EN)
            await desk.subscribe(CHAT + number, 0, Lang.EN, "UTC")
            assert await Preferences(database, ids, clock).find_language(CHAT + number) is Lang.EN
    assert len(await all_chats(database)) == 6
    # One that comes new to a replica with the new key is known to the other.
    await Subscriptions(database, READS_OLD, clock).subscribe(CHAT + 50, 0, Lang.NL, "UTC")
    assert await Subscriptions(database, READS_NEW, clock).find(CHAT + 50, 0) is not None


async def test_all_is_sealed_anew_while_replicas_serve_and_the_old_key_can_go(database: Database) -> None:
    clock = HandClock()
    for number in range(600):
        await Subscriptions(database, ONLY_OLD, clock).subscribe(CHAT + number, 0, Lang.NL, "UTC")
    desks = [Subscriptions(database, ids, clock) for ids in (READS_NEW, READS_OLD)]

    async def serve(desk: Subscriptions, numbers: range) -> None:
        for number in numbers:
            await desk.subscribe(CHAT + number, 0, Lang.EN, "Europe/Amsterdam")

    done, *_ = await asyncio.gather(
        seal_all_anew(database, READS_OLD),
        serve(desks[0], range(0, 600, 7)),
        serve(desks[1], range(590, 640)),
    )
    assert done.sealed >= 600
    assert done.unreadable == 0
    # What a replica with the old key wrote meanwhile is found by the next look.
    await seal_all_anew(database, READS_OLD)
    assert (await seal_all_anew(database, READS_OLD)).sealed == 0
    kept = await all_chats(database)
    assert len(kept) == 640
    opened = {ONLY_NEW.open(ref): key for key, ref in kept}
    assert opened == {chat: ONLY_NEW.key_of(chat) for chat in range(CHAT, CHAT + 640)}
    await seal_chat_ids(database, ONLY_NEW)
    with pytest.raises(ConfigError, match="DATA_KEY"):
        await seal_chat_ids(database, ONLY_OLD)


async def test_a_chat_that_two_replicas_made_at_once_becomes_one_with_all_that_is_its_own(
    database: Database,
) -> None:
    clock = HandClock()
    # Neither saw the other's row when it wrote its own.
    async with database.begin() as connection:
        await chats.open_chat(connection, ONLY_NEW, CHAT, now=clock())
    await Subscriptions(database, ONLY_OLD, clock).subscribe(CHAT, 0, Lang.NL, "UTC")
    assert await Preferences(database, ONLY_OLD, clock).choose_language(CHAT, Lang.NL)
    assert len(await all_chats(database)) == 2
    done = await seal_all_anew(database, READS_OLD)
    assert done == Resealed(2, 1, 0)
    ((key, ref),) = await all_chats(database)
    assert (key, ONLY_NEW.open(ref)) == (ONLY_NEW.key_of(CHAT), CHAT)
    assert await Subscriptions(database, ONLY_NEW, clock).find(CHAT, 0) is not None
    assert await Preferences(database, ONLY_NEW, clock).find_language(CHAT) is Lang.NL


async def test_a_key_that_was_taken_out_too_early_is_noticed_at_the_start(database: Database) -> None:
    clock = HandClock()
    await Subscriptions(database, ONLY_OLD, clock).subscribe(CHAT, 0, Lang.NL, "UTC")
    await Subscriptions(database, READS_OLD, clock).subscribe(CHAT + 1, 0, Lang.NL, "UTC")
    with pytest.raises(ConfigError, match="DATA_KEY"):
        await seal_chat_ids(database, ONLY_NEW)
    assert await seal_all_anew(database, ONLY_NEW) == Resealed(2, 0, 1)
    async with database.read() as connection:
        assert await chats.count_not_newest(connection, READS_OLD) == 1


async def test_a_group_that_moves_between_the_keys_keeps_its_subscription(database: Database) -> None:
    clock = HandClock()
    await Subscriptions(database, ONLY_OLD, clock).subscribe(-CHAT, 0, Lang.NL, "UTC")
    await Subscriptions(database, ONLY_OLD, clock).subscribe(-CHAT - 1, 0, Lang.EN, "UTC")
    async with database.begin() as connection:
        await chats.move_chat(connection, READS_OLD, -CHAT, -CHAT - 1)
    ((key, ref),) = await all_chats(database)
    assert (key, ONLY_NEW.open(ref)) == (ONLY_NEW.key_of(-CHAT - 1), -CHAT - 1)


async def test_an_update_that_waits_is_answered_by_a_replica_with_the_other_key(database: Database) -> None:
    clock = HandClock()
    one = Receipts(database, OLD, clock, others=[NEW])
    await one.write_down(
        Written({"update_id": 5, "message": {"text": "half a character: \ud83d", "date": 2**70}}, 0)
    )
    await one.let_go()
    other = Receipts(database, NEW, clock, others=[OLD])
    (written,) = await other.take_over()
    assert written.raw["message"] == {"text": "half a character: \ud83d", "date": 2**70}


async def test_the_command_seals_anew_and_says_what_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    async with Database(url) as database:
        await migrate(database)
        for number in range(3):
            await Subscriptions(database, ONLY_OLD, HandClock()).subscribe(CHAT + number, 0, Lang.NL, "UTC")
    monkeypatch.chdir(tmp_path)
    for name in ("DATA_KEY", "OTHER_DATA_KEYS"):
        monkeypatch.delenv(name, raising=False)

    async def run(**environment: str) -> tuple[int, str]:
        ran = await asyncio.to_thread(
            CliRunner().invoke, app, ["reseal"], env={"DATABASE_URL": url, **environment}
        )
        return ran.exit_code, ran.output

    assert await run() == (2, "DATA_KEY: is missing; there is nothing to encrypt with\n")
    code, told = await run(OTHER_DATA_KEYS=OLD)
    assert code == 2
    assert "DATA_KEY: is needed when OTHER_DATA_KEYS is set" in told
    code, told = await run(DATA_KEY=NEW)
    assert (code, told.splitlines()[-1]) == (1, "3 cannot be opened: OTHER_DATA_KEYS lacks their key")
    # A key with spaces stands alone; several have spaces between.
    code, told = await run(DATA_KEY=NEW, OTHER_DATA_KEYS=OLD)
    assert (code, told.splitlines()[-1]) == (0, "3 chats, 3 encrypted anew")
    code, told = await run(DATA_KEY="next", OTHER_DATA_KEYS="one another")
    assert code == 1
    code, told = await run(DATA_KEY="next", OTHER_DATA_KEYS=NEW)
    assert (code, told.splitlines()[-1]) == (0, "3 chats, 3 encrypted anew")
    code, told = await run(DATA_KEY="last", OTHER_DATA_KEYS="another next")
    assert (code, told.splitlines()[-1]) == (0, "3 chats, 3 encrypted anew")
