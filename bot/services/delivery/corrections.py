"""A correction: a notice to exactly the chats that were shown what was wrong, and their old messages put right in place."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.records.briefing import Update
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.services.delivery.plans.corrections import (
    Addressed,
    Place,
    places_by_push,
    plan_answers,
    plan_notices,
    plan_pushes,
    put_right,
)
from bot.services.delivery.plans.push_building import Dress
from bot.storage import push_rows, pushes, shown_facts
from bot.storage.database import LONG_SECONDS, Database
from bot.storage.dialects import chunks
from bot.storage.pushes import PushText
from bot.storage.shown_facts import MessageWithFact

MOST_TEXTS = 200  # different texts in which one correction takes the place of old answers
PAGE = 200  # pushes whose texts are looked through at once
ROWS = 2_000  # messages queued in one transaction


@dataclass(frozen=True, slots=True)
class Corrected:
    """To how many chats a correction went, and how many messages it puts right."""

    chats: int
    messages: int


async def correct(
    database: Database, snapshot: Snapshot, update: Update, now: datetime, dress: Dress
) -> Corrected:
    """Makes the notices and the edits of a correction, a page a transaction: others can write in between.

    Safe to cut off and repeat: keys decide, and the notices come first, since a message that was put right no longer says
    whom they are for. Raises `StorageUnavailable`.
    """
    visible = snapshot.at(now)
    # 1. Who has what, and which of it shows the wrong words.
    async with database.read(patience=LONG_SECONDS) as connection:
        seen = await find_misled(connection, snapshot, update)
    places = places_by_push(seen)
    struck: dict[int, frozenset[Lang]] = {}
    async for texts in _read_texts(database, sorted(places)):
        struck |= {text.id: put_right(text, update, snapshot)[1] for text in texts}
    # 2. The notices.
    chats = await _write(database, plan_notices(seen, struck, update, visible, dress), now)
    # 3. What answers said, and what pushes said.
    answers = plan_answers(seen, update, visible, dress, most_texts=MOST_TEXTS)
    messages = await _write(database, answers, now)
    wrong = sorted(number for number, languages in struck.items() if languages)
    async for texts in _read_texts(database, wrong):
        messages += await _write(database, plan_pushes(texts, places, update, snapshot), now)
    return Corrected(chats, messages)


async def find_misled(
    connection: AsyncConnection, snapshot: Snapshot, update: Update
) -> list[MessageWithFact]:
    """Each message that showed what `update` corrects."""
    messages: dict[Place, MessageWithFact] = {}
    for name in update.corrects:
        revision = snapshot.revision_of(name) or 1
        for seen in await shown_facts.who_saw(connection, name, revision):
            messages.setdefault((seen.chat, seen.thread_id, seen.message_id), seen)
    return sorted(messages.values())


async def _read_texts(database: Database, numbers: Sequence[int]) -> AsyncIterator[Sequence[PushText]]:
    for some in chunks(numbers, PAGE):
        async with database.read(patience=LONG_SECONDS) as connection:
            texts = await pushes.find_texts(connection, some)
        yield texts


async def _write(database: Database, wanted: Sequence[Addressed], now: datetime) -> int:
    """Queues them; for how many messages."""
    if not wanted:
        return 0
    async with database.begin(patience=LONG_SECONDS) as connection:
        numbers = await pushes.add_all(connection, [each.push for each in wanted], now=now)
    rows = [(numbers[each.push.key], int(each.push.lane), place) for each in wanted for place in each.places]
    for some in chunks(rows, ROWS):
        async with database.begin(patience=LONG_SECONDS) as connection:
            await push_rows.add_rows(connection, some, now=now)
    return len(rows)
