"""The night's work: what was kept long enough goes, in pages, and nothing else does."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.domain.delivery.push import Lane, PushKind
from bot.domain.text import Lang
from bot.services import nightly
from bot.services.delivery.shown_facts import ShownFactsWriter
from bot.services.nightly import Nightly
from bot.services.questions.unanswered import UnansweredQuestions
from bot.storage import chats, retention
from bot.storage.chat_ids import ChatIds
from bot.storage.database import Database
from bot.storage.tables import chats as chats_table
from bot.storage.tables import metadata, subscriptions
from tests.integration.test_delivery import outbox_worker, settled
from tests.support.fakes import IDS, START, FakeSender, HandClock, a_push, fan_out, subscribe, until

A_DAY = timedelta(days=1)


async def count(database: Database) -> dict[str, int]:
    async with database.read() as connection:
        return {
            table.name: await connection.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
        }


def a_night(database: Database, clock: HandClock, ids: ChatIds = IDS, *, is_sender: bool = True) -> Nightly:
    return Nightly(database, ids, lambda: is_sender, clock)


async def fill(database: Database, clock: HandClock, readers: int) -> None:
    """Pushes, a digest, shown facts and a question in vain, all of them of this moment."""
    await subscribe(database, range(1, readers + 1))
    await fan_out(database, a_push("update/one/1"), now=clock())
    await fan_out(database, a_push("digest/1", kind=PushKind.DIGEST, lane=Lane.DIGEST), now=clock())
    async with outbox_worker(database, FakeSender(), clock) as sender:
        await settled(database, sender, clock)
    showing = ShownFactsWriter(database, IDS, clock)
    for reader in range(1, readers + 1):
        showing.note(reader, 0, 5, (("a-fact", 1),))
    await showing.flush()
    inbox = UnansweredQuestions(database, lambda _: True, clock)
    for reader in (1, 2, 3):
        inbox.note_unanswered(reader, "what is the salary", Lang.EN)
    await inbox.flush()


async def test_what_is_sixty_days_old_goes_page_by_page_and_what_is_newer_stays(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "PAGE", 7)
    clock = HandClock()
    await fill(database, clock, 20)
    full = await count(database)
    clock.now += retention.SENT - A_DAY
    assert set((await a_night(database, clock).clear_up()).values()) == {0, full["unanswered"]}
    await fan_out(database, a_push("update/two/1"), now=clock())
    clock.now += 2 * A_DAY
    cleared = await a_night(database, clock).clear_up()
    assert cleared == {"messages": 40, "digests": 1, "shown_facts": 20, "unanswered": 0, "chats": 0}
    left = await count(database)
    assert (left["outbox"], left["pushes"], left["shown"], left["unanswered"]) == (20, 2, 0, 0)
    assert (left["chats"], left["subscriptions"]) == (20, 20)
    assert set((await a_night(database, clock).clear_up()).values()) == {0}


async def test_a_chat_that_is_gone_goes_with_all_that_is_its_own_and_one_that_came_back_stays(
    database: Database,
) -> None:
    clock = HandClock()
    numbers = await subscribe(database, [1, 2, 3, 4])
    async with database.begin() as connection:
        await chats.close_chats(connection, [numbers[1], numbers[2]], now=clock())
        await chats.pause_chats(connection, [numbers[4]], now=clock())
        # As an older version left it.
        await connection.execute(
            update(chats_table).where(chats_table.c.id == numbers[3]).values(state="closed", paused_at=None)
        )
    clock.now += retention.GONE - A_DAY
    async with database.begin() as connection:
        await chats.open_chat(connection, IDS, 2, now=clock())
    assert (await a_night(database, clock).clear_up())["chats"] == 0
    clock.now += 2 * A_DAY
    assert (await a_night(database, clock).clear_up())["chats"] == 1
    async with database.read() as connection:
        kept = set(await connection.scalars(select(subscriptions.c.chat_id)))
    assert kept == {numbers[2], numbers[3], numbers[4]}
    clock.now += retention.GONE
    assert (await a_night(database, clock).clear_up())["chats"] == 1


async def test_the_sender_alone_works_at_night_and_seals_anew(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "FIRST_SECONDS", 0.0)
    clock, old, both = HandClock(), ChatIds("old"), ChatIds("new", ["old"])
    async with database.begin() as connection:
        await chats.open_chat(connection, old, 5, now=START)
    told: list[str] = []
    for is_sender in (False, True):

        def asked(is_sender: bool = is_sender) -> bool:
            told.append("asked")
            return is_sender

        work = asyncio.create_task(Nightly(database, both, asked, clock).run())
        await until(lambda: bool(told))
        told.clear()
        if is_sender:
            async with asyncio.timeout(60):
                while True:
                    async with database.read() as connection:
                        if await chats.count_not_newest(connection, both) == 0:
                            break
                    await asyncio.sleep(0.01)
        else:
            async with database.read() as connection:
                assert await chats.count_not_newest(connection, both) == 1
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
