"""Databases: SQLite in a file, and a real PostgreSQL where the machine or a wheel has one."""

import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.support.databases import lay_down
from tests.support.postgres import HOW_TO, find_binaries, serve_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    if find_binaries() is None:
        pytest.skip(HOW_TO)
    with serve_postgres() as url:
        yield url


@pytest.fixture
async def postgres_url(postgres: str) -> str:
    """An empty database of its own."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    admin = Database(postgres)
    async with admin.engine.connect() as connection:
        autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await autocommit.execute(text(f"CREATE DATABASE {name}"))
    await admin.close()
    return make_url(postgres).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """With the newest schema."""
    opened = Database(database_url)
    if opened.is_sqlite:
        await lay_down(Path(make_url(database_url).database or ""))
    else:
        await migrate(opened)
    yield opened
    await opened.close()
