"""What SQLite and PostgreSQL say differently."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Integer, Table, cast, func
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

MOST_PARAMETERS = 5_000  # values in one list: PostgreSQL takes 32,767 in a statement, an older SQLite 32,766

T = TypeVar("T")


def is_sqlite(connection: AsyncConnection) -> bool:
    return connection.dialect.name == "sqlite"


def upsert(connection: AsyncConnection, table: Table) -> Any:
    """An INSERT of the connection's dialect: it knows `on_conflict_do_update` and `on_conflict_do_nothing`."""
    return (sqlite_insert if is_sqlite(connection) else postgresql_insert)(table)


def chunks(values: Sequence[T], most: int = MOST_PARAMETERS) -> Iterator[Sequence[T]]:
    """The values in lists that each fit one statement; none of them empty."""
    for start in range(0, len(values), most):
        yield values[start : start + most]


def pairs_in(connection: AsyncConnection, column: Any) -> tuple[Any, ColumnElement[str], ColumnElement[int]]:
    """The [name, number] pairs of a JSON column: the rows to select from, and each one's name and number."""
    if is_sqlite(connection):
        rows = func.json_each(column).table_valued("value")
        return rows, func.json_extract(rows.c.value, "$[0]"), func.json_extract(rows.c.value, "$[1]")
    rows = func.json_array_elements(column).table_valued("value")
    pair = rows.c.value
    return rows, pair.op("->>")(0), cast(pair.op("->>")(1), Integer)
