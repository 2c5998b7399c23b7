"""Databases that are there before a test begins."""

from pathlib import Path
from tempfile import TemporaryDirectory

from bot.storage.database import Database
from bot.storage.migrate import migrate

_newest: list[bytes] = []


async def lay_down(path: Path) -> None:
    """An empty SQLite database with the newest schema: migrated once a process, and copied from then on."""
    if not _newest:
        with TemporaryDirectory() as folder:
            made = Path(folder) / "bot.db"
            async with Database(f"sqlite+aiosqlite:///{made}") as database:
                await migrate(database)
            _newest.append(made.read_bytes())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_newest[0])
