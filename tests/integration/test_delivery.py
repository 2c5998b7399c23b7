"""The outbox and whoever empties it, on SQLite and on a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from bot.domain.delivery.policy import LEASE, MOST_FAILURES, MOST_TRIES, Outcome, Repeat, State
from bot.domain.delivery.push import Lane, PushKind
from bot.domain.delivery.schedule import QuietHours
from bot.domain.delivery.subscription import SubscriptionLevel
from bot.services.delivery.outbox_worker import Delivering
from bot.services.delivery.sending import Attempt
from bot.storage import chat_data, chats, outbox, pushes, shown_facts, subscriptions
from bot.storage.database import Database
from bot.storage.tables import outbox as table
from tests.support.fakes import IDS, START, FakeCourier, HandClock, a_push, fan_out, subscribe, until

UNSETTLED = (State.QUEUED, State.CLAIMED)


@asynccontextmanager
async def delivering(database: Database, courier: FakeCourier, clock: HandClock) -> AsyncIterator[Delivering]:
    sender = Delivering(database, IDS, courier, clock)
    task = asyncio.create_task(sender.run())
    yield sender
    await sender.stop(5.0)
    await task


async def states(database: Database) -> dict[State, int]:
    async with database.begin() as connection:
        return dict((await outbox.count(connection)).counts)


async def settled(database: Database, sender: Delivering, clock: HandClock) -> dict[State, int]:
    """Turns the clock on until nothing waits any more."""
    async with asyncio.timeout(30):
        while True:
            found = await states(database)
            if not any(found.get(state) for state in UNSETTLED):
                return found
            clock.turn(minutes=11)
            sender.wake()
            await asyncio.sleep(0.01)  # the sender is a task of its own, and the database another process


async def test_each_subscriber_of_the_topics_and_levels_gets_one_row(database: Database) -> None:
    everyone = await subscribe(database, [1, 2])
    await subscribe(database, [3], topics=frozenset({"oven"}))
    await subscribe(database, [4], topics=frozenset({"stakes"}))
    await subscribe(database, [5], level=SubscriptionLevel.DAILY)
    await fan_out(database, a_push(topics=("oven",), levels=("all",)))
    async with database.begin() as connection:
        claimed = await outbox.claim(connection, 100, now=START, lease_until=START + LEASE)
        rows = await outbox.read_claimed(connection, IDS, claimed)
        again = await outbox.claim(connection, 100, now=START, lease_until=START + LEASE)
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
                rows = await outbox.claim(connection, 7, now=START, lease_until=START + LEASE)
            if not rows:
                return mine
            mine += rows

    first, second = await asyncio.gather(claim_all(), claim_all())
    assert len(first) + len(second) == 100
    assert not set(first) & set(second)


@pytest.mark.parametrize(
    ("outcome", "repeat", "attempts", "end", "chat_state"),
    [
        (Outcome.SENT, Repeat.RATHER_TWICE, 1, State.SENT, "open"),
        (Outcome.FLOOD, Repeat.RATHER_NEVER, 2, State.SENT, "open"),
        (Outcome.NOT_SENT, Repeat.RATHER_NEVER, 2, State.SENT, "open"),
        (Outcome.SERVER_ERROR, Repeat.RATHER_NEVER, 2, State.SENT, "open"),
        (Outcome.UNKNOWN, Repeat.RATHER_TWICE, 2, State.SENT, "open"),
        (Outcome.UNKNOWN, Repeat.RATHER_NEVER, 1, State.UNKNOWN, "open"),
        (Outcome.BLOCKED, Repeat.RATHER_TWICE, 1, State.DROPPED, "paused"),
        (Outcome.CHAT_GONE, Repeat.RATHER_TWICE, 1, State.DROPPED, "closed"),
        (Outcome.TOPIC_GONE, Repeat.RATHER_TWICE, 1, State.DROPPED, "open"),
        (Outcome.TOPIC_CLOSED, Repeat.RATHER_NEVER, 2, State.SENT, "open"),
        (Outcome.UNAUTHORIZED, Repeat.RATHER_NEVER, 2, State.SENT, "open"),
        (Outcome.REFUSED, Repeat.RATHER_TWICE, 1, State.DEAD, "open"),
        (Outcome.UNCHANGED, Repeat.RATHER_TWICE, 1, State.SENT, "open"),
    ],
)
async def test_what_follows_from_each_outcome(
    database: Database, outcome: Outcome, repeat: Repeat, attempts: int, end: State, chat_state: str
) -> None:
    await subscribe(database, [1])
    await fan_out(database, a_push(repeat=repeat))
    courier = FakeCourier(lambda _: (Attempt(outcome, retry_after=3.0), Attempt(Outcome.SENT)))
    clock = HandClock()
    async with delivering(database, courier, clock) as sender:
        assert await settled(database, sender, clock) == {end: 1}
    assert len(courier.carried) == attempts
    async with database.begin() as connection:
        row = await chats.find_chat(connection, IDS, 1)
    assert row.state == chat_state


async def test_a_message_that_never_goes_through_ends_as_a_dead_letter_and_the_rest_go_on(
    database: Database,
) -> None:
    await subscribe(database, [1, 2, 3])
    await fan_out(database, a_push())
    fails, succeeds = (Attempt(Outcome.SERVER_ERROR),), (Attempt(Outcome.SENT),)
    courier = FakeCourier(lambda chat_id: fails if chat_id == 2 else succeeds)
    clock = HandClock()
    async with delivering(database, courier, clock) as sender:
        assert await settled(database, sender, clock) == {State.SENT: 2, State.DEAD: 1}
    assert courier.to(2) == MOST_FAILURES


@pytest.mark.parametrize("outcome", [Outcome.NOT_SENT, Outcome.SERVER_ERROR])
async def test_an_hour_without_telegram_costs_nobody_a_message(database: Database, outcome: Outcome) -> None:
    await subscribe(database, range(1, 21))
    await fan_out(database, a_push(repeat=Repeat.RATHER_NEVER))
    clock, back = HandClock(), asyncio.Event()
    away = Attempt(outcome)
    courier = FakeCourier(lambda _: (Attempt(Outcome.SENT) if back.is_set() else away,))
    async with delivering(database, courier, clock) as sender:
        for _ in range(120):
            tried = len(courier.carried)
            clock.turn(seconds=30)
            sender.wake()
            if outcome is Outcome.NOT_SENT:
                await until(lambda tried=tried: len(courier.carried) >= tried + 20)
            await until(lambda: not sender.under_way)
        back.set()
        clock.turn(minutes=10)
        assert await settled(database, sender, clock) == {State.SENT: 20}


async def test_a_refused_token_costs_nobody_a_message_and_telegram_few_attempts(database: Database) -> None:
    await subscribe(database, range(1, 301))
    await fan_out(database, a_push(repeat=Repeat.RATHER_NEVER))
    clock, refused = HandClock(), Attempt(Outcome.UNAUTHORIZED, detail="Unauthorized")
    good = asyncio.Event()

    def script(_: int) -> list[Attempt]:
        return [Attempt(Outcome.SENT) if good.is_set() else refused]

    courier = FakeCourier(script)
    async with delivering(database, courier, clock) as sender:
        await until(lambda: len(courier.carried) >= 50 and not sender.under_way)
        first = len(courier.carried)
        for tries in range(1, 1 + 2 * MOST_TRIES):
            clock.turn(seconds=6)
            sender.wake()
            await until(lambda wanted=first + tries: len(courier.carried) >= wanted and not sender.under_way)
        assert len(courier.carried) == first + 2 * MOST_TRIES  # one at a time
        good.set()
        assert await settled(database, sender, clock) == {State.SENT: 300}


async def test_a_topic_that_is_closed_for_a_day_keeps_its_subscription_and_gets_its_message(
    database: Database,
) -> None:
    (number,) = (await subscribe(database, [-100])).values()
    await fan_out(database, a_push())
    closed = Attempt(Outcome.TOPIC_CLOSED)
    courier = FakeCourier(lambda _: (*[closed] * 96, Attempt(Outcome.SENT)))
    clock = HandClock()
    async with delivering(database, courier, clock) as sender:
        for _ in range(96):
            clock.turn(minutes=15)
            sender.wake()
            tried = len(courier.carried)
            await until(lambda tried=tried: len(courier.carried) > tried and not sender.under_way)
        clock.turn(minutes=15)
        assert await settled(database, sender, clock) == {State.SENT: 1}
    async with database.read() as connection:
        assert await subscriptions.find(connection, number, 0) is not None


async def test_a_group_that_became_a_supergroup_is_followed_everywhere(database: Database) -> None:
    await subscribe(database, [-5])
    await fan_out(database, a_push())
    courier = FakeCourier(
        lambda chat_id: (
            (Attempt(Outcome.MOVED, moved_to=-1005),) if chat_id == -5 else (Attempt(Outcome.SENT),)
        )
    )
    clock = HandClock()
    async with delivering(database, courier, clock) as sender:
        assert await settled(database, sender, clock) == {State.SENT: 1}
    assert (courier.to(-5), courier.to(-1005)) == (1, 1)
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
    [(Repeat.RATHER_TWICE, {State.QUEUED: 3}), (Repeat.RATHER_NEVER, {State.UNKNOWN: 3})],
)
async def test_what_a_dead_sender_had_claimed_goes_by_the_pushs_policy_when_its_lease_ends(
    database: Database, repeat: Repeat, expected: dict[State, int]
) -> None:
    await subscribe(database, [1, 2, 3])
    await fan_out(database, a_push(repeat=repeat))
    async with database.begin() as connection:
        await outbox.claim(connection, 10, now=START, lease_until=START + LEASE)
        assert await outbox.release_expired(connection, now=START + LEASE - timedelta(seconds=1)) == 0
        assert await outbox.release_expired(connection, now=START + LEASE + timedelta(seconds=1)) == 3
    assert await states(database) == expected
    async with database.begin() as connection:
        assert set(await connection.scalars(select(table.c.unsure))) == {1}  # it may have arrived


async def test_a_clean_stop_loses_nothing_and_repeats_nothing(database: Database) -> None:
    await subscribe(database, range(1, 201))
    await fan_out(database, a_push())
    courier, clock = FakeCourier(room=5), HandClock()
    async with delivering(database, courier, clock):
        await until(lambda: len(courier.carried) >= 20)
    found = await states(database)
    assert State.CLAIMED not in found
    assert found[State.SENT] == len(courier.carried)
    async with delivering(database, courier, clock) as sender:
        assert await settled(database, sender, clock) == {State.SENT: 200}
    assert sorted(parcel.chat_id for parcel in courier.carried) == list(range(1, 201))


async def test_breaking_goes_before_normal_and_digests_last(database: Database) -> None:
    await subscribe(database, [1, 2])
    await fan_out(database, a_push("digest", lane=Lane.DIGEST))
    await fan_out(database, a_push("normal", lane=Lane.NORMAL))
    await fan_out(database, a_push("breaking", lane=Lane.BREAKING))
    async with database.begin() as connection:
        claimed = await outbox.claim(connection, 4, now=START, lease_until=START + LEASE)
        rows = await outbox.read_claimed(connection, IDS, claimed)
    assert sorted(row.lane for row in rows) == [Lane.BREAKING, Lane.BREAKING, Lane.NORMAL, Lane.NORMAL]


async def test_quiet_hours_wait_a_cap_folds_and_a_pause_folds(database: Database) -> None:
    quiet = QuietHours(time(12), time(18))  # 13.00 in Amsterdam at START
    await subscribe(database, [1], quiet=quiet)
    await subscribe(database, [2], quiet=quiet, breaking_in_quiet=True)
    await subscribe(database, [3], paused_until=START + timedelta(days=3))
    await fan_out(database, a_push())
    courier, clock = FakeCourier(), HandClock()
    async with delivering(database, courier, clock) as sender:
        await until(lambda: sender.settled >= 3)
    assert [parcel.chat_id for parcel in courier.carried] == [2]
    assert await states(database) == {State.QUEUED: 1, State.SENT: 1, State.FOLDED: 1}
    async with database.begin() as connection:
        row = await chats.find_chat(connection, IDS, 3)
        kept = await subscriptions.find(connection, row.id, 0)
    assert kept is not None
    assert kept.next_due is not None
    assert kept.next_due >= START + timedelta(days=3)


async def test_a_cap_folds_what_comes_after_it_but_never_breaking_news(database: Database) -> None:
    await subscribe(database, [1], daily_cap=2)
    clock, courier = HandClock(), FakeCourier(room=1)
    async with delivering(database, courier, clock) as sender:
        for number in range(4):
            await fan_out(database, a_push(f"normal-{number}", lane=Lane.NORMAL))
            await settled_once(database, sender)
        await fan_out(database, a_push("breaking"))
        await settled_once(database, sender)
    assert await states(database) == {State.SENT: 3, State.FOLDED: 2}


async def settled_once(database: Database, sender: Delivering) -> None:
    """Waits until nothing waits at the hand-turned clock's present."""
    before = sender.settled
    sender.wake()
    await until(lambda: sender.settled > before and not sender.under_way)
    found = await states(database)
    assert not any(found.get(state) for state in UNSETTLED)


async def test_what_was_sent_stands_in_the_ledger_with_its_revision(database: Database) -> None:
    numbers = await subscribe(database, [1, 2])
    await fan_out(database, a_push())
    clock, courier = HandClock(), FakeCourier()
    async with delivering(database, courier, clock) as sender:
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
        await outbox.claim(connection, 1, now=START, lease_until=START + LEASE)
        assert await outbox.cancel(connection, number, now=START) == 2


@pytest.mark.xdist_group("postgresql")
async def test_one_replica_sends_and_the_other_takes_over_when_it_is_gone(postgres_url: str) -> None:
    from bot.storage.migrate import migrate

    clock = HandClock()
    first, second = FakeCourier(), FakeCourier()
    async with Database(postgres_url) as one, Database(postgres_url) as two, AsyncExitStack() as stack:
        await migrate(one)
        await subscribe(one, range(1, 21))
        async with delivering(one, first, clock) as sending:
            await until(lambda: sending.is_sender)
            waiting = await stack.enter_async_context(delivering(two, second, clock))
            await fan_out(one, a_push("one"))
            await settled_once(one, sending)
            assert sending.is_sender != waiting.is_sender
        await until(lambda: waiting.is_sender)
        await fan_out(two, a_push("two"))
        await settled_once(two, waiting)
    assert (len(first.carried), len(second.carried)) == (20, 20)


async def test_what_is_older_than_sixty_days_goes_and_a_digests_text_with_it(database: Database) -> None:
    await subscribe(database, [1])
    clock, courier = HandClock(), FakeCourier()
    await fan_out(database, a_push("digest/1", kind=PushKind.DIGEST, lane=Lane.DIGEST))
    await fan_out(database, a_push("update/one/1"))
    async with delivering(database, courier, clock) as sender:
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
