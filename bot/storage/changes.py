"""What became visible when: the base of digests and of /new."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.dialects import upsert
from bot.storage.tables import changes, sightings

Record = tuple[str, int]  # "fact:<id>" or "update:<id>", and its revision

BEGUN: Record = ("begun", 0)  # that there was a first time, also where readers could see nothing then


@dataclass(frozen=True, slots=True)
class Change:
    """`record` is "fact:<id>" or "update:<id>"."""

    record: str
    revision: int
    at: datetime


async def note(connection: AsyncConnection, records: Iterable[Record], *, at: datetime | None) -> None:
    """Notes the records that readers can see since `at`; None: they always could. What was noted before stays as it was."""
    rows = [{"record": name, "revision": revision, "at": at} for name, revision in records]
    if rows:
        await connection.execute(upsert(connection, changes).on_conflict_do_nothing(), rows)


async def find_known(connection: AsyncConnection) -> set[Record]:
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


async def sight(connection: AsyncConnection, keys: Iterable[str], *, now: datetime) -> None:
    """Notes that the files hold these updates, by their keys; the first time counts."""
    rows = [{"update_key": key, "first_seen": now} for key in keys]
    if rows:
        await connection.execute(upsert(connection, sightings).on_conflict_do_nothing(), rows)


async def find_sightings(connection: AsyncConnection) -> dict[str, datetime]:
    """When the files first held an update under embargo, by its key."""
    return {row.update_key: row.first_seen for row in (await connection.execute(select(sightings))).all()}
