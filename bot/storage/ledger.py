"""Which chat was shown which version of a fact, and in which message.

Answers are noted here; what pushes showed stands in the outbox already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import State
from bot.storage.dialects import upsert
from bot.storage.tables import chats, outbox, pushes, shown

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
    """(chat number, thread, message) of each message that showed the fact in a revision under `below`.

    Message 0: a page that the reader may have turned since. Chats that cannot be reached are left out.
    """
    by_answer = (
        select(shown.c.chat_id, shown.c.thread_id, shown.c.message_id)
        .join(chats, chats.c.id == shown.c.chat_id)
        .where(shown.c.fact == fact, shown.c.revision < below, chats.c.state == "open")
    )
    made = (await connection.execute(select(pushes.c.id, pushes.c.shown))).all()
    wrong = [row.id for row in made if any(name == fact and revision < below for name, revision in row.shown)]
    by_push = (
        select(outbox.c.chat_id, outbox.c.thread_id, func.coalesce(outbox.c.message_id, 0))
        .join(chats, chats.c.id == outbox.c.chat_id)
        .where(
            outbox.c.push_id.in_(wrong),
            outbox.c.state.in_([State.SENT.value, State.UNKNOWN.value]),
            chats.c.state == "open",
        )
    )
    found = [*(await connection.execute(by_answer)).all(), *(await connection.execute(by_push)).all()]
    return sorted({(chat, thread, message) for chat, thread, message in found})


async def purge(connection: AsyncConnection, *, now: datetime) -> int:
    """Drops what is older than `KEPT_FOR`."""
    done = await connection.execute(delete(shown).where(shown.c.shown_at < now - KEPT_FOR))
    return int(done.rowcount)
