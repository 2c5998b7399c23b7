"""Telegram's updates: which are done, and those that wait for their turn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.dialects import upsert
from bot.storage.tables import updates


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that is written down. `body`: sealed; `skipped`: how many others it stands for."""

    id: int
    body: str
    skipped: int


async def note_done(connection: AsyncConnection, ids: Collection[int], *, now: datetime) -> None:
    """These have been handled; what was written down of them goes."""
    statement = upsert(connection, updates)
    statement = statement.on_conflict_do_update(
        index_elements=["id"],
        set_={"at": statement.excluded.at, "waits": None, "skipped": 0, "lease_until": None},
    )
    await connection.execute(statement, [{"id": each, "at": now} for each in ids])


async def write_down(
    connection: AsyncConnection, waiting: Sequence[Waiting], *, now: datetime, lease_until: datetime
) -> None:
    """Keeps what is to be answered still."""
    statement = upsert(connection, updates)
    new = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=["id"],
        set_={"waits": new.waits, "skipped": new.skipped, "lease_until": new.lease_until},
        where=updates.c.waits.is_not(None),  # what is done stays done
    )
    rows = [
        {"id": each.id, "at": now, "waits": each.body, "skipped": each.skipped, "lease_until": lease_until}
        for each in waiting
    ]
    await connection.execute(statement, rows)


async def find_known(connection: AsyncConnection, ids: Collection[int], *, since: datetime) -> set[int]:
    """Those of `ids` that are done, or written down."""
    query = select(updates.c.id).where(updates.c.id.in_(ids), updates.c.at >= since)
    return set(await connection.scalars(query))


async def find_newest(connection: AsyncConnection, *, since: datetime, most: int) -> Sequence[int]:
    """What was done last, at most so many."""
    query = (
        select(updates.c.id)
        .where(updates.c.at >= since, updates.c.waits.is_(None))
        .order_by(updates.c.at.desc())
        .limit(most)
    )
    return list(await connection.scalars(query))


async def take_over(
    connection: AsyncConnection,
    *,
    now: datetime,
    lease_until: datetime,
    since: datetime,
    regardless: bool = False,
) -> Sequence[Waiting]:
    """What waits and is nobody's, or whose lease has ended; the oldest first. `regardless` of leases: they are our own."""
    free = or_(updates.c.lease_until.is_(None), updates.c.lease_until < now)
    waits = updates.c.waits.is_not(None) & (updates.c.at >= since)
    statement = (
        update(updates)
        .where(waits if regardless else waits & free)
        .values(lease_until=lease_until)
        .returning(updates.c.id, updates.c.waits, updates.c.skipped)
    )
    rows = (await connection.execute(statement)).all()
    return [Waiting(row.id, row.waits, row.skipped) for row in sorted(rows, key=lambda row: int(row.id))]


async def set_lease(connection: AsyncConnection, ids: Collection[int], lease_until: datetime | None) -> None:
    """Holds what waits for longer, or lets it go."""
    await connection.execute(
        update(updates)
        .where(updates.c.id.in_(ids), updates.c.waits.is_not(None))
        .values(lease_until=lease_until)
    )


async def prune(connection: AsyncConnection, *, before: datetime, now: datetime) -> None:
    """Forgets what is older, and what a clock that was ahead has noted."""
    ahead = before + 2 * (now - before)
    await connection.execute(delete(updates).where(or_(updates.c.at < before, updates.c.at > ahead)))
