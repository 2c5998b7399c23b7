"""A whole database into another, of the other kind too: nothing lost, which counts and hashes of every table show."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import BackupFailed
from bot.storage.database import Database
from bot.storage.migrate import find_revisions, migrate
from bot.storage.tables import metadata

PAGE = 1_000  # rows at a time
PATIENCE_SECONDS = 6 * 3_600.0


@dataclass(frozen=True, slots=True)
class Copied:
    """`digest`: of all rows in the order of their keys, the same here and there."""

    table: str
    rows: int
    digest: str


async def copy_all(source: Database, target: Database) -> Sequence[Copied]:
    """Copies every table in one transaction, and reads both again.

    Raises `BackupFailed` where the target holds data, the source has another schema, or the two differ; then the target
    stays empty. Nobody may write to the source meanwhile.
    """
    current, newest = await find_revisions(source)
    if current != newest:
        raise BackupFailed(
            f"the source has schema {current or 'none'}, not {newest}: run `briefing-bot migrate` first"
        )
    await migrate(target)
    copied = []
    async with (
        source.read(patience=PATIENCE_SECONDS) as here,
        target.begin(patience=PATIENCE_SECONDS) as there,
    ):
        for table in metadata.sorted_tables:
            if await there.scalar(select(func.count()).select_from(table)):
                raise BackupFailed(f"the target holds data already (table {table.name})")
            async for rows in _pages(here, table):
                await there.execute(insert(table), rows)
            count, digest = await _digest(here, table)
            if (count, digest) != await _digest(there, table):
                raise BackupFailed(f"table {table.name} came over differently; nothing was kept")
            copied.append(Copied(table.name, count, digest))
            if not target.is_sqlite:
                await _set_counter(there, table)
    return copied


async def _pages(connection: AsyncConnection, table: Table) -> AsyncIterator[list[dict[str, Any]]]:
    found = await connection.stream(select(table).order_by(*table.primary_key))
    async for page in found.mappings().partitions(PAGE):
        yield [dict(row) for row in page]


async def _digest(connection: AsyncConnection, table: Table) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    async for rows in _pages(connection, table):
        count += len(rows)
        for row in rows:
            digest.update(
                orjson.dumps([_plain(value) for value in row.values()], option=orjson.OPT_SORT_KEYS)
            )
    return count, digest.hexdigest()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


async def _set_counter(connection: AsyncConnection, table: Table) -> None:
    """PostgreSQL numbers new rows from a counter of its own, which rows with numbers do not move."""
    column = next(iter(table.primary_key))
    sequence = await connection.scalar(
        text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
    )
    if sequence is None or len(table.primary_key) > 1:
        return
    highest = await connection.scalar(select(func.max(column)))
    if highest is not None:
        await connection.execute(
            text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest}
        )
