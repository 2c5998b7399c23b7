"""The schema: up from empty, up from a filled older one, and the same as the tables in the code."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from bot.storage.database import Database
from bot.storage.migrate import configure, migrate, require_newest
from bot.storage.tables import metadata


def differences(connection: Connection) -> list[object]:
    return list(
        compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    )


async def test_the_migrated_schema_is_that_of_the_tables(database: Database) -> None:
    async with database.begin() as connection:
        assert await connection.run_sync(differences) == []
    await require_newest(database)


async def test_a_filled_older_schema_comes_up_with_its_rows(database_url: str) -> None:
    database = Database(database_url)

    def to(revision: str) -> object:
        def go(connection: Connection) -> None:
            config = configure()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)

        return go

    async with database.begin() as connection:
        await connection.run_sync(to("0001"))
        await connection.execute(
            text(
                "INSERT INTO chats (chat_key, chat_ref, lang, created_at) VALUES ('7', '7', 'nl', '2026-11-23 12:00:00')"
            )
        )
    assert await migrate(database) == ("0001", "0004")
    async with database.begin() as connection:
        row = (await connection.execute(text("SELECT chat_ref, lang, state FROM chats"))).one()
    assert tuple(row) == ("7", "nl", "open")
    await database.close()


async def test_the_schema_goes_down_to_empty_and_up_again(database: Database) -> None:
    def down(connection: Connection) -> None:
        config = configure()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    async with database.begin() as connection:
        await connection.run_sync(down)
    await migrate(database)
    async with database.begin() as connection:
        assert await connection.run_sync(differences) == []
