"""The outbox: claim with a lease, send, settle, in batches."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, literal, select, text, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.policy import Repeat, Stand, State
from bot.domain.delivery.push import Lane, PushKind, PushState
from bot.domain.delivery.subscription import Subscription
from bot.domain.text import Lang
from bot.errors import ConfigError
from bot.storage import retention
from bot.storage.chat_ids import ChatIds
from bot.storage.dialects import chunks, is_sqlite
from bot.storage.retention import PAGE
from bot.storage.stored import Unknown
from bot.storage.subscriptions import read_subscription
from bot.storage.tables import chats, outbox, pushes, subscriptions

KEPT_FOR = retention.SENT


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours to send until the lease ends."""

    id: int
    push: int
    kind: PushKind
    lane: Lane
    repeat: Repeat
    fold_at: datetime | None
    chat: int  # the row's number
    chat_id: int  # Telegram's
    thread_id: int
    edits: int
    tries: int
    lang: Lang
    reachable: bool
    subscription_id: int | None
    subscription: Subscription | None  # without its topics: they decided at the fan-out


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a claimed message."""

    id: int
    state: State
    not_before: datetime
    tries: int
    message_id: int | None = None
    error: str | None = None
    unsure: bool = False  # this attempt may have arrived


async def claim(connection: AsyncConnection, most: int, *, now: datetime, lease_until: datetime) -> list[int]:
    """The numbers of at most `most` queued messages that may go now: the most urgent lane first, then the oldest."""
    numbers: list[int] = []
    for lane in Lane:
        if len(numbers) >= most:
            break
        chosen = claimable(lane, most - len(numbers), now=now).with_for_update(skip_locked=True)
        taken = await connection.scalars(
            update(outbox)
            .where(outbox.c.id.in_(chosen.scalar_subquery()))
            .values(state=State.CLAIMED.value, lease_until=lease_until)
            .returning(outbox.c.id)
        )
        numbers += taken.all()
    return numbers


async def has_claimable(connection: AsyncConnection, *, now: datetime) -> bool:
    """Whether there is a message that may go now."""
    for lane in Lane:
        if (await connection.execute(claimable(lane, 1, now=now))).first() is not None:
            return True
    return False


def claimable(lane: Lane, most: int, *, now: datetime) -> Select[tuple[int]]:
    """The query for the numbers of a lane's messages that may go now, the oldest first."""
    # Written out, so that the few that are held are found by their own index; there is a push for each digest.
    active = literal(PushState.ACTIVE.value, literal_execute=True)
    held = select(pushes.c.id).where(pushes.c.state != active)
    return (
        select(outbox.c.id)
        .where(
            outbox.c.state == State.QUEUED.value,
            outbox.c.lane == int(lane),
            outbox.c.not_before <= now,
            outbox.c.push_id.not_in(held),
        )
        .order_by(outbox.c.not_before, outbox.c.id)
        .limit(most)
    )


async def settle(connection: AsyncConnection, done: Sequence[Settled], *, now: datetime) -> None:
    """Writes the ends of many attempts in one statement."""
    suffix = "" if is_sqlite(connection) else "+00"
    rows = [
        {
            "id": each.id,
            "state": each.state.value,
            "not_before": _stored(each.not_before, suffix),
            "tries": each.tries,
            "message_id": each.message_id,
            "error": each.error[:200] if each.error else None,
            "unsure": int(each.unsure),
            "settled_at": None if each.state is State.QUEUED else _stored(now, suffix),
        }
        for each in done
    ]
    statement = _SETTLE_SQLITE if is_sqlite(connection) else _SETTLE_POSTGRESQL
    await connection.execute(statement, {"rows": json.dumps(rows)})


async def release_expired(connection: AsyncConnection, *, now: datetime, in_hand: Sequence[int] = ()) -> int:
    """Messages whose sender died: what may have arrived and would rather never be repeated is `UNKNOWN`,
    the rest is queued again. Those `in_hand` are our own, and not settled yet. Returns how many there were.
    """
    expired = _expired(now, in_hand)
    never = select(pushes.c.id).where(pushes.c.repeat == Repeat.RATHER_NEVER.value)
    unknown = await connection.execute(
        update(outbox)
        .where(expired, outbox.c.push_id.in_(never))
        .values(state=State.UNKNOWN.value, settled_at=now, lease_until=None, unsure=outbox.c.unsure + 1)
    )
    again = await connection.execute(
        update(outbox)
        .where(expired)
        .values(state=State.QUEUED.value, lease_until=None, unsure=outbox.c.unsure + 1)
    )
    return int(unknown.rowcount + again.rowcount)


async def has_expired(connection: AsyncConnection, *, now: datetime, in_hand: Sequence[int] = ()) -> bool:
    """Whether there are such messages."""
    query = select(outbox.c.id).where(_expired(now, in_hand)).limit(1)
    return (await connection.execute(query)).first() is not None


def _expired(now: datetime, in_hand: Sequence[int]) -> ColumnElement[bool]:
    return (
        (outbox.c.state == State.CLAIMED.value)
        & (outbox.c.lease_until < now)
        & outbox.c.id.not_in(list(in_hand))
    )


async def give_back(connection: AsyncConnection, numbers: Sequence[int], *, lease_until: datetime) -> None:
    """Queues again what was claimed with that very lease, if it was, and has certainly not been sent."""
    await connection.execute(
        update(outbox)
        .where(
            outbox.c.id.in_(numbers),
            outbox.c.state == State.CLAIMED.value,
            outbox.c.lease_until == lease_until,
        )
        .values(state=State.QUEUED.value, lease_until=None)
    )


async def cancel(connection: AsyncConnection, push: int, *, now: datetime) -> int:
    """Takes back what is not on its way yet; how many."""
    done = await connection.execute(
        update(outbox)
        .where(outbox.c.push_id == push, outbox.c.state == State.QUEUED.value)
        .values(state=State.CANCELLED.value, settled_at=now)
    )
    return int(done.rowcount)


async def drop_queued(
    connection: AsyncConnection, chat: int, *, now: datetime, thread_id: int | None = None
) -> int:
    """A reader stopped: nothing more goes to them; how many were waiting."""
    where = (outbox.c.chat_id == chat) & (outbox.c.state == State.QUEUED.value)
    if thread_id is not None:
        where &= outbox.c.thread_id == thread_id
    done = await connection.execute(
        update(outbox).where(where).values(state=State.DROPPED.value, settled_at=now)
    )
    return int(done.rowcount)


async def count(connection: AsyncConnection, push: int | None = None) -> Stand:
    """How messages stand; of one push, or of all."""
    by_state = select(outbox.c.state, func.count()).group_by(outbox.c.state)
    twice = (
        select(func.count())
        .select_from(outbox)
        .where(outbox.c.unsure > 0, outbox.c.state == State.SENT.value)
    )
    if push is not None:
        by_state, twice = by_state.where(outbox.c.push_id == push), twice.where(outbox.c.push_id == push)
    rows = (await connection.execute(by_state)).all()
    known = {State(state): number for state, number in rows if state in set(State)}
    return Stand(known, int(await connection.scalar(twice) or 0))


async def find_oldest_due(connection: AsyncConnection, *, now: datetime) -> datetime | None:
    """Since when the message that waits longest should have gone; None: none is late."""
    found = select(func.min(outbox.c.not_before)).where(
        outbox.c.state == State.QUEUED.value, outbox.c.not_before <= now
    )
    oldest: datetime | None = await connection.scalar(found)
    return oldest


async def purge(connection: AsyncConnection, *, settled_before: datetime, most: int = PAGE) -> int:
    """Drops what was settled long ago, at most so many; how many there were.

    Only pushes that were made before then are looked at, from the oldest on: what is kept of the newer ones is not read.
    """
    newer = select(pushes.c.id).where(pushes.c.created_at >= settled_before).order_by(pushes.c.id).limit(1)
    first_newer: int | None = await connection.scalar(newer)
    old = (
        select(outbox.c.id)
        .where(
            outbox.c.push_id < first_newer if first_newer is not None else true(),
            outbox.c.settled_at < settled_before,
            outbox.c.state != State.QUEUED.value,
        )
        .order_by(outbox.c.push_id)
        .limit(most)
    )
    numbers = list(await connection.scalars(old))
    for some in chunks(numbers):
        await connection.execute(delete(outbox).where(outbox.c.id.in_(some)))
    return len(numbers)


async def put_off(connection: AsyncConnection, numbers: Sequence[int], *, until: datetime) -> None:
    """Queues again, for later, what was claimed and cannot be read."""
    await connection.execute(
        update(outbox)
        .where(outbox.c.id.in_(numbers), outbox.c.state == State.CLAIMED.value)
        .values(state=State.QUEUED.value, lease_until=None, not_before=until)
    )


async def read_claimed(connection: AsyncConnection, ids: ChatIds, numbers: Sequence[int]) -> list[Claimed]:
    """All that sending these messages takes; without those that this version cannot read."""
    rows = (await connection.execute(_CLAIMED, {"numbers": numbers})).all()
    unknown = Unknown()
    found = [each for row in rows if (each := _claimed(row, ids, unknown)) is not None]
    unknown.tell()
    return found


def _claimed(row: Any, ids: ChatIds, unknown: Unknown) -> Claimed | None:
    kind = unknown.choice("pushes.kind", row.kind, PushKind, None)
    lane = unknown.choice("pushes.lane", row.push_lane, Lane, None)
    repeat = unknown.choice("pushes.repeat", row.repeat, Repeat, None)
    try:
        chat_id = ids.open(row.chat_ref)
    except (ConfigError, ValueError):
        unknown.note("chats.chat_ref")
        return None
    if kind is None or lane is None or repeat is None:
        return None
    subscription = read_subscription(row, unknown=unknown) if row.subscription_id is not None else None
    chosen = unknown.choice("chats.lang", row.chosen, Lang, Lang.EN) if row.chosen else Lang.EN
    return Claimed(
        id=row.outbox_id,
        push=row.push_id,
        kind=kind,
        lane=lane,
        repeat=repeat,
        fold_at=row.fold_at,
        chat=row.chat,
        chat_id=chat_id,
        thread_id=row.outbox_thread,
        edits=row.edits,
        tries=row.tries,
        lang=subscription.lang if subscription else chosen,
        reachable=row.chat_state == "open",
        subscription_id=row.subscription_id,
        subscription=subscription,
    )


_CLAIMED = (
    select(
        outbox.c.id.label("outbox_id"),
        outbox.c.push_id,
        outbox.c.thread_id.label("outbox_thread"),
        outbox.c.edits,
        outbox.c.tries,
        pushes.c.kind,
        pushes.c.lane.label("push_lane"),
        pushes.c.repeat,
        pushes.c.fold_at,
        chats.c.id.label("chat"),
        chats.c.chat_ref,
        chats.c.state.label("chat_state"),
        chats.c.lang.label("chosen"),
        subscriptions.c.id.label("subscription_id"),
        *(
            column
            for column in subscriptions.c
            if column.name not in ("id", "chat_id", "thread_id", "created_at", "next_due", "told_until")
        ),
    )
    .select_from(outbox)
    .join(pushes, pushes.c.id == outbox.c.push_id)
    .join(chats, chats.c.id == outbox.c.chat_id)
    .outerjoin(
        subscriptions,
        (subscriptions.c.chat_id == outbox.c.chat_id) & (subscriptions.c.thread_id == outbox.c.thread_id),
    )
    .where(outbox.c.id.in_(bindparam("numbers", expanding=True)))
    .order_by(outbox.c.id)
)

# One statement however many rows; the plus keeps SQLite from walking all claimed rows for each of these: a list of VALUES would be compiled anew for each number of them.
_SETTLE_SQLITE = text(
    """UPDATE outbox SET state = json_extract(v.value, '$.state'), not_before = json_extract(v.value, '$.not_before'),
    tries = json_extract(v.value, '$.tries'), message_id = json_extract(v.value, '$.message_id'),
    error = json_extract(v.value, '$.error'), settled_at = json_extract(v.value, '$.settled_at'), lease_until = NULL,
    unsure = unsure + json_extract(v.value, '$.unsure')
    FROM json_each(:rows) AS v WHERE outbox.id = json_extract(v.value, '$.id') AND +outbox.state = 'claimed'"""
)
_SETTLE_POSTGRESQL = text(
    """UPDATE outbox SET state = v.state, not_before = v.not_before, tries = v.tries, message_id = v.message_id,
    error = v.error, settled_at = v.settled_at, lease_until = NULL, unsure = outbox.unsure + v.unsure
    FROM json_to_recordset(CAST(:rows AS json)) AS v(id bigint, state text, not_before timestamptz, tries smallint,
    message_id integer, error text, settled_at timestamptz, unsure smallint) WHERE outbox.id = v.id AND outbox.state = 'claimed'"""
)


def _stored(moment: datetime, suffix: str) -> str:
    """As SQLAlchemy writes it into SQLite; PostgreSQL wants the zone (`suffix`) beside it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") + suffix
