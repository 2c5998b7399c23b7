"""`bot backup`, `restore`, `migrate` and `reseal`: the database copied, put back, brought up to date, encrypted anew."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.config import Settings
from bot.errors import BackupFailed, ConfigError, StorageUnavailable
from bot.storage import backup
from bot.storage.copying import Copied, copy_all
from bot.storage.database import Database
from bot.storage.file_lock import alone_on
from bot.storage.migrate import migrate as migrate_database
from bot.storage.sealing import Resealed, seal_all_anew


async def back_up(settings: Settings, to: Path, now: datetime) -> Path:
    """Where the copy stands. Raises `BackupFailed`."""
    async with Database(settings.database_url) as database:
        return await backup.back_up(database, to, now)


async def restore(settings: Settings, file: Path, *, replace: bool, drop_queue: bool) -> int:
    """How many messages that waited were dropped. `replace`: also where there is a database already. Raises `BackupFailed`."""
    async with Database(settings.database_url) as database:
        await backup.restore(file, database, replace=replace)
        await migrate_database(database)
        return await backup.drop_waiting(database) if drop_queue else 0


async def move(source_url: str, target_url: str) -> Sequence[Copied]:
    """Each table as it is in the other database now. Raises `BackupFailed`."""
    async with Database(source_url) as source, Database(target_url) as target:
        if not source.is_there():
            raise BackupFailed(f"DATABASE_URL: there is no database {source.file}")
        if source.url == target.url:
            raise BackupFailed("--to: is the database itself")
        with alone_on(source.file), alone_on(target.file):
            return await copy_all(source, target)


async def migrate(settings: Settings) -> tuple[str | None, str]:
    """The schema before (None: there was none) and after."""
    async with Database(settings.database_url) as database:
        return await migrate_database(database)


async def reseal(settings: Settings) -> Resealed:
    """How many chat ids were encrypted with DATA_KEY, and how many cannot be opened. Raises `ConfigError` without that key."""
    ids = settings.chat_ids
    if not ids.has_key:
        raise ConfigError("DATA_KEY: is missing; there is nothing to encrypt with")
    async with Database(settings.database_url) as database:
        if not database.is_there():
            raise StorageUnavailable(f"DATABASE_URL: there is no database {database.file}")
        return await seal_all_anew(database, ids)
