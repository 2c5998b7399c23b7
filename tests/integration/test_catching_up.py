"""What a reader's own rules keep back comes later, once: pauses, caps, shelf lives, and readers who were away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import time, timedelta

import pytest
from sqlalchemy import func, select

from bot.chat.screens.push_buttons import dress
from bot.domain.delivery.push import Lane, PushKind
from bot.domain.delivery.quiet_hours import QuietHours
from bot.domain.delivery.retry_policy import SendOutcome, State
from bot.domain.delivery.subscription import Subscription, SubscriptionLevel
from bot.domain.records.briefing import Level, Update
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.services.delivery.announcer import Announcer
from bot.services.delivery.digest_maker import DigestMaker
from bot.services.delivery.outbox_worker import OutboxWorker
from bot.services.delivery.sending import SendResult
from bot.services.readers.subscriptions import Subscriptions
from bot.storage import chats
from bot.storage.database import Database
from bot.storage.tables import outbox
from tests.integration.test_delivery import outbox_worker, states
from tests.integration.test_digests import sent
from tests.support.fakes import (
    IDS,
    PATIENCE_SECONDS,
    START,
    FakeSender,
    HandClock,
    a_push,
    fan_out,
    subscribe,
)
from tests.support.news import an_update, with_updates

READER = 1
PLAIN = Subscription(lang=Lang.EN, zone="Europe/Amsterdam")  # START is 13.00 there
DAILY = replace(PLAIN, level=SubscriptionLevel.DAILY)


@dataclass
class Room:
    """One reader, the services that reach them, and a clock that is turned by hand."""

    database: Database
    snapshot: Snapshot
    clock: HandClock
    push_sender: FakeSender
    sender: OutboxWorker
    desk: Subscriptions
    updates: list[Update]

    async def publish(self, *updates: Update) -> None:
        self.updates += updates
        await self.tick(seconds=1)

    async def tick(self, **turn: float) -> None:
        """Turns the clock on, makes what is due, and sends what may go."""
        self.clock.turn(**turn)
        snapshot = with_updates(self.snapshot, *self.updates)
        announcer = Announcer(self.database, dress)
        await announcer.announce(snapshot, self.clock())
        while await announcer.fan_out():
            pass
        digest_maker = DigestMaker(self.database, dress)
        while await digest_maker.make_due(snapshot, self.clock()):
            pass
        await settle(self.database, self.sender, self.clock)

    async def digests(self) -> list[str]:
        return [html for _, html, _ in await sent(self.database, PushKind.DIGEST)]


async def settle(database: Database, sender: OutboxWorker, clock: HandClock) -> None:
    """Waits until all that may go at the hand-turned clock's present has gone, or been folded or put off."""
    waiting = outbox.c.state.in_([State.QUEUED.value, State.CLAIMED.value]) & (outbox.c.not_before <= clock())
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            async with database.read() as connection:
                if not await connection.scalar(select(func.count()).select_from(outbox).where(waiting)):
                    return
            sender.wake()
            await asyncio.sleep(0.005)  # the sender is a task of its own, and the database another process


@asynccontextmanager
async def room(
    database: Database, snapshot: Snapshot, wanted: Subscription, push_sender: FakeSender | None = None
) -> AsyncIterator[Room]:
    clock, push_sender = HandClock(), push_sender or FakeSender()
    desk = Subscriptions(database, IDS, clock)
    async with outbox_worker(database, push_sender, clock) as sender:
        made = Room(database, snapshot, clock, push_sender, sender, desk, [])
        await made.tick()  # the baseline: nothing of it is news
        await desk.subscribe(READER, 0, Lang.EN, "Europe/Amsterdam")
        await desk.change(READER, 0, wanted)
        yield made


async def test_after_a_pause_there_is_one_message_with_what_was_missed(
    database: Database, snapshot: Snapshot
) -> None:
    async with room(database, snapshot, PLAIN) as made:
        await made.desk.change(READER, 0, replace(PLAIN, paused_until=START + timedelta(days=3)))
        await made.publish(an_update("one"), an_update("two", level=Level.BREAKING))
        await made.tick(days=2)
        assert not made.push_sender.carried
        await made.tick(days=2)
        (digest,) = await made.digests()
        assert "What you missed" in digest
        assert "one headline" in digest
        assert "two headline" in digest
        await made.tick(days=2)
        assert made.push_sender.to(READER) == 1


async def test_a_pause_that_ends_early_brings_the_catch_up_at_once(
    database: Database, snapshot: Snapshot
) -> None:
    async with room(database, snapshot, PLAIN) as made:
        await made.desk.change(READER, 0, replace(PLAIN, paused_until=START + timedelta(days=30)))
        await made.publish(an_update("one"))
        await made.desk.change(READER, 0, PLAIN)
        await made.tick(seconds=1)
        (digest,) = await made.digests()
        assert "one headline" in digest


async def test_a_change_of_settings_does_not_lose_what_waits_for_the_next_digest(
    database: Database, snapshot: Snapshot
) -> None:
    capped = replace(PLAIN, daily_cap=1)
    async with room(database, snapshot, capped) as made:
        await made.publish(an_update("one"))
        await made.publish(an_update("two"))
        await made.desk.change(READER, 0, replace(capped, silent=True))
        await made.tick(days=1)
        (digest,) = await made.digests()
        assert "two headline" in digest
        assert "one headline" not in digest


async def test_breaking_news_that_went_stale_while_a_digest_was_made_is_in_the_next_one(
    database: Database, snapshot: Snapshot
) -> None:
    quiet = replace(DAILY, at=time(8), quiet=QuietHours(time(22), time(9)))
    async with room(database, snapshot, quiet) as made:
        await made.tick(hours=10)  # 23.00
        update = an_update("night", level=Level.BREAKING, shelf_life_hours=6)
        await made.publish(update)
        await made.tick(
            hours=9, minutes=30
        )  # the digest of 8.00: the update still waits for the end of quiet hours
        assert not await made.digests()
        await made.tick(hours=1)  # 9.30: it may go now, and is stale
        assert not made.push_sender.carried
        await made.tick(days=1)
        (digest,) = await made.digests()
        assert "night headline" in digest


async def test_a_digest_passes_cap_and_quiet_hours_and_waits_for_the_end_of_a_pause(
    database: Database, snapshot: Snapshot
) -> None:
    wanted = replace(DAILY, at=time(20), daily_cap=1, quiet=QuietHours(time(19), time(23)))
    async with room(database, snapshot, wanted) as made:
        await made.publish(an_update("loud", level=Level.BREAKING), an_update("soft"))
        await made.tick(hours=8)
        (digest,) = await made.digests()
        assert made.push_sender.to(READER) == 2
        assert "soft headline" in digest
    number = await fan_out(database, a_push("a-digest", lane=Lane.DIGEST, kind=PushKind.DIGEST))
    assert number
    desk = Subscriptions(database, IDS, clock := HandClock(START + timedelta(hours=9)))
    await desk.change(READER, 0, replace(wanted, paused_until=START + timedelta(days=2)))
    push_sender = FakeSender()
    async with outbox_worker(database, push_sender, clock) as sender:
        await settle(database, sender, clock)
        assert not push_sender.carried
        clock.turn(days=2)
        await settle(database, sender, clock)
        assert push_sender.to(READER) == 1


async def test_who_turns_to_digests_late_is_not_told_of_all_that_changed_before(
    database: Database, snapshot: Snapshot
) -> None:
    async with room(database, snapshot, replace(PLAIN, level=SubscriptionLevel.BREAKING)) as made:
        await made.publish(an_update("before"))
        await made.desk.change(READER, 0, DAILY)
        await made.publish(an_update("after"))
        await made.tick(days=1)
        (digest,) = await made.digests()
        assert "after headline" in digest
        assert "before headline" not in digest


async def test_an_update_that_was_old_when_it_was_written_is_sent_to_nobody(
    database: Database, snapshot: Snapshot
) -> None:
    old = an_update(
        "old", level=Level.NORMAL, publish_at=START - timedelta(days=90), would_have_been=Level.BREAKING
    )
    async with room(database, snapshot, PLAIN) as made:
        await made.publish(old, an_update("new"))
        assert made.push_sender.to(READER) == 1  # the new one
        await made.desk.change(READER, 0, DAILY)
        await made.publish(replace(old, id="older"), an_update("newer"))
        await made.tick(days=1)
        (digest,) = await made.digests()
        assert "newer headline" in digest
        assert "old" not in digest


async def test_a_cap_holds_also_where_all_come_at_once(database: Database, snapshot: Snapshot) -> None:
    async with room(database, snapshot, replace(PLAIN, daily_cap=2), FakeSender(room=50)) as made:
        await made.publish(*(an_update(f"u{number}") for number in range(5)))
        assert made.push_sender.to(READER) == 2
        await made.publish(an_update("loud", level=Level.BREAKING))  # does not count, and passes
        assert made.push_sender.to(READER) == 3
        await made.tick(days=1)
        (digest,) = await made.digests()
        assert sum(f"u{number} headline" in digest for number in range(5)) == 3


async def test_a_reminder_that_is_kept_back_stands_in_the_next_digest(
    database: Database, snapshot: Snapshot
) -> None:
    deadline = next(iter(snapshot.deadlines.values()))
    async with room(database, snapshot, PLAIN) as made:
        await made.desk.change(READER, 0, replace(PLAIN, paused_until=START + timedelta(days=1)))
        key = f"reminder/{deadline.id}/24h/202611231200"
        await fan_out(database, a_push(key, lane=Lane.NORMAL, kind=PushKind.REMINDER))
        await made.tick()
        await made.tick(days=2)
        (digest,) = await made.digests()
        assert deadline.title.en in digest


async def test_who_cannot_be_reached_is_looked_at_once_a_day_and_has_their_digest_on_return(
    database: Database, snapshot: Snapshot
) -> None:
    async with room(database, snapshot, DAILY) as made:
        await made.publish(an_update("one"))
        await made.desk.leave(READER)
        snapshot_now = with_updates(snapshot, *made.updates)
        await made.tick(days=1)
        assert not await made.digests()
        assert (
            await DigestMaker(database, dress).make_due(snapshot_now, made.clock()) == 0
        )  # not again and again
        assert await made.desk.come_back(READER, snapshot_now) == 0  # since they left nothing came
        await made.tick(days=1)
        (digest,) = await made.digests()
        assert "one headline" in digest


async def test_what_waits_for_another_try_is_not_sent_to_one_who_stopped_meanwhile(
    database: Database, snapshot: Snapshot
) -> None:
    tries = FakeSender(
        lambda _: (SendResult(SendOutcome.FLOOD, retry_after=60.0), SendResult(SendOutcome.SENT))
    )
    async with room(database, snapshot, PLAIN, tries) as made:
        await made.publish(an_update("one", level=Level.BREAKING))
        async with database.begin() as connection:  # as if the try ended just after the reader had stopped
            row = await chats.find_chat(connection, IDS, READER)
            await connection.exec_driver_sql(f"DELETE FROM subscriptions WHERE chat_id = {row.id}")
        await made.tick(minutes=2)
        assert tries.to(READER) == 1
        assert await states(database) == {State.DROPPED: 1}


async def test_what_was_folded_before_a_reader_stopped_does_not_come_when_they_subscribe_again(
    database: Database, snapshot: Snapshot
) -> None:
    async with room(database, snapshot, PLAIN) as made:
        await made.desk.change(READER, 0, replace(PLAIN, paused_until=START + timedelta(days=1)))
        await made.publish(an_update("one"))
        assert await made.desk.stop(READER, 0)
        await made.desk.subscribe(READER, 0, Lang.EN, "Europe/Amsterdam")
        await made.desk.change(READER, 0, replace(PLAIN, silent=True))
        await made.tick(days=3)
        assert not await made.digests()


@pytest.mark.parametrize("level", [Level.BREAKING, Level.NORMAL])
async def test_news_older_than_its_shelf_life_comes_in_a_digest_after_a_long_stop(
    database: Database, snapshot: Snapshot, level: Level
) -> None:
    async with room(database, snapshot, PLAIN) as made:
        await made.sender.stop(5)
        await subscribe(database, [2])
        await fan_out(database, a_push("update/one/1", fold_at=START + timedelta(hours=24)))
    clock = HandClock(START + timedelta(days=5))
    push_sender = FakeSender()
    one = with_updates(snapshot, an_update("one", level=level))
    async with outbox_worker(database, push_sender, clock) as sender:
        await settle(database, sender, clock)
        assert not push_sender.carried
        clock.turn(days=1)
        await DigestMaker(database, dress).make_due(one, clock())
        await settle(database, sender, clock)
    assert sorted(outgoing.chat_id for outgoing in push_sender.carried) == [1, 2]
    assert all("one headline" in outgoing.body.html for outgoing in push_sender.carried)
