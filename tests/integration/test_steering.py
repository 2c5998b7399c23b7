"""Pushes in the editors' hands: held, approved, paused, cancelled, taken back."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import event

from bot.chat.screens.push_buttons import dress
from bot.domain.delivery.push import PushKind, PushState, Undo
from bot.domain.delivery.retry_policy import Guarantee, SendOutcome, State
from bot.domain.records.briefing import Level
from bot.domain.snapshot import Snapshot
from bot.services.delivery.announcer import Announcer
from bot.services.delivery.push_control import PushControl, update_of
from bot.services.delivery.sending import SendResult
from bot.storage.database import Database
from tests.integration.test_delivery import outbox_worker, settled, states
from tests.integration.test_digests import sent
from tests.support.fakes import START, FakeSender, HandClock, a_push, fan_out, subscribe, until
from tests.support.news import an_update, with_updates

RATE = 30


def push_control(database: Database, clock: HandClock) -> PushControl:
    return PushControl(database, dress, clock, RATE)


def held(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, dossier=replace(snapshot.dossier, push_approval=True))


async def announce(announcer: Announcer, snapshot: Snapshot, clock: HandClock) -> int:
    asked = await announcer.announce(snapshot, clock())
    while await announcer.fan_out():
        pass
    return asked


async def test_a_text_goes_out_only_after_it_was_approved_and_only_as_it_was_shown(
    database: Database, snapshot: Snapshot
) -> None:
    clock = HandClock()
    announcer, desk = Announcer(database, dress), push_control(database, clock)
    await announcer.begin(with_updates(held(snapshot)), clock())
    await subscribe(database, [1, 2])
    update = an_update("one", level=Level.BREAKING)
    first = with_updates(held(snapshot), update)
    assert await announce(announcer, first, clock) == 1
    assert await announce(announcer, first, clock) == 0  # asked once
    (waiting,) = await desk.list_waiting()
    assert update_of(first, waiting) == update
    assert not await sent(database, PushKind.UPDATE)

    changed = with_updates(held(snapshot), replace(update, title=replace(update.title, en="Other")))
    changed = replace(changed, fingerprint="changed")
    assert await announce(announcer, changed, clock) == 1
    assert not await desk.approve(waiting.id, waiting.digest)  # not what was shown
    (again,) = await desk.list_waiting()
    shown = await desk.try_out(changed.updates["one"], changed)
    assert shown.push.digest() == again.digest
    clock.turn(minutes=3)
    assert await desk.approve(again.id, again.digest)
    await announce(announcer, changed, clock)
    told = await sent(database, PushKind.UPDATE)
    assert len(told) == 2
    assert all("Other" in html for _, html, _ in told)
    assert not await desk.list_waiting()


async def test_a_waiting_text_shows_nowhere_and_goes_when_its_file_goes(
    database: Database, snapshot: Snapshot
) -> None:
    clock = HandClock()
    announcer, desk = Announcer(database, dress), push_control(database, clock)
    await announcer.begin(with_updates(held(snapshot)), clock())
    await announce(announcer, with_updates(held(snapshot), an_update("one")), clock)
    assert len(await desk.list_waiting()) == 1
    await announce(announcer, with_updates(held(snapshot)), clock)
    assert not await desk.list_waiting()


async def test_an_approval_before_the_embargo_lets_it_go_out_at_its_end(
    database: Database, snapshot: Snapshot
) -> None:
    clock = HandClock()
    announcer, desk = Announcer(database, dress), push_control(database, clock)
    await announcer.begin(with_updates(held(snapshot)), clock())
    await subscribe(database, [1])
    at = START + timedelta(hours=1)
    later = with_updates(held(snapshot), an_update("one", publish_at=at))
    assert await announce(announcer, later, clock) == 1
    (waiting,) = await desk.list_waiting()
    assert await desk.approve(waiting.id, waiting.digest)
    await announce(announcer, later, clock)
    clock.now = at - timedelta(seconds=1)
    await announce(announcer, later, clock)
    assert not await sent(database, PushKind.UPDATE)
    clock.now = at
    await announce(announcer, later, clock)
    assert len(await sent(database, PushKind.UPDATE)) == 1


async def test_where_texts_are_approved_one_that_cannot_be_made_stops_nothing_else(
    database: Database, snapshot: Snapshot
) -> None:
    clock = HandClock()
    announcer, desk = Announcer(database, dress), push_control(database, clock)
    await announcer.begin(with_updates(held(snapshot)), clock())
    await subscribe(database, [1])
    broken = an_update("broken", facts=("no-such-fact",))
    both = with_updates(held(snapshot), broken, an_update("whole"))
    assert await announce(announcer, both, clock) == 1
    (waiting,) = await desk.list_waiting()
    assert await desk.approve(waiting.id, waiting.digest)
    await announce(announcer, both, clock)
    assert [key for key, *_ in await sent(database, PushKind.UPDATE)] == ["update/whole/1"]
    assert announcer.failing == 1
    mended = replace(with_updates(held(snapshot), an_update("broken"), an_update("whole")), fingerprint="new")
    announcer = Announcer(database, dress)
    assert await announce(announcer, mended, clock) == 1
    assert announcer.failing == 0


async def test_a_look_at_many_texts_that_wait_asks_the_database_no_more_than_one_at_few(
    database: Database, snapshot: Snapshot
) -> None:
    clock, counts = HandClock(), []
    announcer = Announcer(database, dress)
    await announcer.begin(with_updates(held(snapshot)), clock())
    for number in (1, 10):
        waiting = [an_update(f"u{each}") for each in range(number)]
        later = [an_update(f"l{each}", publish_at=START + timedelta(days=1)) for each in range(number)]
        files = with_updates(held(snapshot), *waiting, *later)
        await announce(announcer, files, clock)  # puts them before the editors
        statements: list[str] = []
        with listening(database, statements):
            await announcer.announce(files, clock())
        counts.append(len(statements))
    assert counts[0] == counts[1] > 0


@contextmanager
def listening(database: Database, statements: list[str]) -> Iterator[None]:
    """Gathers what is said to the database."""

    def note(*said: object) -> None:
        statements.append(str(said[2]))

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    yield
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def test_a_dry_run_counts_receivers_and_time_and_sends_nothing(
    database: Database, snapshot: Snapshot
) -> None:
    clock = HandClock()
    await subscribe(database, range(1, 91))
    await subscribe(database, [200], topics=frozenset({"stakes"}))
    update = an_update("one", level=Level.BREAKING)
    run = await push_control(database, clock).try_out(update, with_updates(snapshot, update))
    assert run.chats == 90
    assert run.lasts == timedelta(seconds=3)
    assert len(run.samples) == 3
    assert await states(database) == {}


async def test_a_paused_push_waits_and_goes_on_when_resumed(database: Database) -> None:
    clock, push_sender = HandClock(), FakeSender(room=5)
    await subscribe(database, range(1, 31))
    number = await fan_out(database, a_push())
    desk = push_control(database, clock)
    assert await desk.set_state(number, PushState.PAUSED)
    async with outbox_worker(database, push_sender, clock) as sender:
        await until(lambda: sender.is_sender)
        assert await states(database) == {State.QUEUED: 30}
        assert await desk.set_state(number, PushState.ACTIVE)
        assert await settled(database, sender, clock) == {State.SENT: 30}


async def test_a_cancelled_push_sends_nothing_more_and_stays_cancelled(database: Database) -> None:
    clock, push_sender = HandClock(), FakeSender()
    await subscribe(database, range(1, 31))
    number = await fan_out(database, a_push())
    desk = push_control(database, clock)
    assert await desk.set_state(number, PushState.CANCELLED)
    assert not await desk.set_state(number, PushState.ACTIVE)
    assert await states(database) == {State.CANCELLED: 30}
    assert not push_sender.carried


async def test_an_undo_deletes_what_was_sent_within_48_hours_and_says_what_it_could_not(
    database: Database,
) -> None:
    clock = HandClock()
    push_sender = FakeSender(
        lambda chat: (
            SendResult(SendOutcome.SENT),
            SendResult(SendOutcome.TOO_LATE if chat == 3 else SendOutcome.UNCHANGED),
        )
    )
    await subscribe(database, [1, 2, 3])
    number = await fan_out(database, a_push())
    desk = push_control(database, clock)
    async with outbox_worker(database, push_sender, clock) as sender:
        assert await settled(database, sender, clock) == {State.SENT: 3}
        assert await desk.undo(number, Undo.DELETE)
        assert not await desk.undo(number, Undo.REPLACE)  # once
        await settled(database, sender, clock)
    taken_back = [outgoing for outgoing in push_sender.carried if outgoing.deletes]
    assert sorted(outgoing.chat_id for outgoing in taken_back) == [1, 2, 3]
    assert all(outgoing.edits for outgoing in taken_back)
    progress = await desk.find(number)
    assert progress is not None
    assert progress.undo is not None
    assert progress.undo.stand.counts == {State.SENT: 2, State.DROPPED: 1}


async def test_what_is_older_than_48_hours_is_left_alone(database: Database) -> None:
    clock, push_sender = HandClock(), FakeSender()
    await subscribe(database, [1])
    number = await fan_out(database, a_push())
    desk = push_control(database, clock)
    async with outbox_worker(database, push_sender, clock) as sender:
        await settled(database, sender, clock)
        clock.turn(hours=49)
        assert await desk.undo(number, Undo.REPLACE)
        await settled(database, sender, clock)
    assert len(push_sender.carried) == 1


async def test_what_was_on_its_way_when_its_push_was_taken_back_is_taken_back_too(
    database: Database,
) -> None:
    clock, gate = HandClock(), asyncio.Event()

    class SlowCourier(FakeSender):
        async def send(self, outgoing):  # type: ignore[no-untyped-def]
            if not outgoing.edits:
                await gate.wait()
            return await super().send(outgoing)

    push_sender = SlowCourier()
    await subscribe(database, [1, 2])
    number = await fan_out(database, a_push())
    desk = push_control(database, clock)
    async with outbox_worker(database, push_sender, clock) as sender:
        await until(lambda: sender.under_way == 2)
        assert await desk.undo(number, Undo.REPLACE)
        gate.set()
        await until(lambda: sender.under_way == 0)
        await desk.top_up_undos()
        await desk.top_up_undos()
        sender.wake()
        await settled(database, sender, clock)
    edits = [outgoing for outgoing in push_sender.carried if outgoing.edits]
    assert sorted(outgoing.chat_id for outgoing in edits) == [1, 2]
    assert {outgoing.body.html for outgoing in edits} == {
        "<i>Those who maintain this bot have withdrawn this message.</i>"
    }


async def test_a_push_shows_its_rule_for_what_may_have_arrived_and_how_often_that_was(
    database: Database,
) -> None:
    clock = HandClock()
    hangs = FakeSender(
        lambda chat: (
            (SendResult(SendOutcome.UNKNOWN), SendResult(SendOutcome.SENT))
            if chat < 3
            else (SendResult(SendOutcome.SENT),)
        )
    )
    await subscribe(database, [1, 2, 3])
    twice = await fan_out(database, a_push("twice", repeat=Guarantee.AT_LEAST_ONCE))
    desk = push_control(database, clock)
    async with outbox_worker(database, hangs, clock) as sender:
        await settled(database, sender, clock)
        never = await fan_out(database, a_push("never", repeat=Guarantee.AT_MOST_ONCE))
        hangs.carried.clear()
        await settled(database, sender, clock)
        together = await sender.count()
    loud, soft = await desk.find(twice), await desk.find(never)
    assert loud is not None
    assert soft is not None
    assert (loud.made.repeat, loud.stand.counts, loud.stand.twice) == (
        Guarantee.AT_LEAST_ONCE,
        {State.SENT: 3},
        2,
    )
    assert (soft.made.repeat, soft.stand.counts, soft.stand.twice) == (
        Guarantee.AT_MOST_ONCE,
        {State.UNKNOWN: 2, State.SENT: 1},
        0,
    )
    assert together.twice == 2
