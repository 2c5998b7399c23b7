"""Rows that a newer version or another machine wrote: one reader loses a setting, nobody a message."""

from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, update

from bot.domain.delivery.push import PushKind
from bot.domain.delivery.quiet_hours import QuietHours
from bot.domain.delivery.retry_policy import LEASE, State
from bot.domain.delivery.subscription import EVERY_DAY, USUAL_TIME, Subscription, SubscriptionLevel
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.services.delivery.outbox_worker import UNREADABLE_WAIT
from bot.storage import chats, claims, outbox, pushes, subscriptions, unanswered
from bot.storage.database import Database
from bot.storage.tables import bodies
from bot.storage.tables import chats as chats_table
from bot.storage.tables import outbox as outbox_table
from bot.storage.tables import pushes as pushes_table
from bot.storage.tables import subscriptions as table
from bot.storage.tables import unanswered as unanswered_table
from tests.integration.test_delivery import outbox_worker, settled, states
from tests.integration.test_digests import sent, subscribe_digest, tick
from tests.support.fakes import IDS, START, FakeSender, HandClock, a_push, fan_out, subscribe, until
from tests.support.news import an_update, with_updates

DAILY = Subscription(
    lang=Lang.EN,
    zone="Europe/Amsterdam",
    level=SubscriptionLevel.DAILY,
    at=time(9),
    quiet=QuietHours(time(22), time(7)),
)


async def write(database: Database, where: Table, row: int | None = None, **values: Any) -> None:
    statement = update(where).values(**values)
    async with database.begin() as connection:
        await connection.execute(statement if row is None else statement.where(where.c.id == row))


@pytest.mark.parametrize(
    ("column", "value", "name", "read_as"),
    [
        ("zone", "Mars/Olympus", "zone", "UTC"),
        ("zone", "", "zone", "UTC"),
        ("zone", "../etc/passwd", "zone", "UTC"),
        ("level", "hourly", "level", SubscriptionLevel.ALL),
        ("lang", "fr", "lang", Lang.EN),
        ("at_minute", 2000, "at", USUAL_TIME),
        ("at_minute", -1, "at", USUAL_TIME),
        ("weekdays", 0, "weekdays", EVERY_DAY),
        ("weekdays", 1 << 9, "weekdays", EVERY_DAY),
        ("quiet_from", 1440, "quiet", None),
    ],
)
async def test_a_value_that_is_not_known_is_read_as_what_a_new_subscription_has(
    database: Database, column: str, value: object, name: str, read_as: object
) -> None:
    await subscribe_digest(database, 1, DAILY, START)
    await write(database, table, **{column: value})  # type: ignore[arg-type]
    async with database.read() as connection:
        row = await chats.find_chat(connection, IDS, 1)
        kept = await subscriptions.find(connection, row.id, 0)
    assert kept is not None
    assert getattr(kept.subscription, name) == read_as
    assert kept.subscription.schedule


@pytest.mark.parametrize(
    "values", [{"zone": "Europe/Nowhere"}, {"level": "yearly"}, {"at_minute": 9999}, {"weekdays": 0}]
)
async def test_a_digest_reaches_the_others_whatever_stands_in_one_row(
    database: Database, snapshot: Snapshot, values: dict[str, Any]
) -> None:
    await tick(database, with_updates(snapshot), START)
    for chat in (1, 2, 3):
        await subscribe_digest(database, chat, DAILY, START)
    await write(database, table, 2, **values)
    await tick(database, with_updates(snapshot, an_update("one")), START + timedelta(days=1))
    assert len(await sent(database, PushKind.DIGEST)) >= 2


@pytest.mark.parametrize("values", [{"level": "hourly"}, {"zone": "Mars/Olympus"}, {"lang": "xx"}])
async def test_a_push_reaches_everyone_whatever_stands_in_one_row(
    database: Database, values: dict[str, Any]
) -> None:
    await subscribe(database, [1, 2, 3])
    await write(database, table, 2, **values)
    await fan_out(database, a_push(levels=("all",)))
    push_sender, clock = FakeSender(), HandClock()
    async with outbox_worker(database, push_sender, clock) as sender:
        assert await settled(database, sender, clock) == {State.SENT: 3}


@pytest.mark.parametrize(
    ("where", "values"),
    [
        (pushes_table, {"kind": "poll"}),
        (pushes_table, {"repeat": "thrice"}),
        (pushes_table, {"lane": 7}),
        (chats_table, {"chat_ref": "e2:sealed-otherwise"}),
    ],
)
async def test_a_message_that_cannot_be_read_waits_and_the_rest_go_on(
    database: Database, where: Table, values: dict[str, Any]
) -> None:
    await subscribe(database, [1])
    await fan_out(database, a_push("update/strange/1"))
    await subscribe(database, [2, 3])
    await write(database, where, 1, **values)
    await fan_out(database, a_push("update/plain/1"))
    readable = 3 if where is pushes_table else 2
    push_sender, clock = FakeSender(), HandClock()
    async with outbox_worker(database, push_sender, clock) as sender:
        await until(lambda: len(push_sender.carried) == readable and not sender.under_way)
        found = await states(database)
        assert found[State.SENT] == readable
        assert found[State.QUEUED] == 4 - readable
    async with database.begin() as connection:
        soon = START + UNREADABLE_WAIT - timedelta(minutes=1)
        assert not await claims.claim(connection, 9, now=soon, lease_until=soon + LEASE)
        later = START + UNREADABLE_WAIT
        assert await claims.claim(connection, 9, now=later, lease_until=later + LEASE)


async def test_what_editors_look_at_leaves_out_what_is_not_known(database: Database) -> None:
    await subscribe(database, [1, 2])
    await fan_out(database, a_push("update/strange/1"))
    await fan_out(database, a_push("update/plain/1"))
    await write(database, pushes_table, 1, kind="poll")
    await write(database, outbox_table, 1, state="shelved")
    async with database.begin() as connection:
        await connection.execute(bodies.insert().values(push_id=2, lang="fr", html="Nouvelles", markup=None))
        await connection.execute(
            unanswered_table.insert().values(
                lang="fr", question="?", asked=3, disliked=0, first_at=START, last_at=START
            )
        )
    async with database.read() as connection:
        assert [made.key for made in await pushes.find_latest(connection, 5)] == ["update/plain/1"]
        assert await pushes.find_made(connection, 1) is None
        (text,) = await pushes.find_texts(connection, [2])
        assert set(text.bodies) == set(Lang)
        assert sum((await outbox.count(connection)).counts.values()) == 3
        assert not await unanswered.find_all(connection)


async def test_a_language_that_is_not_known_is_no_choice(database: Database) -> None:
    await subscribe(database, [1])
    await write(database, chats_table, lang="pt")
    async with database.read() as connection:
        assert await chats.find_languages(connection, IDS, [1]) == {}
