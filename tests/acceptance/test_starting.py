"""Starting: Telegram that is late is waited for; what a person must mend is one sentence; a stop is heard meanwhile."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.app import running
from bot.clock import utc_now
from bot.config import Settings, load_settings
from bot.errors import BotError, ConfigError, StorageUnavailable
from bot.sandbox.server import serve
from bot.sandbox.world import World
from bot.services.editing.reloading import ContentReloader
from tests.acceptance.conftest import PARSED, House, open_house
from tests.conftest import CACHE, ROOT, SharedModelStore

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"


def settings_of(world: World, url: str, tmp_path: Path, briefings: Path, **more: Any) -> Settings:
    chosen: dict[str, Any] = {
        "telegram_bot_token": world.token,
        "telegram_api_url": url,
        "database_url": f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}",
        "briefings_dir": briefings,
        "cache_dir": CACHE,
        "listen": "127.0.0.1:0",
        **more,
    }
    return load_settings(_env_file=None, **chosen)


async def fault_of(settings: Settings) -> BotError:
    """What a bot with these settings ends with."""
    reloader = ContentReloader(settings.briefings_dir, utc_now, SharedModelStore(CACHE), PARSED)
    with pytest.raises(BotError) as caught:
        async with running(settings, reloader=reloader):
            pytest.fail("it is up")
    return caught.value


async def test_a_telegram_that_fails_at_first_is_asked_again_and_then_answered(
    briefings: Path, tmp_path: Path
) -> None:
    world = World(limits=False)
    faults = [
        {"kind": "server_error", "methods": ["getMe"], "times": 1},
        {"kind": "reset", "methods": ["deleteWebhook"], "times": 1},
        {"kind": "server_error", "methods": ["setMyCommands"], "times": 1},
    ]
    world.faults.set({"faults": faults})
    async with open_house(briefings, tmp_path, world=world) as house:
        reader = await house.reader("James", "en")
        assert (await reader.say("/help"))["text"]
    assert world.counts["getMe"] == 2


async def test_a_token_or_a_webhook_that_telegram_refuses_is_one_sentence(
    briefings: Path, tmp_path: Path
) -> None:
    world = World(limits=False)
    world.faults.set({"faults": [{"kind": "refused", "methods": ["setWebhook"]}]})
    hook = {"webhook_url": "https://bot.example", "webhook_secret": "hush"}
    async with serve(world) as sandbox:
        refused = await fault_of(
            settings_of(world, sandbox.url, tmp_path, briefings, telegram_bot_token=TOKEN)
        )
        assert isinstance(refused, ConfigError)
        assert str(refused).startswith("TELEGRAM_BOT_TOKEN: ")
        assert TOKEN not in str(refused)
        refused = await fault_of(settings_of(world, sandbox.url, tmp_path, briefings, **hook))
        assert isinstance(refused, ConfigError)
        assert str(refused).startswith("WEBHOOK_URL: Telegram refuses https://bot.example/")
        assert len(str(refused).splitlines()) == 1


async def test_a_second_bot_on_the_same_file_is_refused(
    house: House, briefings: Path, tmp_path: Path
) -> None:
    url = f"sqlite+aiosqlite:///{house.database}"
    fault = await fault_of(settings_of(house.world, house.url, tmp_path, briefings, database_url=url))
    assert isinstance(fault, StorageUnavailable)
    assert "another bot runs on" in str(fault)


async def test_a_bot_that_waits_for_telegram_says_so_and_stops_when_asked(
    briefings: Path, tmp_path: Path
) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": "http://127.0.0.1:1",  # nothing listens there
            "BRIEFINGS_DIR": str(briefings),
            "CACHE_DIR": str(CACHE),
            "LISTEN": "127.0.0.1:0",
            "LOG_FORMAT": "json",
        },
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    async with asyncio.timeout(60):
        told = await process.stderr.readuntil(b"Telegram cannot be reached")
        process.send_signal(signal.SIGTERM)
        told += await process.stderr.read()
        assert await process.wait() == 0, told.decode()
    assert b"Traceback" not in told
    assert TOKEN.encode() not in told
