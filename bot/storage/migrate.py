"""Bringing the database to the newest schema, and telling whether it is there.

Migrations only add, and what they add has its default in the schema: so two versions can run beside each other while
replicas are replaced, also where the older one starts again on the newer schema.
"""

from functools import cache
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import SchemaOutdated
from bot.storage.database import LONG_SECONDS, Database
from bot.storage.pooler import refuse_pooler


async def migrate(database: Database) -> tuple[str | None, str]:
    """Upgrades to the newest schema in one transaction; returns the revisions before and after.

    A schema that a newer version made stays as it is. Raises `StorageUnavailable`, or `ConfigError` behind a pooler that
    cannot be used.
    """
    await refuse_pooler(database)
    async with database.begin(patience=LONG_SECONDS) as connection:
        before = await connection.run_sync(_revision)
        if before == _newest() or is_newer(before):
            return before, before or ""
        await connection.run_sync(_upgrade)
        after = await connection.run_sync(_revision)
    return before, after or ""


async def find_revisions(database: Database) -> tuple[str | None, str]:
    """The schema's revision and the newest. Raises `StorageUnavailable`."""
    async with database.read() as connection:
        return await connection.run_sync(_revision), _newest()


async def require_newest(database: Database) -> None:
    """Raises `SchemaOutdated` when the schema is an older one, `ConfigError` behind a pooler that cannot be used."""
    await refuse_pooler(database)
    current, newest = await find_revisions(database)
    if current != newest and not is_newer(current):
        raise SchemaOutdated(
            f"The database has schema {current or 'none'}, this version needs {newest}: run `briefing-bot migrate`"
        )


async def touch(connection: AsyncConnection) -> None:
    """Writes something and changes nothing: a database that reads only, or has no room left, says so."""
    await connection.execute(text("UPDATE alembic_version SET version_num = version_num"))


def is_newer(revision: str | None) -> bool:
    """Whether a schema's revision is none of ours: a newer version made it."""
    return revision is not None and revision not in _known()


def configure() -> Config:
    """Where alembic finds our migrations."""
    config = Config()
    config.set_main_option("script_location", str(files("bot.storage") / "migrations"))
    return config


@cache
def _known() -> tuple[str, ...]:
    """Our revisions, the newest first. Each is a file that has to be read."""
    return tuple(script.revision for script in ScriptDirectory.from_config(configure()).walk_revisions())


def _newest() -> str:
    return _known()[0]


def _upgrade(connection: Connection) -> None:
    config = configure()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
