"""What replicas share, they share through the database: a reader's choices, and a schema that a newer one has made."""

import pytest
from sqlalchemy import text

from bot.domain.text import Lang
from bot.errors import SchemaOutdated
from bot.services.readers.preferences import Preferences
from bot.storage.database import Database
from bot.storage.migrate import migrate, require_newest
from tests.support.fakes import IDS, HandClock

on_postgresql = pytest.mark.xdist_group("postgresql")


@on_postgresql
async def test_a_language_chosen_at_one_replica_is_spoken_by_the_other(postgres_url: str) -> None:
    one, two = Database(postgres_url), Database(postgres_url)
    await migrate(one)
    here, there = Preferences(one, IDS, HandClock()), Preferences(two, IDS, HandClock())
    assert await here.choose_language(7, Lang.NL)
    assert await there.find_language(7) is Lang.NL
    assert await there.choose_language(7, Lang.EN)
    assert await here.find_language(7) is Lang.EN
    await one.close()
    await two.close()


@on_postgresql
async def test_a_server_notices_within_ten_seconds_that_a_senders_machine_is_gone(postgres_url: str) -> None:
    database = Database(postgres_url)
    names = ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count")
    async with database.read() as connection:
        idle, interval, count = [int(await connection.scalar(text(f"SHOW {name}")) or 0) for name in names]
    await database.close()
    assert 0 < idle + interval * count < 10


async def test_an_older_version_starts_on_the_schema_of_a_newer_one_and_leaves_it_alone(
    database: Database,
) -> None:
    async with database.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await require_newest(database)
    assert await migrate(database) == ("9999", "9999")


async def test_a_newer_version_does_not_start_on_an_older_schema(database: Database) -> None:
    async with database.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0002'"))
    with pytest.raises(SchemaOutdated, match="0002"):
        await require_newest(database)
