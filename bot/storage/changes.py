"""What became visible when: the base of digests and of /new."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.dialects import upsert
from bot.storage.tables import changes, sightings

_BEGUN = ("begun", 0)  # that there was a first time, also where readers could see nothing then


@dataclass(frozen=True, slots=True)
class Change:
    """`record` is "fact:<id>" or "update:<id>"."""

    record: str
    revision: int
    at: datetime


async def record(
    connection: AsyncConnection, visible: Iterable[tuple[str, int]], *, now: datetime
) -> set[tuple[str, int]]:
    """Notes the records and revisions that readers can see now; those that are new.

    The first time ever all is old: nothing of it has changed.
    """
    known = await find_known(connection)
    fresh = [pair for pair in visible if pair not in known]
    if not known:
        fresh.append(_BEGUN)
    if fresh:
        at = now if known else None
        rows = [{"record": name, "revision": revision, "at": at} for name, revision in fresh]
        await connection.execute(upsert(connection, changes).on_conflict_do_nothing(), rows)
    return set(fresh) if known else set()


async def find_known(connection: AsyncConnection) -> set[tuple[str, int]]:
    """(record, revision) of all that was noted."""
    return {(row.record, row.revision) for row in (await connection.execute(select(changes))).all()}


async def is_empty(connection: AsyncConnection) -> bool:
    """Whether nothing was ever noted."""
    return (await connection.execute(select(changes.c.record).limit(1))).first() is None


async def since(connection: AsyncConnection, moment: datetime, until: datetime) -> list[Change]:
    """What changed after `moment` and not after `until`, oldest first."""
    query = (
        select(changes)
        .where(changes.c.at > moment, changes.c.at <= until)
        .order_by(changes.c.at, changes.c.record)
    )
    return [Change(row.record, row.revision, row.at) for row in (await connection.execute(query)).all()]


async def first_seen(connection: AsyncConnection, key: str, *, now: datetime) -> datetime:
    """When the files first held this update; noted now where they did not before."""
    await connection.execute(
        upsert(connection, sightings).values(update_key=key, first_seen=now).on_conflict_do_nothing()
    )
    query = select(sightings.c.first_seen).where(sightings.c.update_key == key)
    found: datetime = (await connection.execute(query)).scalar_one()
    return found
