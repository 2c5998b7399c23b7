"""Chat ids at rest: with a data key the database holds none that can be read, whenever the key came."""

import asyncio

import pytest
from sqlalchemy import select

from bot.domain.delivery.retry_policy import SendOutcome, State
from bot.domain.text import Lang
from bot.errors import ConfigError
from bot.services.delivery.outbox_worker import OutboxWorker
from bot.services.delivery.sending import SendResult
from bot.services.delivery.shown_facts import ShownFactsWriter
from bot.services.readers.preferences import Preferences
from bot.services.readers.subscriptions import Subscriptions
from bot.storage import chats
from bot.storage.chat_ids import ChatIds
from bot.storage.database import Database
from bot.storage.sealing import seal_chat_ids
from bot.storage.tables import chats as table
from bot.storage.tables import metadata
from tests.integration.test_delivery import settled, states
from tests.support.fakes import FakeSender, HandClock, a_push, as_written, fan_out

CHAT, OTHER = 987_654_321_012, -1_001_234_567_890
PLAIN, SEALED = ChatIds(), ChatIds("a data key of the operator's")


async def everything(database: Database) -> str:
    """All that the database holds, as text."""
    async with database.read() as connection:
        rows = [row for each in metadata.sorted_tables for row in await connection.execute(select(each))]
    return repr(rows)


async def test_with_a_data_key_no_chat_id_can_be_read_and_everything_works(database: Database) -> None:
    clock = HandClock()
    desk, preferences = Subscriptions(database, SEALED, clock), Preferences(database, SEALED, clock)
    await desk.subscribe(CHAT, 0, Lang.NL, "Europe/Amsterdam")
    assert await preferences.choose_language(OTHER, Lang.EN)
    showing = ShownFactsWriter(database, SEALED, clock)
    showing.note(CHAT, 0, 5, (("a-fact", 1),))
    await showing.flush()
    await fan_out(database, a_push(), now=clock())
    moved, taken = SendResult(SendOutcome.MOVED, moved_to=OTHER), SendResult(SendOutcome.SENT)
    push_sender = FakeSender(lambda chat: (moved,) if chat == CHAT else (taken,))
    sender = OutboxWorker(database, SEALED, push_sender, as_written(), clock)
    task = asyncio.create_task(sender.run())
    assert await settled(database, sender, clock) == {State.SENT: 1}
    await sender.stop(5.0)
    await task
    assert {outgoing.chat_id for outgoing in push_sender.carried} == {CHAT, OTHER}
    kept = await everything(database)
    assert str(CHAT) not in kept
    assert str(abs(OTHER)) not in kept
    assert await desk.stop(OTHER, 0)
    assert (await desk.forget(OTHER))["settings"] == 1


async def test_ids_that_were_kept_before_the_key_came_are_sealed_and_found(database: Database) -> None:
    clock = HandClock()
    for number in range(5):
        await Subscriptions(database, PLAIN, clock).subscribe(CHAT + number, 0, Lang.NL, "UTC")
    # One that was met again with the key, before what was plain had been sealed.
    async with database.begin() as connection:
        await chats.open_chat(connection, SEALED, CHAT, now=clock())
    assert await seal_chat_ids(database, SEALED) == 5
    assert await seal_chat_ids(database, SEALED) == 0
    kept = await everything(database)
    desk = Subscriptions(database, SEALED, clock)
    for number in range(5):
        assert str(CHAT + number) not in kept
        assert await desk.find(CHAT + number, 0) is not None
    async with database.read() as connection:
        assert len((await connection.execute(select(table))).all()) == 5
    assert await states(database) == {}


@pytest.mark.parametrize("ids", [ChatIds(), ChatIds("another key")], ids=["none", "another"])
async def test_a_database_written_with_another_key_is_refused_at_the_start(
    database: Database, ids: ChatIds
) -> None:
    await Subscriptions(database, SEALED, HandClock()).subscribe(CHAT, 0, Lang.NL, "UTC")
    with pytest.raises(ConfigError, match="DATA_KEY"):
        await seal_chat_ids(database, ids)
