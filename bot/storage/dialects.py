"""What SQLite and PostgreSQL say differently."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection


def is_sqlite(connection: AsyncConnection) -> bool:
    return connection.dialect.name == "sqlite"


def upsert(connection: AsyncConnection, table: Table) -> Any:
    """An INSERT of the connection's dialect: it knows `on_conflict_do_update` and `on_conflict_do_nothing`."""
    return (sqlite_insert if is_sqlite(connection) else postgresql_insert)(table)
