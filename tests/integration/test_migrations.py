"""The schema: up from empty, up from a filled older one, and the same as the tables in the code."""

from collections.abc import Callable
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    DateTime,
    Integer,
    MetaData,
    insert,
    select,
    text,
)

from bot.storage.database import LONG_SECONDS, Database
from bot.storage.migrate import configure, migrate, require_newest
from bot.storage.tables import metadata
from tests.support.fakes import START


def differences(connection: Connection) -> list[object]:
    return list(
        compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    )


async def test_the_migrated_schema_is_that_of_the_tables(database: Database) -> None:
    async with database.begin(patience=LONG_SECONDS) as connection:
        assert await connection.run_sync(differences) == []
    await require_newest(database)


async def test_a_filled_older_schema_comes_up_with_its_rows(database_url: str) -> None:
    database = Database(database_url)

    def to(revision: str) -> Callable[[Connection], None]:
        def go(connection: Connection) -> None:
            config = configure()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)

        return go

    async with database.begin(patience=LONG_SECONDS) as connection:
        await connection.run_sync(to("0001"))
        await connection.execute(
            text(
                "INSERT INTO chats (chat_key, chat_ref, lang, created_at) VALUES ('7', '7', 'nl', '2026-11-23 12:00:00')"
            )
        )
    assert await migrate(database) == ("0001", "0005")
    async with database.begin(patience=LONG_SECONDS) as connection:
        row = (await connection.execute(text("SELECT chat_ref, lang, state FROM chats"))).one()
    assert tuple(row) == ("7", "nl", "open")
    await database.close()


@pytest.mark.parametrize("older", ["0002", "0003", "0004"])
async def test_each_row_of_each_table_of_an_older_schema_comes_up_as_it_was(
    database_url: str, older: str
) -> None:
    database = Database(database_url)

    def fill(connection: Connection) -> dict[str, list[dict[str, object]]]:
        config = configure()
        config.attributes["connection"] = connection
        command.upgrade(config, older)
        old = MetaData()
        old.reflect(connection)
        for table in old.sorted_tables:
            if table.name != "alembic_version":
                connection.execute(insert(table).values({column.name: a_value(column) for column in table.c}))
        return read(connection)

    def read(connection: Connection) -> dict[str, list[dict[str, object]]]:
        found = MetaData()
        found.reflect(connection)
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in found.sorted_tables
        }

    async with database.begin(patience=LONG_SECONDS) as connection:
        before = await connection.run_sync(fill)
    await migrate(database)
    async with database.begin(patience=LONG_SECONDS) as connection:
        after = await connection.run_sync(read)
    for table, rows in before.items():
        if table != "alembic_version":
            assert [row.items() <= kept.items() for row, kept in zip(rows, after[table], strict=True)] == [
                True
            ]
    await database.close()


def a_value(column: Column[Any]) -> object:
    """One that fits; 1 for every number, so that foreign keys meet."""
    match column.type:
        case DateTime():
            return START
        case Boolean():
            return True
        case Integer():
            return 1
        case JSON():
            return []
        case _:
            return "7"


async def test_the_schema_goes_down_to_empty_and_up_again(database: Database) -> None:
    def down(connection: Connection) -> None:
        config = configure()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    async with database.begin(patience=LONG_SECONDS) as connection:
        await connection.run_sync(down)
    await migrate(database)
    async with database.begin(patience=LONG_SECONDS) as connection:
        assert await connection.run_sync(differences) == []
