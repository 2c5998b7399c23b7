"""After a clock that was ahead is put right: what was noted in a future that has not come is brought back to now.

A machine without a battery, before it hears the time, notes that a digest was told next year, that a message waits until
then, and that a reader subscribed then. Left alone, each of these keeps someone silent until that year.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Column, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.push import Lane
from bot.domain.delivery.retry_policy import LEASE, State
from bot.domain.delivery.schedule import next_due
from bot.domain.delivery.subscription import LONGEST_PAUSE
from bot.storage.subscriptions import StoredSubscription, read_due_after
from bot.storage.tables import (
    approvals,
    changes,
    chats,
    outbox,
    pushes,
    shown,
    sightings,
    subscriptions,
    unanswered,
    updates,
)

# Longer than any message waits by a reader's rules or Telegram's, or than a digest is away; a pause apart.
LONGEST_WAIT = timedelta(hours=25)
LONGEST_ROUND = timedelta(days=8)
LONGEST_UPDATE_LEASE = timedelta(minutes=10)
LONGEST_SHELF_LIFE = timedelta(days=1)
PAGE = 500  # subscriptions looked at in one transaction

# What has happened has happened by now. Just before: what happens now is later than all of it.
_PAST: Sequence[Column[datetime]] = (
    chats.c.created_at,
    chats.c.paused_at,
    chats.c.seen_at,
    subscriptions.c.told_until,
    subscriptions.c.created_at,
    outbox.c.settled_at,
    shown.c.shown_at,
    changes.c.at,
    sightings.c.first_seen,
    approvals.c.asked_at,
    approvals.c.approved_at,
    unanswered.c.first_at,
    unanswered.c.last_at,
    updates.c.at,
)


async def was_ahead(connection: AsyncConnection, now: datetime) -> bool:
    """Whether something is kept that only a clock which was ahead can have written. Cheap: for every start."""
    tries = (
        select(changes.c.record).where(changes.c.at > now),
        select(shown.c.id).where(shown.c.shown_at > now),
        select(pushes.c.id).order_by(pushes.c.id.desc()).where(pushes.c.created_at > now),
        select(subscriptions.c.id).where(subscriptions.c.next_due > now + LONGEST_ROUND + LONGEST_PAUSE),
        select(subscriptions.c.id).where(
            or_(subscriptions.c.told_until > now, subscriptions.c.created_at > now)
        ),
        *(
            select(outbox.c.id).where(
                outbox.c.state == State.QUEUED.value,
                outbox.c.lane == int(lane),
                outbox.c.not_before > now + LONGEST_WAIT + LONGEST_PAUSE,
            )
            for lane in Lane
        ),
    )
    for query in tries:
        if (await connection.execute(query.limit(1))).first() is not None:
            return True
    return False


async def set_right(connection: AsyncConnection, now: datetime) -> None:
    """Brings back to `now` all but the subscriptions' next digests. Safe to repeat."""
    just_before = now - timedelta(microseconds=1)
    fold_at = now + LONGEST_SHELF_LIFE
    await connection.execute(
        update(pushes).where(pushes.c.created_at > now, pushes.c.fold_at > fold_at).values(fold_at=fold_at)
    )
    for column in (*_PAST, pushes.c.created_at):
        await connection.execute(update(column.table).where(column > now).values({column.name: just_before}))
    # What waits is looked at now, and waits again where the reader's rules say so.
    await connection.execute(
        update(outbox)
        .where(outbox.c.state.in_([State.QUEUED.value, State.CLAIMED.value]), outbox.c.not_before > now)
        .values(not_before=now)
    )
    await connection.execute(
        update(outbox)
        .where(outbox.c.state == State.CLAIMED.value, outbox.c.lease_until > now + LEASE)
        .values(lease_until=now + LEASE)
    )
    await connection.execute(
        update(updates).where(updates.c.lease_until > now + LONGEST_UPDATE_LEASE).values(lease_until=now)
    )
    longest = now + LONGEST_PAUSE
    await connection.execute(
        update(subscriptions).where(subscriptions.c.paused_until > longest).values(paused_until=longest)
    )


async def set_digests_right(connection: AsyncConnection, now: datetime, after: int) -> int | None:
    """Brings forward a page of digests that are due later than their schedule says; the last number looked at, or None."""
    page: Sequence[StoredSubscription] = await read_due_after(
        connection, after=after, later_than=now, most=PAGE
    )
    early = [
        {"number": kept.id, "due": due}
        for kept in page
        if kept.next_due is not None and (due := next_due(kept.subscription.schedule, now)) < kept.next_due
    ]
    if early:
        await connection.execute(
            update(subscriptions)
            .where(subscriptions.c.id == bindparam("number"))
            .values(next_due=bindparam("due")),
            early,
        )
    return page[-1].id if page else None
