"""Databases: SQLite in a file, and a real PostgreSQL where the machine or a wheel has one."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
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


@pytest.fixture(scope="session")
def migrated(postgres: str) -> str:
    """The name of a database with the newest schema, to be copied."""

    async def make() -> None:
        await _create(postgres, "migrated")
        async with Database(_named(postgres, "migrated")) as database:
            await migrate(database)

    asyncio.run(make())
    return "migrated"


@pytest.fixture
async def postgres_url(postgres: str) -> AsyncIterator[str]:
    """An empty database of its own."""
    async with _database(postgres) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))])
def server(request: pytest.FixtureRequest) -> tuple[str, str] | None:
    """PostgreSQL's address and the database to copy; None: SQLite."""
    if request.param == "sqlite":
        return None
    postgres: str = request.getfixturevalue("postgres")
    return postgres, request.getfixturevalue(
        "migrated"
    ) if "database" in request.fixturenames else "template1"


@pytest.fixture
async def database_url(
    server: tuple[str, str] | None, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[str]:
    """Empty; for a test that takes `database`, with the newest schema."""
    if server is not None:
        async with _database(*server) as url:
            yield url
        return
    if "database" in request.fixturenames:
        await lay_down(tmp_path / "bot.db")
    yield f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """With the newest schema."""
    async with Database(database_url) as opened:
        yield opened


@asynccontextmanager
async def _database(postgres: str, template: str = "template1") -> AsyncIterator[str]:
    name = f"test_{uuid.uuid4().hex[:12]}"
    await _create(postgres, name, template)
    try:
        yield _named(postgres, name)
    finally:
        await _say(postgres, f"DROP DATABASE {name} WITH (FORCE)")


def _named(postgres: str, name: str) -> str:
    return make_url(postgres).set(database=name).render_as_string(hide_password=False)


async def _create(postgres: str, name: str, template: str = "template1") -> None:
    await _say(
        postgres, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"
    )  # three times as fast


async def _say(postgres: str, statement: str) -> None:
    async with Database(postgres) as admin, admin.engine.connect() as connection:
        autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await autocommit.execute(text(statement))
