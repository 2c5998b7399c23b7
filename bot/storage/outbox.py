"""The outbox: claim with a lease, send, settle, in batches."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func, select, text, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.retry_policy import OutboxCounts, State
from bot.storage import retention
from bot.storage.dialects import chunks, is_sqlite
from bot.storage.retention import PAGE
from bot.storage.tables import outbox, pushes

KEPT_FOR = retention.SENT


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


async def count(connection: AsyncConnection, push: int | None = None) -> OutboxCounts:
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
    return OutboxCounts(known, int(await connection.scalar(twice) or 0))


async def find_oldest_due(connection: AsyncConnection, *, now: datetime) -> datetime | None:
    """Since when the message that waits longest should have gone; None: none is late."""
    found = select(func.min(outbox.c.not_before)).where(
        outbox.c.state == State.QUEUED.value, outbox.c.not_before <= now
    )
    oldest: datetime | None = await connection.scalar(found)
    return oldest


async def count_retried(connection: AsyncConnection) -> int:
    """How many wait after a try that failed; their next is due later, so that none of them is late."""
    found = select(func.count()).where(outbox.c.state == State.QUEUED.value, outbox.c.error.is_not(None))
    return int(await connection.scalar(found) or 0)


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
