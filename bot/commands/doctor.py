"""`bot doctor`: looks at everything that the bot needs, and says of each what is wrong and what to do."""

import asyncio
import os
import shutil
import zoneinfo
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import aiohttp
from telegram.error import InvalidToken, TelegramError

from bot.chat.wire.transport import AiohttpRequest
from bot.clock import Clock
from bot.commands.plurals import count
from bot.config import Settings
from bot.content.loading import load, load_usable
from bot.errors import BotError, ConfigError, StorageUnavailable
from bot.services.editing.model_store import ModelStore
from bot.storage.chats import count_not_newest, find_any_ref
from bot.storage.database import LONG_SECONDS, Database
from bot.storage.file_lock import alone_on
from bot.storage.migrate import find_revisions, is_newer, touch
from bot.storage.pooler import refuse_pooler

WRITE_SECONDS = 3.0  # as long as a reader waits
LEAST_DISK = 500_000_000  # bytes: a database of a million readers takes a good 300 MB (docs/runbook.md)
LEAST_MEMORY = 650_000_000  # bytes that one process takes, and some room
MOST_CLOCK_OFF = 30.0  # seconds
ASK_SECONDS = 10.0
_ZONES = ("Europe/Amsterdam", "America/New_York", "Asia/Tokyo")


class Level(StrEnum):
    OK = "ok"
    WORRY = "worry"  # it runs, and somebody should look
    FAULT = "fault"  # it does not run so


@dataclass(frozen=True, slots=True)
class Finding:
    """`todo` is empty where nothing is to be done."""

    name: str
    level: Level
    text: str
    todo: str = ""

    def __str__(self) -> str:
        return f"{self.level:<6}{self.name}: {self.text}" + (f"\n      -> {self.todo}" if self.todo else "")


async def examine(settings: Settings, clock: Clock, *, offline: bool) -> AsyncIterator[Finding]:
    """Each finding as soon as it is known. Changes nothing; offline, what needs Telegram is left out."""
    yield Finding("settings", Level.OK, "can be read, and none is wrong")
    if offline:
        yield Finding("telegram", Level.OK, "not asked (--offline)")
    else:
        async for finding in _ask_telegram(settings, clock):
            yield finding
    async for finding in _look_at_database(settings):
        yield finding
    for finding in await asyncio.to_thread(
        lambda: [*_look_at_content(settings), *_look_at_machine(settings)]
    ):
        yield finding


# -- Telegram ----------------------------------------------------------------------------------------------------------


async def _ask_telegram(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    if settings.telegram_bot_token is None:
        yield Finding(
            "token",
            Level.FAULT,
            "TELEGRAM_BOT_TOKEN is missing",
            "BotFather gives one (README, Connect a real bot)",
        )
        return
    base = f"{settings.telegram_api_url.rstrip('/')}/bot{settings.telegram_bot_token.get_secret_value()}"
    request = AiohttpRequest(connections=2, connect_timeout=ASK_SECONDS, read_timeout=ASK_SECONDS)
    await request.initialize()
    try:
        me = await request.call(f"{base}/getMe", {})
        yield Finding("token", Level.OK, f"Telegram knows it: @{me.get('username')}")
        yield _judge_webhook(await request.call(f"{base}/getWebhookInfo", {}), settings)
        yield await _compare_clocks(settings.telegram_api_url, clock)
    except InvalidToken:
        yield Finding(
            "token",
            Level.FAULT,
            "Telegram does not know it",
            "ask BotFather for the token (/mybots) and set it anew",
        )
    except TelegramError as error:
        yield Finding(
            "telegram",
            Level.FAULT,
            f"cannot be reached: {error.message}",
            "check network, DNS and firewall to TELEGRAM_API_URL, port 443; the bot itself waits and tries again",
        )
    finally:
        await request.shutdown()


def _judge_webhook(info: dict[str, Any], settings: Settings) -> Finding:
    url, pending = str(info.get("url") or ""), info.get("pending_update_count", 0)
    if info.get("last_error_message") and url:
        at = datetime.fromtimestamp(info.get("last_error_date", 0), UTC)
        return Finding(
            "webhook",
            Level.WORRY,
            f"{pending} updates wait; Telegram could not deliver at {at:%Y-%m-%d %H:%M} UTC: {info['last_error_message']}",
            "reach WEBHOOK_URL from outside; see the proxy's log (docs/runbook.md, Telegram down)",
        )
    if settings.webhook_url and not url.startswith(settings.webhook_url.rstrip("/")):
        return Finding(
            "webhook", Level.WORRY, "not set at Telegram yet", "`briefing-bot run` sets it when it starts"
        )
    if url and not settings.webhook_url:
        return Finding(
            "webhook",
            Level.WORRY,
            "set at Telegram, and WEBHOOK_URL is not: a bot that polls takes it away from the one that has it",
            "set WEBHOOK_URL and WEBHOOK_SECRET, or run on: the start removes it",
        )
    return Finding("webhook", Level.OK, f"{'set' if url else 'none, the bot polls'}; {pending} updates wait")


async def _compare_clocks(api_url: str, clock: Clock) -> Finding:
    try:
        limit = aiohttp.ClientTimeout(total=ASK_SECONDS)
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.get(api_url, allow_redirects=False) as answer,
        ):
            there = parsedate_to_datetime(answer.headers["Date"])
    except (aiohttp.ClientError, OSError, KeyError, ValueError):
        return Finding("clock", Level.OK, f"{clock():%Y-%m-%d %H:%M:%S} UTC; not compared")
    off = (clock() - there).total_seconds()
    if abs(off) > MOST_CLOCK_OFF:
        return Finding(
            "clock",
            Level.FAULT,
            f"{abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} Telegram's",
            "let the machine set its clock (systemd-timesyncd, chrony): digests and embargoes go by it",
        )
    return Finding("clock", Level.OK, f"within {max(1, round(abs(off)))} s of Telegram's")


# -- the database ------------------------------------------------------------------------------------------------------


async def _look_at_database(settings: Settings) -> AsyncIterator[Finding]:
    async with Database(settings.database_url) as database:
        if not database.is_there():
            yield Finding("database", Level.OK, f"{database.file} is not there yet; the start makes it")
            return
        try:
            await refuse_pooler(database)
            current, newest = await find_revisions(database)
            async with database.read() as connection:
                ref = await find_any_ref(connection) if current else None
            if current == newest:
                async with database.begin(patience=WRITE_SECONDS) as connection:
                    await touch(connection)
        except StorageUnavailable as error:
            yield Finding("database", Level.FAULT, str(error), "docs/runbook.md, Database away")
            return
        except ConfigError as error:
            yield Finding("database", Level.FAULT, str(error), "set DATABASE_URL anew")
            return
        if current == newest:
            yield Finding("database", Level.OK, f"answers and takes writes; schema {current}")
        elif is_newer(current):
            yield Finding(
                "database", Level.WORRY, f"schema {current} was made by a newer version than this one"
            )
        elif database.is_sqlite:
            yield Finding(
                "database", Level.OK, f"schema {current or 'none'}; the start brings it to {newest}"
            )
        else:
            yield Finding(
                "database", Level.FAULT, f"schema {current or 'none'}, not {newest}", "briefing-bot migrate"
            )
        yield _judge_key(settings, ref)
        if settings.other_data_keys:
            yield await _judge_other_keys(settings, database)
        yield _judge_lock(database)


def _judge_key(settings: Settings, ref: str | None) -> Finding:
    ids = settings.chat_ids
    try:
        if ref is not None:
            ids.open(ref)
    except BotError as error:
        return Finding("data key", Level.FAULT, str(error), "docs/runbook.md, Key lost")
    if not ids.has_key:
        todo = "set DATA_KEY: chat ids that are there are then encrypted at the next start"
        return Finding("data key", Level.WORRY, "none; chat ids are kept as plain text", todo)
    return Finding("data key", Level.OK, "fits" if ref else "set; nothing is encrypted with it yet")


async def _judge_other_keys(settings: Settings, database: Database) -> Finding:
    try:
        async with database.read(patience=LONG_SECONDS) as connection:
            left = await count_not_newest(connection, settings.chat_ids)
    except StorageUnavailable as error:
        return Finding("other keys", Level.FAULT, str(error), "docs/runbook.md, Database away")
    if left:
        todo = "the bot does it at night, `briefing-bot reseal` at once (docs/runbook.md, Another data key)"
        return Finding("other keys", Level.OK, f"{count(left, 'chat')} not encrypted with DATA_KEY yet", todo)
    todo = "once every replica has this DATA_KEY, take OTHER_DATA_KEYS out"
    return Finding("other keys", Level.OK, "no chat needs them any more", todo)


def _judge_lock(database: Database) -> Finding:
    if database.file is None:
        return Finding("alone", Level.OK, "PostgreSQL: several processes may run; one of them sends")
    try:
        with alone_on(database.file):
            return Finding("alone", Level.OK, "no bot runs on this database just now")
    except StorageUnavailable:
        return Finding("alone", Level.OK, "a bot runs on this database")


# -- content and machine -----------------------------------------------------------------------------------------------


def _look_at_content(settings: Settings) -> Iterator[Finding]:
    folder = settings.briefings_dir
    try:
        snapshot, _ = load_usable(folder)
    except BotError as error:
        if folder.is_dir():
            errors = sum(problem.severity == "error" for problem in load(folder).problems)
            text = f"{folder} has {count(errors, 'error')}"
        else:
            text = str(error)
        yield Finding("content", Level.FAULT, text, "briefing-bot check")
        return
    yield Finding("content", Level.OK, f"{folder}: {count(len(snapshot.facts), 'fact')}, no errors")
    if ModelStore(settings.cache_dir).open_engine(snapshot, wait=False).is_up_to_date:
        yield Finding("learned", Level.OK, f"all of it, kept in {settings.cache_dir}")
    else:
        yield Finding("learned", Level.OK, "not yet; the start learns it in some 20 s, and answers meanwhile")
    try:
        settings.cache_dir.mkdir(parents=True, exist_ok=True)
        writable = os.access(settings.cache_dir, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        todo = "give CACHE_DIR a folder that can be written; without it each start learns anew"
        yield Finding("cache", Level.WORRY, f"{settings.cache_dir} cannot be written", todo)


def _look_at_machine(settings: Settings) -> Iterator[Finding]:
    missing = [zone for zone in _ZONES if not _has_zone(zone)]
    if missing:
        yield Finding("zones", Level.FAULT, f"no data for {', '.join(missing)}", "pip install tzdata")
    else:
        yield Finding("zones", Level.OK, f"{len(zoneinfo.available_timezones())} time zones known")
    for folder in dict.fromkeys(_existing(path) for path in _written(settings)):
        free = shutil.disk_usage(folder).free
        text = f"{free / 1e9:.1f} GB free at {folder}"
        if free < LEAST_DISK:
            yield Finding("disk", Level.WORRY, text, "make room (docs/runbook.md, Disk full)")
        else:
            yield Finding("disk", Level.OK, text)
    available = _available_memory()
    if available is None:
        yield Finding("memory", Level.OK, "not told by this system")
    elif available < LEAST_MEMORY:
        todo = "one process takes some 600 MB; give the machine 1 GB, or swap for the start"
        yield Finding("memory", Level.WORRY, f"{available / 1e6:.0f} MB available", todo)
    else:
        yield Finding("memory", Level.OK, f"{available / 1e6:.0f} MB available")


def _written(settings: Settings) -> Iterator[Path]:
    yield settings.cache_dir
    name = settings.database_url.partition("sqlite+aiosqlite:///")[2].partition("?")[0]
    if name and name != ":memory:":
        yield Path(name)


def _existing(path: Path) -> Path:
    """The nearest folder above that is there already."""
    path = path.absolute()
    return path if path.is_dir() else _existing(path.parent)


def _has_zone(name: str) -> bool:
    try:
        return bool(zoneinfo.ZoneInfo(name))
    except (zoneinfo.ZoneInfoNotFoundError, OSError):
        return False


def _available_memory() -> int | None:
    """Bytes that a new process could take, by Linux; the container's own limit where it is lower."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        available = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration, ValueError):
        return None
    try:
        group = Path("/sys/fs/cgroup")
        limit = int((group / "memory.max").read_text()) - int((group / "memory.current").read_text())
    except (OSError, ValueError):
        return available
    return max(0, min(available, limit))
