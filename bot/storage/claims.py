"""Claims of rows of the outbox: who sends them for a while, and what they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.push import Lane, PushKind, PushState
from bot.domain.delivery.retry_policy import Guarantee, State
from bot.domain.delivery.subscription import Subscription
from bot.domain.text import Lang
from bot.errors import ConfigError
from bot.storage.chat_ids import ChatIds
from bot.storage.stored import Unknown
from bot.storage.subscriptions import read_subscription
from bot.storage.tables import chats, outbox, pushes, subscriptions


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours to send until the lease ends."""

    id: int
    push: int
    kind: PushKind
    lane: Lane
    repeat: Guarantee
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


async def release_expired(connection: AsyncConnection, *, now: datetime, in_hand: Sequence[int] = ()) -> int:
    """Messages whose sender died: what may have arrived and would rather never be repeated is `UNKNOWN`,
    the rest is queued again. Those `in_hand` are our own, and not settled yet. Returns how many there were.
    """
    expired = _expired(now, in_hand)
    never = select(pushes.c.id).where(pushes.c.repeat == Guarantee.AT_MOST_ONCE.value)
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
    repeat = unknown.choice("pushes.repeat", row.repeat, Guarantee, None)
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
