"""The outbox and whoever empties it, on SQLite and on a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import time, timedelta
from functools import partial

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.domain.delivery.push import Lane, PushKind
from bot.domain.delivery.quiet_hours import QuietHours
from bot.domain.delivery.retry_policy import LEASE, MOST_FAILURES, MOST_TRIES, Guarantee, SendOutcome, State
from bot.domain.delivery.subscription import SubscriptionLevel
from bot.services.delivery.outbox_worker import OutboxWorker
from bot.services.delivery.outgoing_texts import OutgoingTexts
from bot.services.delivery.sending import SendResult
from bot.storage import chat_data, chats, claims, outbox, pushes, shown_facts, subscriptions
from bot.storage.database import Database
from bot.storage.tables import outbox as table
from tests.support.fakes import (
    IDS,
    PATIENCE_SECONDS,
    START,
    FakeSender,
    HandClock,
    a_push,
    as_written,
    fan_out,
    subscribe,
    until,
)

UNSETTLED = (State.QUEUED, State.CLAIMED)


@asynccontextmanager
async def outbox_worker(
    database: Database, push_sender: FakeSender, clock: HandClock, texts: OutgoingTexts | None = None
) -> AsyncIterator[OutboxWorker]:
    sender = OutboxWorker(database, IDS, push_sender, texts or as_written(), clock)
    task = asyncio.create_task(sender.run())
    try:
        yield sender
    finally:
        await sender.stop(5.0)
        await task


async def states(database: Database) -> dict[State, int]:
    async with database.begin() as connection:
        return dict((await outbox.count(connection)).counts)


async def settled(database: Database, sender: OutboxWorker, clock: HandClock) -> dict[State, int]:
    """Turns the clock on until nothing waits any more."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            found = await states(database)
            if not any(found.get(state) for state in UNSETTLED):
                return found
            clock.turn(minutes=11)
            sender.wake()
            await asyncio.sleep(0.01)  # the sender is a task of its own, and the database another process


async def all_tried(database: Database, sender: OutboxWorker, clock: HandClock) -> None:
    """Waits until each message that may go at the hand-turned clock's present has been tried, and the result written."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            async with database.read() as connection:
                is_claimed = (await outbox.count(connection)).counts.get(State.CLAIMED)
                if not is_claimed and not await claims.has_claimable(connection, now=clock()):
                    return
            sender.wake()
            await asyncio.sleep(0.01)  # the sender is a task of its own, and the database another process


async def test_each_subscriber_of_the_topics_and_levels_gets_one_row(database: Database) -> None:
    everyone = await subscribe(database, [1, 2])
    await subscribe(database, [3], topics=frozenset({"oven"}))
    await subscribe(database, [4], topics=frozenset({"stakes"}))
    await subscribe(database, [5], level=SubscriptionLevel.DAILY)
    await fan_out(database, a_push(topics=("oven",), levels=("all",)))
    async with database.begin() as connection:
        claimed = await claims.claim(connection, 100, now=START, lease_until=START + LEASE)
        rows = await claims.read_claimed(connection, IDS, claimed)
        again = await claims.claim(connection, 100, now=START, lease_until=START + LEASE)
        repeated = await pushes.add(connection, a_push(), now=START, fan_out=True)
    assert sorted(row.chat_id for row in rows) == [1, 2, 3]
    assert not again
    assert repeated is None
    assert set(everyone) == {1, 2}


async def test_two_senders_never_claim_the_same_message(database: Database) -> None:
    await subscribe(database, range(1, 101))
    await fan_out(database, a_push())

    async def claim_all() -> list[int]:
        mine: list[int] = []
        while True:
            async with database.begin() as connection:
                rows = await claims.claim(connection, 7, now=START, lease_until=START + LEASE)
            if not rows:
                return mine
            mine += rows

    first, second = await asyncio.gather(claim_all(), claim_all())
    assert len(first) + len(second) == 100
    assert not set(first) & set(second)


@pytest.mark.parametrize(
    ("outcome", "repeat", "attempts", "end", "chat_state"),
    [
        (SendOutcome.SENT, Guarantee.AT_LEAST_ONCE, 1, State.SENT, "open"),
        (SendOutcome.FLOOD, Guarantee.AT_MOST_ONCE, 2, State.SENT, "open"),
        (SendOutcome.NOT_SENT, Guarantee.AT_MOST_ONCE, 2, State.SENT, "open"),
        (SendOutcome.SERVER_ERROR, Guarantee.AT_MOST_ONCE, 2, State.SENT, "open"),
        (SendOutcome.UNKNOWN, Guarantee.AT_LEAST_ONCE, 2, State.SENT, "open"),
        (SendOutcome.UNKNOWN, Guarantee.AT_MOST_ONCE, 1, State.UNKNOWN, "open"),
        (SendOutcome.BLOCKED, Guarantee.AT_LEAST_ONCE, 1, State.DROPPED, "paused"),
        (SendOutcome.CHAT_GONE, Guarantee.AT_LEAST_ONCE, 1, State.DROPPED, "closed"),
        (SendOutcome.TOPIC_GONE, Guarantee.AT_LEAST_ONCE, 1, State.DROPPED, "open"),
        (SendOutcome.TOPIC_CLOSED, Guarantee.AT_MOST_ONCE, 2, State.SENT, "open"),
        (SendOutcome.UNAUTHORIZED, Guarantee.AT_MOST_ONCE, 2, State.SENT, "open"),
        (SendOutcome.REFUSED, Guarantee.AT_LEAST_ONCE, 1, State.DEAD, "open"),
        (SendOutcome.UNCHANGED, Guarantee.AT_LEAST_ONCE, 1, State.SENT, "open"),
    ],
)
async def test_what_follows_from_each_outcome(
    database: Database, outcome: SendOutcome, repeat: Guarantee, attempts: int, end: State, chat_state: str
) -> None:
    await subscribe(database, [1])
    await fan_out(database, a_push(repeat=repeat))
    push_sender = FakeSender(lambda _: (SendResult(outcome, retry_after=3.0), SendResult(SendOutcome.SENT)))
    clock = HandClock()
    async with outbox_worker(database, push_sender, clock) as sender:
        assert await settled(database, sender, clock) == {end: 1}
    assert len(push_sender.carried) == attempts
    async with database.begin() as connection:
        row = await chats.find_chat(connection, IDS, 1)
    assert row.state == chat_state


async def test_a_message_that_never_goes_through_ends_as_a_dead_letter_and_the_rest_go_on(
    database: Database,
) -> None:
    await subscribe(database, [1, 2, 3])
    await fan_out(database, a_push())
    fails, succeeds = (SendResult(SendOutcome.SERVER_ERROR),), (SendResult(SendOutcome.SENT),)
    push_sender = FakeSender(lambda chat_id: fails if chat_id == 2 else succeeds)
    clock = HandClock()
    async with outbox_worker(database, push_sender, clock) as sender:
        assert await settled(database, sender, clock) == {State.SENT: 2, State.DEAD: 1}
    assert push_sender.to(2) == MOST_FAILURES


async def test_tries_that_fail_are_told_once_for_many_counted_as_waiting_and_never_as_settled(
    database: Database,
) -> None:
    await subscribe(database, range(1, 41))
    await fan_out(database, a_push())
    away = SendResult(SendOutcome.SERVER_ERROR, detail="502 Bad Gateway")
    with capture_logs() as logs:
        async with outbox_worker(database, FakeSender(lambda _: (away,)), HandClock()) as sender:
            await until(lambda: sender.put_back == 40)
            assert sender.settled == 0
            async with database.read() as connection:
                assert await outbox.count_retried(connection) == 40
                assert await outbox.find_oldest_due(connection, now=START) is None
    told = [line for line in logs if line["event"] == "messages not sent, and tried again"]
    assert len(told) == 1  # of a clock that stands still
    assert told[0]["why"] == "server-error: 502 Bad Gateway"


async def test_who_only_waits_for_the_end_of_quiet_hours_counts_as_no_failed_try(database: Database) -> None:
    await subscribe(database, [1], quiet=QuietHours(time(12), time(18)))
    await fan_out(database, a_push())
    async with outbox_worker(database, FakeSender(), HandClock()) as sender:
        await until(lambda: sender.put_back == 1)
    async with database.read() as connection:
        assert await outbox.count_retried(connection) == 0


@pytest.mark.parametrize("outcome", [SendOutcome.NOT_SENT, SendOutcome.SERVER_ERROR])
async def test_an_hour_without_telegram_costs_nobody_a_message(
    database: Database, outcome: SendOutcome
) -> None:
    await subscribe(database, range(1, 21))
    await fan_out(database, a_push(repeat=Guarantee.AT_MOST_ONCE))
    clock, back = HandClock(), asyncio.Event()
    away = SendResult(outcome)

    def has_tried(wanted: int) -> bool:
        return len(push_sender.carried) >= wanted

    push_sender = FakeSender(lambda _: (SendResult(SendOutcome.SENT) if back.is_set() else away,))
    async with outbox_worker(database, push_sender, clock) as sender:
        for _ in range(120):
            tried = len(push_sender.carried)
            clock.turn(seconds=30)
            sender.wake()
            if outcome is SendOutcome.NOT_SENT:
                await until(partial(has_tried, tried + 20))
            await all_tried(database, sender, clock)
        back.set()
        clock.turn(minutes=10)
        assert await settled(database, sender, clock) == {State.SENT: 20}


async def test_a_refused_token_costs_nobody_a_message_and_telegram_few_attempts(database: Database) -> None:
    await subscribe(database, range(1, 301))
    await fan_out(database, a_push(repeat=Guarantee.AT_MOST_ONCE))
    clock, refused = HandClock(), SendResult(SendOutcome.UNAUTHORIZED, detail="Unauthorized")
    good = asyncio.Event()

    def script(_: int) -> list[SendResult]:
        return [SendResult(SendOutcome.SENT) if good.is_set() else refused]

    push_sender = FakeSender(script)
    async with outbox_worker(database, push_sender, clock) as sender:
        await until(lambda: len(push_sender.carried) >= 50 and not sender.under_way)
        first = len(push_sender.carried)
        for tries in range(1, 1 + 2 * MOST_TRIES):
            clock.turn(seconds=6)
            sender.wake()
            wanted = first + tries

            def tried_again(wanted: int = wanted) -> bool:
                return len(push_sender.carried) >= wanted and not sender.under_way

            await until(tried_again)
        assert len(push_sender.carried) == first + 2 * MOST_TRIES  # one at a time
        good.set()
        assert await settled(database, sender, clock) == {State.SENT: 300}


class SlowRoom(FakeSender):
    """Has room for more only when what it carries is settled."""

    worker: OutboxWorker

    async def room(self) -> int:
        if self.carried:
            await until(lambda: not self.worker.under_way)
        return await super().room()


async def test_what_was_being_claimed_when_the_token_was_refused_is_not_tried(database: Database) -> None:
    await subscribe(database, range(1, 201))
    await fan_out(database, a_push(repeat=Guarantee.AT_MOST_ONCE))
    refused, good, clock = SendResult(SendOutcome.UNAUTHORIZED), asyncio.Event(), HandClock()

    def script(_: int) -> list[SendResult]:
        return [SendResult(SendOutcome.SENT) if good.is_set() else refused]

    push_sender = SlowRoom(script)
    async with outbox_worker(database, push_sender, clock) as push_sender.worker:
        await until(lambda: len(push_sender.carried) == 50)
        clock.turn(seconds=6)
        push_sender.worker.wake()
        await until(lambda: len(push_sender.carried) > 50 and not push_sender.worker.under_way)
        assert len(push_sender.carried) == 51  # the one that tries the token
        good.set()
        assert await settled(database, push_sender.worker, clock) == {State.SENT: 200}
    assert len({outgoing.chat_id for outgoing in push_sender.carried}) == 200


async def test_a_topic_that_is_closed_for_a_day_keeps_its_subscription_and_gets_its_message(
    database: Database,
) -> None:
    (number,) = (await subscribe(database, [-100])).values()
    await fan_out(database, a_push())
    closed = SendResult(SendOutcome.TOPIC_CLOSED)
    push_sender = FakeSender(lambda _: (*[closed] * 96, SendResult(SendOutcome.SENT)))
    clock = HandClock()
    async with outbox_worker(database, push_sender, clock) as sender:
        for _ in range(96):
            clock.turn(minutes=15)
            sender.wake()
            tried = len(push_sender.carried)

            def tried_once_more(tried: int = tried) -> bool:
                return len(push_sender.carried) > tried and not sender.under_way

            await until(tried_once_more)
        clock.turn(minutes=15)
        assert await settled(database, sender, clock) == {State.SENT: 1}
    async with database.read() as connection:
        assert await subscriptions.find(connection, number, 0) is not None


async def test_a_group_that_became_a_supergroup_is_followed_everywhere(database: Database) -> None:
    await subscribe(database, [-5])
    await fan_out(database, a_push())
    push_sender = FakeSender(
        lambda chat_id: (
            (SendResult(SendOutcome.MOVED, moved_to=-1005),)
            if chat_id == -5
            else (SendResult(SendOutcome.SENT),)
        )
    )
    clock = HandClock()
    async with outbox_worker(database, push_sender, clock) as sender:
        assert await settled(database, sender, clock) == {State.SENT: 1}
    assert (push_sender.to(-5), push_sender.to(-1005)) == (1, 1)
    async with database.begin() as connection:
        assert await chats.find_chat(connection, IDS, -5) is None
        row = await chats.find_chat(connection, IDS, -1005)
        assert await subscriptions.find(connection, row.id, 0) is not None


async def test_moving_to_a_chat_that_is_known_keeps_one_subscription_and_no_message_twice(
    database: Database,
) -> None:
    await subscribe(database, [-5, -1005])
    await fan_out(database, a_push())
    async with database.begin() as connection:
        await chats.move_chat(connection, IDS, -5, -1005)
        row = await chats.find_chat(connection, IDS, -1005)
        assert len(await subscriptions.of_chat(connection, row.id)) == 1
    assert await states(database) == {State.QUEUED: 1}


async def test_a_chat_that_is_said_to_have_moved_to_where_it_is_loses_nothing(database: Database) -> None:
    await subscribe(database, [-5])
    async with database.begin() as connection:
        await chats.move_chat(connection, IDS, -5, -5)
        row = await chats.find_chat(connection, IDS, -5)
        assert await subscriptions.find(connection, row.id, 0) is not None


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [(Guarantee.AT_LEAST_ONCE, {State.QUEUED: 3}), (Guarantee.AT_MOST_ONCE, {State.UNKNOWN: 3})],
)
async def test_what_a_dead_sender_had_claimed_goes_by_the_pushs_policy_when_its_lease_ends(
    database: Database, repeat: Guarantee, expected: dict[State, int]
) -> None:
    await subscribe(database, [1, 2, 3])
    await fan_out(database, a_push(repeat=repeat))
    async with database.begin() as connection:
        await claims.claim(connection, 10, now=START, lease_until=START + LEASE)
        assert await claims.release_expired(connection, now=START + LEASE - timedelta(seconds=1)) == 0
        assert await claims.release_expired(connection, now=START + LEASE + timedelta(seconds=1)) == 3
    assert await states(database) == expected
    async with database.begin() as connection:
        assert set(await connection.scalars(select(table.c.unsure))) == {1}  # it may have arrived


async def test_a_clean_stop_loses_nothing_and_repeats_nothing(database: Database) -> None:
    await subscribe(database, range(1, 201))
    await fan_out(database, a_push())
    push_sender, clock = FakeSender(room=5), HandClock()
    async with outbox_worker(database, push_sender, clock):
        await until(lambda: len(push_sender.carried) >= 20)
    found = await states(database)
    assert State.CLAIMED not in found
    assert found[State.SENT] == len(push_sender.carried)
    async with outbox_worker(database, push_sender, clock) as sender:
        assert await settled(database, sender, clock) == {State.SENT: 200}
    assert sorted(outgoing.chat_id for outgoing in push_sender.carried) == list(range(1, 201))


async def test_breaking_goes_before_normal_and_digests_last(database: Database) -> None:
    await subscribe(database, [1, 2])
    await fan_out(database, a_push("digest", lane=Lane.DIGEST))
    await fan_out(database, a_push("normal", lane=Lane.NORMAL))
    await fan_out(database, a_push("breaking", lane=Lane.BREAKING))
    async with database.begin() as connection:
        claimed = await claims.claim(connection, 4, now=START, lease_until=START + LEASE)
        rows = await claims.read_claimed(connection, IDS, claimed)
    assert sorted(row.lane for row in rows) == [Lane.BREAKING, Lane.BREAKING, Lane.NORMAL, Lane.NORMAL]


async def test_quiet_hours_wait_a_cap_folds_and_a_pause_folds(database: Database) -> None:
    quiet = QuietHours(time(12), time(18))  # 13.00 in Amsterdam at START
    await subscribe(database, [1], quiet=quiet)
    await subscribe(database, [2], quiet=quiet, breaking_in_quiet=True)
    await subscribe(database, [3], paused_until=START + timedelta(days=3))
    await fan_out(database, a_push())
    push_sender, clock = FakeSender(), HandClock()
    async with outbox_worker(database, push_sender, clock) as sender:
        await until(lambda: sender.settled >= 2 and sender.put_back >= 1)
    assert [outgoing.chat_id for outgoing in push_sender.carried] == [2]
    assert await states(database) == {State.QUEUED: 1, State.SENT: 1, State.FOLDED: 1}
    async with database.begin() as connection:
        row = await chats.find_chat(connection, IDS, 3)
        kept = await subscriptions.find(connection, row.id, 0)
    assert kept is not None
    assert kept.next_due is not None
    assert kept.next_due >= START + timedelta(days=3)


async def test_a_cap_folds_what_comes_after_it_but_never_breaking_news(database: Database) -> None:
    await subscribe(database, [1], daily_cap=2)
    clock, push_sender = HandClock(), FakeSender(room=1)
    async with outbox_worker(database, push_sender, clock) as sender:
        for number in range(4):
            before = sender.settled
            await fan_out(database, a_push(f"normal-{number}", lane=Lane.NORMAL))
            await settled_since(before, database, sender)
        before = sender.settled
        await fan_out(database, a_push("breaking"))
        await settled_since(before, database, sender)
    assert await states(database) == {State.SENT: 3, State.FOLDED: 2}


async def settled_since(before: int, database: Database, sender: OutboxWorker) -> None:
    """Waits until nothing waits at the hand-turned clock's present.

    `before`: what had been settled before there was more; the sender may be done with that by now.
    """
    sender.wake()
    await until(lambda: sender.settled > before and not sender.under_way)
    found = await states(database)
    assert not any(found.get(state) for state in UNSETTLED)


async def test_what_was_sent_stands_in_the_ledger_with_its_revision(database: Database) -> None:
    numbers = await subscribe(database, [1, 2])
    await fan_out(database, a_push())
    clock, push_sender = HandClock(), FakeSender()
    async with outbox_worker(database, push_sender, clock) as sender:
        await settled(database, sender, clock)
    async with database.begin() as connection:
        assert {seen.chat for seen in await shown_facts.who_saw(connection, "a-fact", 2)} == set(
            numbers.values()
        )
        assert await shown_facts.who_saw(connection, "a-fact", 1) == []


async def test_forgetting_deletes_everything_also_from_the_queue(database: Database) -> None:
    await subscribe(database, [1, 2])
    await fan_out(database, a_push())
    async with database.begin() as connection:
        kept = await chat_data.collect(connection, IDS, 1)
        assert kept["chat"]["id"] == 1
        assert len(kept["messages"]) == 1
        counts = await chat_data.erase(connection, IDS, 1)
        assert counts == {"subscriptions": 1, "messages": 1, "shown_facts": 0, "settings": 1}
        assert await chat_data.collect(connection, IDS, 1) == {}
    assert await states(database) == {State.QUEUED: 1}


async def test_cancelling_takes_back_what_is_not_on_its_way(database: Database) -> None:
    await subscribe(database, [1, 2, 3])
    number = await fan_out(database, a_push())
    async with database.begin() as connection:
        await claims.claim(connection, 1, now=START, lease_until=START + LEASE)
        assert await outbox.cancel(connection, number, now=START) == 2


@pytest.mark.xdist_group("postgresql")
async def test_one_replica_sends_and_the_other_takes_over_when_it_is_gone(postgres_url: str) -> None:
    from bot.storage.migrate import migrate

    clock = HandClock()
    first, second = FakeSender(), FakeSender()
    async with Database(postgres_url) as one, Database(postgres_url) as two, AsyncExitStack() as stack:
        await migrate(one)
        await subscribe(one, range(1, 21))
        async with outbox_worker(one, first, clock) as sending:
            await until(lambda: sending.is_sender)
            waiting = await stack.enter_async_context(outbox_worker(two, second, clock))
            before = sending.settled
            await fan_out(one, a_push("one"))
            await settled_since(before, one, sending)
            assert sending.is_sender != waiting.is_sender
        await until(lambda: waiting.is_sender)
        before = waiting.settled
        await fan_out(two, a_push("two"))
        await settled_since(before, two, waiting)
    assert (len(first.carried), len(second.carried)) == (20, 20)


async def test_what_is_older_than_sixty_days_goes_and_a_digests_text_with_it(database: Database) -> None:
    await subscribe(database, [1])
    clock, push_sender = HandClock(), FakeSender()
    await fan_out(database, a_push("digest/1", kind=PushKind.DIGEST, lane=Lane.DIGEST))
    await fan_out(database, a_push("update/one/1"))
    async with outbox_worker(database, push_sender, clock) as sender:
        await settled(database, sender, clock)
    later = clock() + outbox.KEPT_FOR + timedelta(days=1)
    async with database.begin() as connection:
        assert (
            await pushes.purge(connection, made_before=later - outbox.KEPT_FOR) == 0
        )  # its message is there
        assert await outbox.purge(connection, settled_before=later - outbox.KEPT_FOR) == 2
        assert await pushes.purge(connection, made_before=later - outbox.KEPT_FOR) == 1
        assert await pushes.find_number(connection, "digest/1") is None
        assert (
            await pushes.add(connection, a_push("update/one/1"), now=later, fan_out=True) is None
        )  # announced
