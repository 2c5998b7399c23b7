"""After news everyone comes at once: all are kept, each is told the truth, and nobody's language is guessed."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.clock import utc_now
from bot.domain.delivery.subscription import Subscription, SubscriptionLevel
from bot.domain.text import Lang
from bot.errors import StorageUnavailable
from bot.services.batching import Batch
from bot.services.readers.preferences import Preferences
from bot.services.readers.subscriptions import Subscriptions
from bot.storage import audience
from bot.storage.database import CONNECTIONS, Database
from bot.storage.tables import chats, subscriptions
from tests.support.fakes import IDS

ZONE = "Europe/Amsterdam"


async def count(database: Database, *where: Any) -> int:
    query = select(func.count()).select_from(subscriptions.join(chats)).where(*where)
    async with database.read() as connection:
        return await connection.scalar(query) or 0


async def test_all_who_subscribe_at_once_are_kept_and_each_is_told_so(database: Database) -> None:
    subscribing = Subscriptions(database, IDS, utc_now)
    wants = [subscribing.subscribe(chat, 0, Lang.NL, ZONE) for chat in range(1, 2001)]
    told = await asyncio.gather(*wants)
    assert all(each.is_new and each.subscription == Subscription(lang=Lang.NL, zone=ZONE) for each in told)
    assert await count(database) == 2000


async def test_who_subscribes_to_topics_follows_them_and_nothing_else(database: Database) -> None:
    desk = Subscriptions(database, IDS, utc_now)
    wanted = {1: frozenset({"oven"}), 2: frozenset({"permit", "night-bread"}), 3: None}
    await asyncio.gather(
        *(desk.subscribe(chat, 0, Lang.EN, "UTC", topics) for chat, topics in wanted.items())
    )
    for chat, topics in wanted.items():
        found = await desk.find(chat, 0)
        assert found is not None
        assert found.topics == topics
    async with database.read() as connection:
        assert await audience.count_receivers(connection, ["permit"], ["all"]) == 2


async def test_who_asks_twice_begins_once_and_keeps_what_was_chosen(database: Database) -> None:
    subscribing = Subscriptions(database, IDS, utc_now)
    await subscribing.subscribe(1, 0, Lang.NL, ZONE)
    chosen = Subscription(lang=Lang.NL, zone=ZONE, level=SubscriptionLevel.DAILY)
    await subscribing.change(1, 0, chosen)
    again, other, twin, topic = await asyncio.gather(
        subscribing.subscribe(1, 0, Lang.EN, "UTC"),
        subscribing.subscribe(2, 0, Lang.EN, "UTC"),
        subscribing.subscribe(2, 0, Lang.EN, "UTC"),
        subscribing.subscribe(-5, 7, Lang.EN, "UTC"),
    )
    assert (again.is_new, again.subscription) == (False, chosen)
    assert (other.is_new, twin.is_new, topic.is_new) == (True, False, True)
    assert await count(database) == 3


async def test_nobody_is_left_out_when_many_block_us_at_once_while_others_come(database: Database) -> None:
    subscribing = Subscriptions(database, IDS, utc_now)
    await asyncio.gather(*(subscribing.subscribe(chat, 0, Lang.NL, ZONE) for chat in range(1, 301)))
    await asyncio.gather(
        *(subscribing.leave(chat) for chat in range(1, 301)),
        *(subscribing.subscribe(chat, 0, Lang.NL, ZONE) for chat in range(301, 601)),
    )
    assert await count(database, chats.c.state == "paused") == 300
    assert await count(database, chats.c.state == "open") == 300


async def test_a_language_that_is_stored_is_not_guessed_however_many_ask(database: Database) -> None:
    before = Preferences(database, IDS, utc_now)
    async with asyncio.TaskGroup() as choosing:
        for chat in range(1, 401):
            lang = Lang.NL if chat % 3 else Lang.EN
            choosing.create_task(before.choose_language(chat, lang))
    after_a_restart = Preferences(database, IDS, utc_now)
    found = await asyncio.gather(*(after_a_restart.find_language(chat) for chat in range(1, 801)))
    assert list(found[:400]) == [Lang.NL if chat % 3 else Lang.EN for chat in range(1, 401)]
    assert list(found[400:]) == [None] * 400


async def test_a_line_of_our_own_is_no_fault_of_the_database_however_long(database: Database) -> None:
    """Each waits for longer than its patience, and none is refused: the line moves."""
    done = []

    async def work(number: int) -> None:
        async with database.begin(patience=1.0) as connection:
            await connection.execute(select(1))
            await asyncio.sleep(0.1)  # what a slow disk takes
            done.append(number)

    rounds = 1 if database.is_sqlite else CONNECTIONS
    await asyncio.gather(*(work(number) for number in range(15 * rounds)))
    assert len(done) == 15 * rounds


async def test_a_line_that_stands_still_is(database: Database) -> None:
    stuck = asyncio.Event()

    async def hold() -> None:
        async with database.begin(patience=60.0):
            await stuck.wait()

    holders = [asyncio.create_task(hold()) for _ in range(1 if database.is_sqlite else CONNECTIONS)]
    await asyncio.sleep(0)
    waiting = [asyncio.create_task(_begin(database)) for _ in range(3)]
    found = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(each) for each in found] == [StorageUnavailable] * 3
    stuck.set()
    await asyncio.gather(*holders)
    await _begin(database)  # and nobody's place was lost


async def _begin(database: Database) -> None:
    async with database.begin(patience=0.2):
        pass


async def test_in_a_batch_one_fault_is_not_the_others_and_a_database_that_is_gone_is_everyones() -> None:
    gone = False

    async def work(items: Any) -> list[int]:
        if gone:
            raise StorageUnavailable
        if 13 in items:
            raise ValueError(13)
        return [2 * each for each in items]

    batch: Batch[int, int] = Batch(work, most=5)
    found = await asyncio.gather(*(batch.add(each) for each in range(20)), return_exceptions=True)
    assert [each for each in found if isinstance(each, int)] == [2 * n for n in range(20) if n != 13]
    assert isinstance(found[13], ValueError)
    gone = True
    lost = await asyncio.gather(*(batch.add(each) for each in range(7)), return_exceptions=True)
    assert all(isinstance(each, StorageUnavailable) for each in lost)
    gone = False
    waiting = [asyncio.create_task(batch.add(each)) for each in range(3)]
    await asyncio.sleep(0)
    waiting[1].cancel()
    assert await waiting[0] == 0
    assert await waiting[2] == 4
    with pytest.raises(asyncio.CancelledError):
        await waiting[1]
