"""Which chat was shown which version of a fact, and in which message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.dialects import upsert
from bot.storage.tables import chats, shown

KEPT_FOR = timedelta(days=60)  # told in /privacy


@dataclass(frozen=True, slots=True)
class Showing:
    """A message that showed facts, each with the revision shown. `chat` is the row's number."""

    chat: int
    thread_id: int
    message_id: int
    facts: tuple[tuple[str, int], ...]


async def note(connection: AsyncConnection, showings: Sequence[Showing], *, now: datetime) -> None:
    """Keeps what was shown; a message that was edited shows its newest version."""
    rows = [
        {
            "chat_id": showing.chat,
            "thread_id": showing.thread_id,
            "message_id": showing.message_id,
            "fact": fact,
            "revision": revision,
            "shown_at": now,
        }
        for showing in showings
        for fact, revision in showing.facts
    ]
    if rows:
        statement = upsert(connection, shown)
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=["chat_id", "message_id", "fact"],
                set_={"revision": statement.excluded.revision, "shown_at": statement.excluded.shown_at},
            ),
            rows,
        )


async def who_saw(connection: AsyncConnection, fact: str, below: int) -> list[tuple[int, int, int]]:
    """(chat number, thread, message) of each message that showed the fact in a revision under `below`."""
    query = (
        select(shown.c.chat_id, shown.c.thread_id, shown.c.message_id)
        .join(chats, chats.c.id == shown.c.chat_id)
        .where(shown.c.fact == fact, shown.c.revision < below, chats.c.state == "open")
        .order_by(shown.c.id)
    )
    return [(chat, thread, message) for chat, thread, message in (await connection.execute(query)).all()]


async def purge(connection: AsyncConnection, *, now: datetime) -> int:
    """Drops what is older than `KEPT_FOR`."""
    done = await connection.execute(delete(shown).where(shown.c.shown_at < now - KEPT_FOR))
    return int(done.rowcount)
