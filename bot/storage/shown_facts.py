"""Which chat was shown which version of a fact, and in which message.

Answers are noted here; what pushes showed stands in the outbox already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, exists, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.retry_policy import State
from bot.storage.dialects import chunks, pairs_in, upsert
from bot.storage.retention import PAGE
from bot.storage.tables import chats, outbox, pushes, shown


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message that showed facts, each with the revision shown. `chat` is the row's number."""

    chat: int
    thread_id: int
    message_id: int
    facts: tuple[tuple[str, int], ...]


async def note(connection: AsyncConnection, showings: Sequence[ShownMessage], *, now: datetime) -> None:
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
class MessageWithFact:
    """A message that showed a fact. `message_id` 0: one that cannot be put right, as a page that may have been turned.

    `push`: whose text it shows now; 0: an answer's, with all the `facts` that it showed.
    """

    chat: int
    thread_id: int
    message_id: int
    push: int = 0
    facts: tuple[str, ...] = ()


async def who_saw(connection: AsyncConnection, fact: str, below: int) -> list[MessageWithFact]:
    """The messages that showed the fact in a revision under `below`, each once. Chats that cannot be reached are left out."""
    by_answers = await _by_answers(connection, fact, below)
    by_pushes = await _by_pushes(
        connection, fact, below
    )  # an answer that was put right has an edit's text now
    found = {(seen.chat, seen.thread_id, seen.message_id): seen for seen in (*by_answers, *by_pushes)}
    return sorted(found.values())


async def _by_answers(connection: AsyncConnection, fact: str, below: int) -> list[MessageWithFact]:
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
    return [MessageWithFact(*place, facts=tuple(dict.fromkeys(names))) for place, names in facts.items()]


async def _by_pushes(connection: AsyncConnection, fact: str, below: int) -> list[MessageWithFact]:
    """Decided by the last push that wrote the message: an edit is a push too, and shows the facts as they were then.

    What is on its way at this moment may say the wrong words; which message it becomes is not known yet (0).
    """
    pairs, name, revision = pairs_in(connection, pushes.c.shown)
    edit, undone = outbox.alias(), pushes.alias()
    taken_back = (
        exists()
        .where(
            undone.c.key >= "undo/",
            undone.c.key < "undo0",  # the character after the slash: a range of the keys' index
            edit.c.push_id == undone.c.id,
            edit.c.chat_id == outbox.c.chat_id,
            edit.c.edits == outbox.c.message_id,
        )
        .correlate(outbox)
    )
    query = (
        select(
            outbox.c.chat_id,
            outbox.c.thread_id,
            case((outbox.c.edits != 0, outbox.c.edits), else_=func.coalesce(outbox.c.message_id, 0)),
            outbox.c.push_id,
            revision,
            taken_back,
        )
        .select_from(pushes.join(pairs, true()))
        .join(outbox, outbox.c.push_id == pushes.c.id)
        .join(chats, chats.c.id == outbox.c.chat_id)
        .where(
            name == fact,
            outbox.c.state.in_([State.SENT.value, State.UNKNOWN.value, State.CLAIMED.value]),
            chats.c.state == "open",
        )
        .order_by(outbox.c.push_id)
    )
    found: dict[tuple[int, int, int], MessageWithFact] = {}
    for chat, thread, message, push, at, is_gone in (await connection.execute(query)).all():
        place = (chat, thread, 0 if is_gone else message)
        if at < below:
            found[place] = MessageWithFact(*place, push=push)
        elif place[2]:
            found.pop(place, None)
    return list(found.values())


async def purge(connection: AsyncConnection, *, shown_before: datetime, most: int = PAGE) -> int:
    """Drops what was shown long ago, at most so many; how many there were."""
    old = select(shown.c.id).where(shown.c.shown_at < shown_before).order_by(shown.c.shown_at).limit(most)
    numbers = list(await connection.scalars(old))
    for some in chunks(numbers):
        await connection.execute(delete(shown).where(shown.c.id.in_(some)))
    return len(numbers)


async def find_shown(connection: AsyncConnection, chat: int, message_id: int) -> tuple[str, ...]:
    """The facts that a message of ours shows, in no order of merit: an answer, or a push that was sent."""
    answered = await connection.scalars(
        select(shown.c.fact)
        .where(shown.c.chat_id == chat, shown.c.message_id == message_id)
        .order_by(shown.c.id)
    )
    found = tuple(answered.all())
    if found:
        return found
    pairs = await connection.scalar(
        select(pushes.c.shown)
        .join(outbox, outbox.c.push_id == pushes.c.id)
        .where(
            outbox.c.chat_id == chat,
            case((outbox.c.edits != 0, outbox.c.edits), else_=outbox.c.message_id) == message_id,
        )
        .order_by(outbox.c.id.desc())
        .limit(1)
    )
    return tuple(name for name, _ in pairs or ())


async def find_seen(connection: AsyncConnection, chat: int, before: datetime) -> dict[str, int]:
    """The facts that a chat had been shown before a moment, in answers and pushes, each with its newest revision then."""
    answered = await connection.execute(
        select(shown.c.fact, func.max(shown.c.revision))
        .where(shown.c.chat_id == chat, shown.c.shown_at < before)
        .group_by(shown.c.fact)
    )
    found = {str(fact): int(revision) for fact, revision in answered.all()}
    pushed = await connection.scalars(
        select(pushes.c.shown)
        .join(outbox, outbox.c.push_id == pushes.c.id)
        .where(
            outbox.c.chat_id == chat,
            outbox.c.state.in_([State.SENT.value, State.UNKNOWN.value, State.CLAIMED.value]),
            outbox.c.settled_at < before,
        )
    )
    for pairs in pushed.all():
        for fact, revision in pairs or ():
            found[fact] = max(found.get(fact, 0), revision)
    return found


async def find_last_push(
    connection: AsyncConnection, chat: int, thread_id: int, since: datetime
) -> tuple[str, ...]:
    """The facts of the newest push that was sent there since then."""
    pairs = await connection.scalar(
        select(pushes.c.shown)
        .join(outbox, outbox.c.push_id == pushes.c.id)
        .where(
            outbox.c.chat_id == chat,
            outbox.c.thread_id == thread_id,
            outbox.c.edits == 0,
            outbox.c.state.in_([State.SENT.value, State.UNKNOWN.value, State.CLAIMED.value]),
            outbox.c.settled_at >= since,
        )
        .order_by(outbox.c.settled_at.desc())
        .limit(1)
    )
    return tuple(name for name, _ in pairs or ())
