"""`bot doctor`: looks at everything that the bot needs, and says of each what is wrong and what to do."""

import asyncio
from collections.abc import AsyncIterator

from bot.clock import Clock
from bot.commands.doctor.content import look_at_content
from bot.commands.doctor.database import look_at_database
from bot.commands.doctor.finding import Finding, Level
from bot.commands.doctor.machine import look_at_machine
from bot.commands.doctor.telegram import ask_telegram
from bot.config import Settings


async def examine(settings: Settings, clock: Clock, *, offline: bool) -> AsyncIterator[Finding]:
    """Each finding as soon as it is known. Changes nothing; offline, what needs Telegram is left out."""
    yield Finding("settings", Level.OK, "can be read, and none is wrong")
    if offline:
        yield Finding("telegram", Level.OK, "not asked (--offline)")
    else:
        async for finding in ask_telegram(settings, clock):
            yield finding
    async for finding in look_at_database(settings):
        yield finding
    for finding in await asyncio.to_thread(lambda: [*look_at_content(settings), *look_at_machine(settings)]):
        yield finding
