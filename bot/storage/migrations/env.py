"""What alembic runs: the given connection, or the settings' database."""

import asyncio

from alembic import context
from sqlalchemy import Connection

from bot.storage.database import Database
from bot.storage.tables import metadata


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_on_url(url: str) -> None:
    async with Database(url) as database, database.begin() as connection:
        await connection.run_sync(run)


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    from os import environ

    asyncio.run(run_on_url(environ.get("DATABASE_URL", "sqlite+aiosqlite:///var/briefing-bot.db")))
