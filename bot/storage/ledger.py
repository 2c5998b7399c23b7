"""Which chat was shown which version of a fact, and in which message.

Answers are noted here; what pushes showed stands in the outbox already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
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


@dataclass(frozen=True, slots=True, order=True)
class Seen:
    """A message that showed a fact, with all the facts that it showed. `message_id` 0: a page that may have been turned."""

    chat: int
    thread_id: int
    message_id: int
    facts: tuple[str, ...]


async def who_saw(connection: AsyncConnection, fact: str, below: int) -> list[Seen]:
    """The messages that showed the fact in a revision under `below`. Chats that cannot be reached are left out."""
    return sorted({*await _by_answers(connection, fact, below), *await _by_pushes(connection, fact, below)})


async def _by_answers(connection: AsyncConnection, fact: str, below: int) -> list[Seen]:
    wrong = shown.alias()
    query = (
        select(shown.c.chat_id, shown.c.thread_id, shown.c.message_id, shown.c.fact)
        .join(wrong, (wrong.c.chat_id == shown.c.chat_id) & (wrong.c.message_id == shown.c.message_id))
        .join(chats, chats.c.id == shown.c.chat_id)
        .where(wrong.c.fact == fact, wrong.c.revision < below, chats.c.state == "open")
        .order_by(shown.c.id)
    )
    facts: dict[tuple[int, int, int], list[str]] = {}
    for chat, thread, message, name in (await connection.execute(query)).all():
        # Pages share the number 0, and what stood together on one is not known.
        facts.setdefault((chat, thread, message), []).append(name if message else fact)
    return [Seen(*place, tuple(dict.fromkeys(names))) for place, names in facts.items()]


async def _by_pushes(connection: AsyncConnection, fact: str, below: int) -> list[Seen]:
    made = (await connection.execute(select(pushes.c.id, pushes.c.shown))).all()
    wrong = {
        row.id: tuple(name for name, _ in row.shown)
        for row in made
        if any(name == fact and revision < below for name, revision in row.shown)
    }
    query = (
        select(outbox.c.chat_id, outbox.c.thread_id, outbox.c.message_id, outbox.c.push_id)
        .join(chats, chats.c.id == outbox.c.chat_id)
        .where(
            outbox.c.push_id.in_(wrong),
            outbox.c.state.in_([State.SENT.value, State.UNKNOWN.value]),
            chats.c.state == "open",
        )
    )
    return [
        Seen(chat, thread, message or 0, wrong[push])
        for chat, thread, message, push in (await connection.execute(query)).all()
    ]


async def purge(connection: AsyncConnection, *, now: datetime) -> int:
    """Drops what is older than `KEPT_FOR`."""
    done = await connection.execute(delete(shown).where(shown.c.shown_at < now - KEPT_FOR))
    return int(done.rowcount)
