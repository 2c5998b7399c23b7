"""Chats: found by a keyed hash, with their language and whether they can be reached."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.text import Lang
from bot.storage.chat_ids import SEALED, ChatIds
from bot.storage.dialects import chunks, upsert
from bot.storage.tables import chats, outbox, shown, subscriptions


async def open_chat(connection: AsyncConnection, ids: ChatIds, chat_id: int, *, now: datetime) -> int:
    """The row's number of a chat that speaks to us: made where it is new, open again where it was not."""
    statement = upsert(connection, chats).values(
        chat_key=ids.key_of(chat_id), chat_ref=ids.seal(chat_id), created_at=now, state="open"
    )
    found: int = await connection.scalar(
        statement.on_conflict_do_update(
            index_elements=["chat_key"], set_={"state": "open", "paused_at": None}
        ).returning(chats.c.id)
    )
    return found


async def find_chat(connection: AsyncConnection, ids: ChatIds, chat_id: int) -> Any:
    """The row of a chat; None where it was never kept."""
    return (
        await connection.execute(select(chats).where(chats.c.chat_key == ids.key_of(chat_id)))
    ).one_or_none()


async def save_language(
    connection: AsyncConnection, ids: ChatIds, chat_id: int, lang: Lang, *, now: datetime
) -> None:
    """Keeps the reader's choice; the chat need not exist yet."""
    statement = upsert(connection, chats).values(
        chat_key=ids.key_of(chat_id), chat_ref=ids.seal(chat_id), lang=lang.value, created_at=now
    )
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["chat_key"], set_={"lang": lang.value})
    )


async def find_languages(
    connection: AsyncConnection, ids: ChatIds, chat_ids: Collection[int]
) -> Mapping[int, Lang]:
    """The choices of those who made one."""
    keys = {ids.key_of(chat_id): chat_id for chat_id in chat_ids}
    query = select(chats.c.chat_key, chats.c.lang).where(
        chats.c.chat_key.in_(keys), chats.c.lang.is_not(None)
    )
    rows = await connection.execute(query)
    return {keys[key]: Lang(lang) for key, lang in rows if lang in set(Lang)}


async def open_chats(
    connection: AsyncConnection, ids: ChatIds, chat_ids: Collection[int], *, now: datetime
) -> Mapping[int, int]:
    """The numbers of many chats that speak to us, as `open_chat` gives them."""
    keys = {ids.key_of(chat_id): chat_id for chat_id in chat_ids}
    if not keys:
        return {}
    statement = upsert(connection, chats).on_conflict_do_update(
        index_elements=["chat_key"], set_={"state": "open", "paused_at": None}
    )
    rows = [
        {"chat_key": key, "chat_ref": ids.seal(chat_id), "created_at": now, "state": "open"}
        for key, chat_id in sorted(
            keys.items()
        )  # in one order, so that two processes never wait for each other
    ]
    found = await connection.execute(statement.returning(chats.c.chat_key, chats.c.id), rows)
    return {keys[key]: number for key, number in found}


async def find_numbers(connection: AsyncConnection, ids: ChatIds, chat_ids: Collection[int]) -> list[int]:
    """The rows' numbers of those that are kept."""
    keys = [ids.key_of(chat_id) for chat_id in chat_ids]
    return list(await connection.scalars(select(chats.c.id).where(chats.c.chat_key.in_(keys))))


async def mark_seen(connection: AsyncConnection, chat: int, *, now: datetime) -> None:
    """Notes that the chat has looked at what is new up to `now`."""
    await connection.execute(update(chats).where(chats.c.id == chat).values(seen_at=now))


async def pause_chats(connection: AsyncConnection, numbers: list[int], *, now: datetime) -> None:
    """The readers stopped the bot: all is kept for their return."""
    for some in chunks(numbers):
        await connection.execute(
            update(chats)
            .where(chats.c.id.in_(some), chats.c.state == "open")
            .values(state="paused", paused_at=now)
        )


async def close_chats(connection: AsyncConnection, numbers: list[int]) -> None:
    """The chats are gone."""
    for some in chunks(numbers):
        await connection.execute(update(chats).where(chats.c.id.in_(some)).values(state="closed"))


async def move_chat(connection: AsyncConnection, ids: ChatIds, old: int, new: int) -> None:
    """A group became a supergroup: its id changes, all that is kept of it stays.

    Where the new id is known already, the old chat's subscription and queue go with the old chat: the reader's
    latest word, in the new one, wins; without one there, they move over.
    """
    source = await find_chat(connection, ids, old)
    if source is not None:
        await _rename(connection, ids, source.id, new)


async def seal_plain(connection: AsyncConnection, ids: ChatIds, most: int) -> int:
    """Seals chat ids that were kept before there was a data key, at most that many; how many there were.

    Raises `ConfigError` where the database holds ids that were sealed with another key, or there is none now.
    """
    sealed = chats.c.chat_ref.startswith(SEALED, autoescape=True)
    known: str | None = await connection.scalar(select(chats.c.chat_ref).where(sealed).limit(1))
    if known is not None:
        ids.open(known)
    if not ids.has_key:
        return 0
    plain = (await connection.execute(select(chats.c.id, chats.c.chat_ref).where(~sealed).limit(most))).all()
    for row in plain:
        await _rename(connection, ids, row.id, int(row.chat_ref))
    return len(plain)


async def _rename(connection: AsyncConnection, ids: ChatIds, number: int, chat_id: int) -> None:
    """Gives the row `number` that chat id; where another row has it, that one takes over what is kept."""
    target = await find_chat(connection, ids, chat_id)
    if target is None:
        await connection.execute(
            update(chats)
            .where(chats.c.id == number)
            .values(chat_key=ids.key_of(chat_id), chat_ref=ids.seal(chat_id))
        )
        return
    if target.id == number:
        return
    for table, same in (
        (subscriptions, (subscriptions.c.thread_id,)),
        (outbox, (outbox.c.push_id, outbox.c.thread_id, outbox.c.edits)),
        (shown, (shown.c.message_id, shown.c.fact)),
    ):
        there = table.alias()
        taken = (
            select(there.c.id)
            .where(there.c.chat_id == target.id, *(column == there.c[column.name] for column in same))
            .exists()
        )
        await connection.execute(
            update(table).where(table.c.chat_id == number, ~taken).values(chat_id=target.id)
        )
    await connection.execute(delete(chats).where(chats.c.id == number))


async def find_any_ref(connection: AsyncConnection) -> str | None:
    """One chat's id as it is kept, an encrypted one where there is any: it tells which key they were written with."""
    sealed = select(chats.c.chat_ref).where(chats.c.chat_ref.like(f"{SEALED}%")).limit(1)
    found: str | None = await connection.scalar(sealed)
    return found or await connection.scalar(select(chats.c.chat_ref).limit(1))
