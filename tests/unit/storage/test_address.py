"""A database's address is taken as providers hand it out, or refused in a sentence without its password."""

import pytest

from bot.config import load_settings
from bot.errors import ConfigError
from bot.storage.address import read_address, split_options


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("postgres://u:p@db.example:5432/news", "postgresql+asyncpg://u:p@db.example:5432/news"),
        ("postgresql://u@db.example/news", "postgresql+asyncpg://u@db.example/news"),
        ("postgresql+psycopg2://u:p@db.example/news", "postgresql+asyncpg://u:p@db.example/news"),
        (" postgresql+asyncpg://u:p%40@[::1]:6000/news\n", "postgresql+asyncpg://u:p%40@[::1]:6000/news"),
        (
            "postgres://u:p@db.example/news?sslmode=require&connect_timeout=10&keepalives_idle=30",
            "postgresql+asyncpg://u:p@db.example/news?sslmode=require",
        ),
        (
            "postgres://u:p@db.example/news?channel_binding=prefer",
            "postgresql+asyncpg://u:p@db.example/news",
        ),
        ("sqlite:///folder/bot.db", "sqlite+aiosqlite:///folder/bot.db"),
        ("sqlite+aiosqlite:////srv/bot.db", "sqlite+aiosqlite:////srv/bot.db"),
    ],
)
def test_an_address_is_taken_as_it_is_handed_out(given: str, taken: str) -> None:
    assert load_settings(_env_file=None, database_url=given).database_url == taken


@pytest.mark.parametrize(
    "given",
    [
        "postgres://u:hush@db.example:five/news",
        "postgres://u:hush@db.example:65536/news",
        "postgres://u:hush@db.example:0/news",
        "postgres://u:pa@hush@db.example/news",
        "postgres://u:hush@one.example:5432,two.example:5432/news",
        "postgres://u:hush@db.example/news?sslmode=require&channel_binding=require",
        "postgres://u:hush@pool.example:6543/news?pgbouncer=true",
        "mysql://u:hush@db.example/news",
        "jdbc:postgresql://db.example/news?user=u&password=hush",
        "db.example/news",
        "sqlite://folder/hush.db",
        "sqlite:///bot.db?journal=hush",
        "",
        "\x00",
    ],
)
def test_a_wrong_address_is_one_sentence_without_its_password(given: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(_env_file=None, database_url=given or " ")
    (line,) = str(caught.value).splitlines()
    assert line.startswith("DATABASE_URL: ")
    assert "hush@" not in line
    assert "hush." not in line


def test_options_of_libpq_go_to_the_driver_as_a_dsn_and_its_own_stay() -> None:
    url = read_address("postgres://u:p@db.example/news?sslmode=verify-full&sslrootcert=/ca.pem&ssl=require")
    address, dsn = split_options(url)
    assert dict(address.query) == {"ssl": "require"}
    assert dsn == "postgresql://?sslmode=verify-full&sslrootcert=%2Fca.pem"
    assert split_options(read_address("postgres://u@db.example/news")) == (
        read_address("postgres://u@db.example/news"),
        "",
    )
