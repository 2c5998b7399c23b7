"""A clock that was ahead and is put right silences nobody and keeps nothing longer."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.chat.screens.push_buttons import dress
from bot.clock import has_passed
from bot.domain.delivery.push import PushKind
from bot.domain.delivery.retry_policy import LEASE, State
from bot.domain.delivery.subscription import LONGEST_PAUSE, Subscription, SubscriptionLevel
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.services.delivery.announcer import Announcer
from bot.services.delivery.clock_watch import ClockWatch
from bot.services.delivery.shown_facts import ShownFactsWriter
from bot.services.questions.conversations import Conversations, Speaker
from bot.services.readers.subscriptions import Subscriptions
from bot.storage import claims, subscriptions
from bot.storage.database import Database
from bot.storage.tables import changes, chats, pushes, shown
from bot.storage.tables import outbox as outbox_table
from bot.storage.tables import subscriptions as table
from tests.integration.test_delivery import outbox_worker, settled
from tests.integration.test_digests import sent, subscribe_digest, tick
from tests.support.fakes import IDS, START, FakeSender, HandClock, a_push, fan_out, subscribe
from tests.support.news import an_update, with_updates

AHEAD = [timedelta(hours=3), timedelta(days=40), timedelta(days=365)]


def wants(level: SubscriptionLevel, **more: object) -> Subscription:
    return Subscription(lang=Lang.EN, zone="Europe/Amsterdam", level=level, **more)  # type: ignore[arg-type]


async def put_right(database: Database, ahead: timedelta, *, running: bool) -> None:
    """The bot ran while the clock was ahead, or is started once it is right again."""
    watch = ClockWatch(database)
    if running:
        await watch.look(START + ahead)
    assert await watch.look(START)
    assert not await watch.look(START + timedelta(seconds=1))


@pytest.mark.parametrize("ahead", AHEAD)
@pytest.mark.parametrize("running", [True, False], ids=["running", "started again"])
@pytest.mark.parametrize("level", [SubscriptionLevel.DAILY, SubscriptionLevel.WEEKLY])
async def test_a_digest_chosen_by_a_clock_that_was_ahead_comes_at_the_readers_next_time(
    database: Database, snapshot: Snapshot, ahead: timedelta, running: bool, level: SubscriptionLevel
) -> None:
    await Announcer(database, dress).begin(with_updates(snapshot), START + ahead)
    await subscribe_digest(database, 1, wants(level), START + ahead)
    await put_right(database, ahead, running=running)
    news = with_updates(snapshot, an_update("one"))
    for days in range(8):
        await tick(database, news, START + timedelta(days=days, minutes=5))
    ((_, html, queued),) = await sent(database, PushKind.DIGEST)
    assert "one headline" in html
    assert queued <= START + timedelta(days=1 if level is SubscriptionLevel.DAILY else 7, minutes=5)


async def test_what_was_digested_while_the_clock_was_ahead_is_not_told_again(
    database: Database, snapshot: Snapshot
) -> None:
    ahead = timedelta(days=30)
    await Announcer(database, dress).begin(with_updates(snapshot), START)
    await subscribe_digest(database, 1, wants(SubscriptionLevel.DAILY), START)
    old = an_update("old")
    await tick(database, with_updates(snapshot, old), START + ahead)
    await put_right(database, ahead, running=True)
    for days in (1, 2):
        await tick(database, with_updates(snapshot, old, an_update("new")), START + timedelta(days=days))
    told = await sent(database, PushKind.DIGEST)
    assert sum("old headline" in html for _, html, _ in told) == 1
    assert sum("new headline" in html for _, html, _ in told) == 1


@pytest.mark.parametrize("running", [True, False], ids=["running", "started again"])
async def test_who_subscribed_while_the_clock_was_ahead_gets_the_next_push(
    database: Database, running: bool
) -> None:
    ahead = timedelta(days=365)
    await subscribe(database, [1], now=START + ahead)
    await put_right(database, ahead, running=running)
    await fan_out(database, a_push(), now=START + timedelta(minutes=1))
    push_sender, clock = FakeSender(), HandClock()
    async with outbox_worker(database, push_sender, clock) as sender:
        assert await settled(database, sender, clock) == {State.SENT: 1}


async def test_what_was_queued_or_claimed_while_the_clock_was_ahead_goes_now(database: Database) -> None:
    later = START + timedelta(days=200)
    await subscribe(database, [1, 2])
    await fan_out(database, a_push(), now=later)
    async with database.begin() as connection:
        assert len(await claims.claim(connection, 1, now=later, lease_until=later + LEASE)) == 1
    await put_right(database, timedelta(days=200), running=True)
    push_sender, clock = FakeSender(), HandClock()
    async with outbox_worker(database, push_sender, clock) as sender:
        assert await settled(database, sender, clock) == {State.SENT: 2}


async def test_a_pause_lasts_no_longer_than_the_longest(database: Database) -> None:
    clock = HandClock(START + timedelta(days=365))
    await subscribe(database, [1])
    paused = wants(SubscriptionLevel.DAILY, paused_until=clock() + timedelta(days=10))
    await Subscriptions(database, IDS, clock).change(1, 0, paused)
    await put_right(database, timedelta(days=365), running=True)
    async with database.read() as connection:
        (kept,) = await subscriptions.of_chat(connection, 1)
    assert kept.subscription.paused_until == START + LONGEST_PAUSE
    assert kept.next_due is not None
    assert kept.next_due <= START + LONGEST_PAUSE + timedelta(days=1)


async def test_nothing_stays_dated_later_than_now(database: Database, snapshot: Snapshot) -> None:
    clock = HandClock(START + timedelta(days=90))
    await tick(database, with_updates(snapshot), clock())
    await subscribe(database, [1], now=clock())
    showing = ShownFactsWriter(database, IDS, clock)
    showing.note(1, 0, 7, (("a-fact", 1),))
    await showing.flush()
    await Subscriptions(database, IDS, clock).find_news(1, 0, snapshot)
    await fan_out(database, a_push(), now=clock())
    async with outbox_worker(database, FakeSender(), clock) as sender:
        await settled(database, sender, clock)
    assert await ClockWatch(database).look(START)
    latest = (
        chats.c.created_at,
        chats.c.seen_at,
        table.c.told_until,
        table.c.created_at,
        outbox_table.c.settled_at,
        pushes.c.created_at,
        shown.c.shown_at,
        changes.c.at,
    )
    async with database.read() as connection:
        for column in latest:
            found = await connection.scalar(select(func.max(column)))
            assert found is None or found < START, column


@pytest.mark.parametrize("back", [timedelta(0), timedelta(seconds=5)])
async def test_a_clock_that_is_kept_in_step_changes_nothing(database: Database, back: timedelta) -> None:
    await subscribe_digest(database, 1, wants(SubscriptionLevel.DAILY), START)
    watch = ClockWatch(database)
    assert not await watch.look(START)
    assert not await watch.look(START - back)


def test_what_a_clock_that_was_ahead_noted_holds_nothing_up() -> None:
    assert has_passed(timedelta(hours=1), START + timedelta(days=365), START)
    assert has_passed(timedelta(hours=1), None, START)
    assert has_passed(timedelta(hours=1), START - timedelta(hours=1), START)
    assert not has_passed(timedelta(hours=1), START - timedelta(minutes=59), START)


def test_a_conversation_is_forgotten_also_where_the_clock_went_back() -> None:
    conversations = Conversations()
    conversations.note(Speaker(1), "Why?", START + timedelta(days=365))
    assert conversations.questions(Speaker(1), START) == ()
