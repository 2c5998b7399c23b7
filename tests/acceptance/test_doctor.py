"""`bot doctor` finds what is wrong, each with what to do, and changes nothing."""

import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.clock import utc_now
from bot.commands.doctor import examine, machine
from bot.commands.doctor.finding import Finding, Level
from bot.config import Settings
from bot.sandbox.server import serve
from bot.sandbox.world import World
from bot.storage.chat_ids import ChatIds
from bot.storage.chats import open_chat
from bot.storage.database import Database
from bot.storage.file_lock import alone_on
from bot.storage.migrate import migrate
from tests.acceptance.test_starting import TOKEN, settings_of


@pytest.fixture
async def telegram() -> AsyncIterator[tuple[World, str]]:
    world = World(limits=False)
    async with serve(world) as sandbox:
        yield world, sandbox.url


async def look(settings: Settings, **more: Any) -> dict[str, Finding]:
    """The findings by name; of two by one name, the worse."""
    found: dict[str, Finding] = {}
    async for finding in examine(settings, more.pop("clock", utc_now), offline=more.pop("offline", False)):
        assert finding.todo or finding.level is Level.OK or "newer version" in finding.text
        if finding.name not in found or finding.level is not Level.OK:
            found[finding.name] = finding
    return found


async def test_a_bot_in_order_has_no_fault_and_nothing_is_made(
    telegram: tuple[World, str], tmp_path: Path, briefings: Path
) -> None:
    world, url = telegram
    found = await look(settings_of(world, url, tmp_path, briefings))
    assert [each for each in found.values() if each.level is Level.FAULT] == []
    assert {
        "settings",
        "token",
        "webhook",
        "clock",
        "database",
        "content",
        "learned",
        "zones",
        "disk",
        "memory",
    } <= set(found)
    assert list(tmp_path.iterdir()) == []


async def test_a_database_that_reads_and_takes_no_write_is_a_fault(
    telegram: tuple[World, str], tmp_path: Path, briefings: Path
) -> None:
    world, url = telegram
    settings = settings_of(world, url, tmp_path, briefings)
    async with Database(settings.database_url) as database:
        await migrate(database)
        assert database.file is not None
        assert "takes writes" in (await look(settings))["database"].text
        other = sqlite3.connect(database.file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            found = (await look(settings))["database"]
        finally:
            other.close()
    assert (found.level, "locked" in found.text) == (Level.FAULT, True)
    assert "Database away" in found.todo


async def test_what_telegram_says_is_told(
    telegram: tuple[World, str], tmp_path: Path, briefings: Path
) -> None:
    world, url = telegram
    unknown = await look(settings_of(world, url, tmp_path, briefings, telegram_bot_token=TOKEN))
    assert (unknown["token"].level, "BotFather" in unknown["token"].todo) == (Level.FAULT, True)
    away = await look(settings_of(world, "http://127.0.0.1:1", tmp_path, briefings))
    assert away["telegram"].level is Level.FAULT
    assert TOKEN not in str([*unknown.values(), *away.values()])
    hook = {"webhook_url": "https://bot.example", "webhook_secret": "hush"}
    unset = await look(settings_of(world, url, tmp_path, briefings, **hook))
    assert unset["webhook"].level is Level.WORRY
    offline = await look(settings_of(world, "http://127.0.0.1:1", tmp_path, briefings), offline=True)
    assert [each for each in offline.values() if each.level is Level.FAULT] == []


@pytest.mark.parametrize(("seconds", "said"), [(-300, "behind"), (3600, "ahead of")])
async def test_a_clock_that_is_off_is_told(
    telegram: tuple[World, str], tmp_path: Path, briefings: Path, seconds: int, said: str
) -> None:
    world, url = telegram
    clock = lambda: utc_now() + timedelta(seconds=seconds)  # noqa: E731
    found = await look(settings_of(world, url, tmp_path, briefings), clock=clock)
    assert found["clock"].level is Level.FAULT
    assert said in found["clock"].text


async def test_a_database_of_another_key_none_or_nobody_is_told(
    telegram: tuple[World, str], tmp_path: Path, briefings: Path
) -> None:
    world, url = telegram
    settings = settings_of(world, url, tmp_path, briefings)
    async with Database(settings.database_url) as database:
        await migrate(database)
        async with database.begin() as connection:
            await open_chat(connection, ChatIds("a key"), 5, now=utc_now())
        with alone_on(database.file):
            running = await look(settings, offline=True)
    assert "a bot runs" in running["alone"].text
    assert running["data key"].level is Level.FAULT
    fits = await look(settings_of(world, url, tmp_path, briefings, data_key="a key"), offline=True)
    assert (fits["data key"].level, fits["data key"].text) == (Level.OK, "fits")
    other = await look(settings_of(world, url, tmp_path, briefings, data_key="other"), offline=True)
    assert other["data key"].level is Level.FAULT
    (tmp_path / "bot.db").write_text("no database" * 100)
    assert (await look(settings, offline=True))["database"].level is Level.FAULT


async def test_broken_files_a_full_disk_and_little_memory_are_told(
    telegram: tuple[World, str], tmp_path: Path, briefings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, url = telegram
    (briefings / "people.yaml").write_text("- id: [")
    monkeypatch.setattr(machine, "LEAST_DISK", 10**18)
    monkeypatch.setattr(machine, "LEAST_MEMORY", 10**18)
    monkeypatch.setattr(machine, "ZONES", ("Europe/Amsterdam", "Nowhere/Land"))
    found = await look(settings_of(world, url, tmp_path, briefings), offline=True)
    assert (found["content"].level, found["content"].todo) == (Level.FAULT, "briefing-bot check")
    assert found["disk"].level is found["memory"].level is Level.WORRY
    assert (found["zones"].level, "Nowhere/Land" in found["zones"].text) == (Level.FAULT, True)
    gone = await look(settings_of(world, url, tmp_path, tmp_path / "nowhere"), offline=True)
    assert "no folder" in gone["content"].text


def test_the_command_ends_with_one_where_something_must_be_mended(
    briefings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFINGS_DIR", str(briefings))
    assert CliRunner().invoke(app, ["doctor", "--offline"]).exit_code == 0
    monkeypatch.setenv("BRIEFINGS_DIR", "/nowhere")
    ran = CliRunner().invoke(app, ["doctor", "--offline", "--json"])
    assert ran.exit_code == 1
    assert '"level":"fault"' in ran.stdout
