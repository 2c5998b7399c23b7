"""Whether the database is there, takes writes, has the newest schema, and opens with the keys."""

from collections.abc import AsyncIterator

from bot.commands.doctor.finding import Finding, Level
from bot.commands.plurals import count
from bot.config import Settings
from bot.errors import BotError, ConfigError, StorageUnavailable
from bot.storage.chats import count_not_newest, find_any_ref
from bot.storage.database import LONG_SECONDS, Database
from bot.storage.file_lock import alone_on
from bot.storage.migrate import find_revisions, is_newer, touch
from bot.storage.pooler import refuse_pooler

WRITE_SECONDS = 3.0  # as long as a reader waits


async def look_at_database(settings: Settings) -> AsyncIterator[Finding]:
    """As soon as each is known; a write is tried."""
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
