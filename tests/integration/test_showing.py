"""What was shown is noted behind the answers, and not of those who are forgotten meanwhile."""

import asyncio
from pathlib import Path

from bot.services.delivery.shown_facts import ShownFactsWriter
from bot.storage import chats
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.support.fakes import IDS, HandClock, until


async def test_who_is_forgotten_while_their_answer_is_being_noted_stays_forgotten(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}")
    await migrate(database)
    showing = ShownFactsWriter(database, IDS, HandClock())
    showing.note(1, 0, 5, (("a-fact", 1),))
    showing.note(2, 0, 6, (("a-fact", 1),))
    async with database.begin():  # the next writer waits in line behind this one
        noting = asyncio.create_task(showing.flush())
        await until(lambda: not showing.waiting)
        showing.forget(1)
    await noting
    async with database.read() as connection:
        assert await chats.find_chat(connection, IDS, 1) is None
        assert await chats.find_chat(connection, IDS, 2) is not None
    await database.close()
