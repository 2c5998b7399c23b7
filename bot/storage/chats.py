"""Chats: found by a keyed hash, with their language and whether they can be reached."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.text import Lang
from bot.errors import ConfigError
from bot.storage.chat_ids import SEALED, ChatIds
from bot.storage.dialects import chunks, upsert
from bot.storage.retention import PAGE
from bot.storage.tables import chats, outbox, shown, subscriptions


async def open_chat(connection: AsyncConnection, ids: ChatIds, chat_id: int, *, now: datetime) -> int:
    """The row's number of a chat that speaks to us: made where it is new, open again where it was not."""
    return (await open_chats(connection, ids, [chat_id], now=now))[chat_id]


async def find_chat(connection: AsyncConnection, ids: ChatIds, chat_id: int) -> Any:
    """The row of a chat; None where it was never kept."""
    keys = ids.keys_of(chat_id)
    rows = (await connection.execute(select(chats).where(chats.c.chat_key.in_(keys)))).all()
    return min(rows, key=lambda row: keys.index(row.chat_key), default=None)


async def save_language(
    connection: AsyncConnection, ids: ChatIds, chat_id: int, lang: Lang, *, now: datetime
) -> None:
    """Keeps the reader's choice; the chat need not exist yet."""
    (key,) = await _find_keys(connection, ids, [chat_id])
    statement = upsert(connection, chats).values(
        chat_key=key, chat_ref=ids.seal(chat_id), lang=lang.value, created_at=now
    )
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["chat_key"], set_={"lang": lang.value})
    )


async def find_languages(
    connection: AsyncConnection, ids: ChatIds, chat_ids: Collection[int]
) -> Mapping[int, Lang]:
    """The choices of those who made one."""
    keys = {key: chat_id for chat_id in chat_ids for key in reversed(ids.keys_of(chat_id))}
    chosen: dict[str, Lang] = {}
    for some in chunks(list(keys)):
        query = select(chats.c.chat_key, chats.c.lang).where(
            chats.c.chat_key.in_(some), chats.c.lang.is_not(None)
        )
        rows = await connection.execute(query)
        chosen |= {key: Lang(lang) for key, lang in rows if lang in set(Lang)}
    # The newest key's row comes last, and wins.
    return {chat_id: chosen[key] for key, chat_id in keys.items() if key in chosen}


async def open_chats(
    connection: AsyncConnection, ids: ChatIds, chat_ids: Collection[int], *, now: datetime
) -> Mapping[int, int]:
    """The numbers of many chats that speak to us, as `open_chat` gives them."""
    if not chat_ids:
        return {}
    keys = await _find_keys(connection, ids, chat_ids)
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


async def _find_keys(
    connection: AsyncConnection, ids: ChatIds, chat_ids: Collection[int]
) -> Mapping[str, int]:
    """The chats by what each is kept under, in their order; a new one by the newest key."""
    if not ids.has_others:
        return {ids.key_of(chat_id): chat_id for chat_id in chat_ids}
    possible = {chat_id: ids.keys_of(chat_id) for chat_id in chat_ids}
    kept: set[str] = set()
    for some in chunks([key for keys in possible.values() for key in keys]):
        kept.update(await connection.scalars(select(chats.c.chat_key).where(chats.c.chat_key.in_(some))))
    return {
        next((key for key in keys if key in kept), keys[0]): chat_id for chat_id, keys in possible.items()
    }


async def find_numbers(connection: AsyncConnection, ids: ChatIds, chat_ids: Collection[int]) -> list[int]:
    """The rows' numbers of those that are kept."""
    keys = [key for chat_id in chat_ids for key in ids.keys_of(chat_id)]
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


async def close_chats(connection: AsyncConnection, numbers: list[int], *, now: datetime) -> None:
    """The chats are gone."""
    for some in chunks(numbers):
        await connection.execute(
            update(chats)
            .where(chats.c.id.in_(some), chats.c.state != "closed")
            .values(state="closed", paused_at=now)
        )


async def purge_gone(
    connection: AsyncConnection, *, gone_before: datetime, now: datetime, most: int = PAGE
) -> int:
    """Drops chats that were gone long ago with all that hangs on them, at most so many; how many there were."""
    is_gone = chats.c.state == "closed"
    # An older version did not note when.
    await connection.execute(update(chats).where(is_gone, chats.c.paused_at.is_(None)).values(paused_at=now))
    old = select(chats.c.id).where(is_gone, chats.c.paused_at < gone_before).limit(most)
    numbers = list(await connection.scalars(old))
    for some in chunks(numbers):
        await connection.execute(delete(chats).where(chats.c.id.in_(some)))
    return len(numbers)


async def move_chat(connection: AsyncConnection, ids: ChatIds, old: int, new: int) -> None:
    """A group became a supergroup: its id changes, all that is kept of it stays.

    Where the new id is known already, the old chat's subscription and queue go with the old chat: the reader's
    latest word, in the new one, wins; without one there, they move over.
    """
    source = await find_chat(connection, ids, old)
    if source is not None:
        await _rename(connection, ids, source.id, new)


async def check_key(connection: AsyncConnection, ids: ChatIds) -> None:
    """Raises `ConfigError` where the database holds ids that none of the keys opens, or there is none now.

    Looks at the oldest: sealing anew comes to it last.
    """
    sealed = chats.c.chat_ref.startswith(SEALED, autoescape=True)
    known: str | None = await connection.scalar(
        select(chats.c.chat_ref).where(sealed).order_by(chats.c.id).limit(1)
    )
    if known is not None:
        ids.open(known)


async def seal_plain(connection: AsyncConnection, ids: ChatIds, most: int) -> int:
    """Seals chat ids that were kept before there was a data key, at most that many; how many there were."""
    if not ids.has_key:
        return 0
    sealed = chats.c.chat_ref.startswith(SEALED, autoescape=True)
    plain = (await connection.execute(select(chats.c.id, chats.c.chat_ref).where(~sealed).limit(most))).all()
    for row in plain:
        await _rename(connection, ids, row.id, int(row.chat_ref))
    return len(plain)


@dataclass(frozen=True, slots=True)
class Page:
    """What sealing anew found among `seen` chats; `last`: the lowest number, None where there are no more."""

    seen: int
    sealed: int
    unreadable: int
    last: int | None


async def seal_anew(connection: AsyncConnection, ids: ChatIds, below: int | None, most: int) -> Page:
    """Seals with the newest key what another of the keys opens, at most `most` chats, from the highest number down."""
    below_it = chats.c.id < below if below is not None else true()
    numbers = list(
        await connection.scalars(select(chats.c.id).where(below_it).order_by(chats.c.id.desc()).limit(most))
    )
    if not numbers:
        return Page(0, 0, 0, None)
    rows = await connection.execute(
        select(chats.c.id, chats.c.chat_key, chats.c.chat_ref)
        .where(chats.c.id.between(numbers[-1], numbers[0]))
        .order_by(chats.c.chat_key)  # the order of `open_chats`
        .with_for_update()
    )
    sealed = unreadable = 0
    for row in rows.all():
        try:
            chat_id = ids.open(row.chat_ref)
        except (ConfigError, ValueError):
            unreadable += 1
            continue
        if not ids.is_newest(row.chat_ref) or row.chat_key != ids.key_of(chat_id):
            await _rename(connection, ids, row.id, chat_id)
            sealed += 1
    return Page(len(numbers), sealed, unreadable, numbers[-1])


async def _rename(connection: AsyncConnection, ids: ChatIds, number: int, chat_id: int) -> None:
    """Gives the row `number` that chat id, by the newest key; where another row has it, that one takes over what is kept."""
    newest = {"chat_key": ids.key_of(chat_id), "chat_ref": ids.seal(chat_id)}
    target = await _find_other(connection, ids, chat_id, number)
    if target is None:
        await connection.execute(update(chats).where(chats.c.id == number).values(**newest))
        return
    for table, same in (
        (subscriptions, (subscriptions.c.thread_id,)),
        (outbox, (outbox.c.push_id, outbox.c.thread_id, outbox.c.edits)),
        (shown, (shown.c.message_id, shown.c.fact)),
    ):
        there = table.alias()
        taken = (
            select(there.c.id)
            .where(there.c.chat_id == target, *(column == there.c[column.name] for column in same))
            .exists()
        )
        await connection.execute(
            update(table).where(table.c.chat_id == number, ~taken).values(chat_id=target)
        )
    chosen = select(chats.c.lang).where(chats.c.id == number).scalar_subquery()
    await connection.execute(
        update(chats).where(chats.c.id == target).values(**newest, lang=func.coalesce(chats.c.lang, chosen))
    )
    await connection.execute(delete(chats).where(chats.c.id == number))


async def _find_other(connection: AsyncConnection, ids: ChatIds, chat_id: int, number: int) -> int | None:
    """Another row of that chat, the one by the newest key first."""
    keys = ids.keys_of(chat_id)
    found = await connection.execute(
        select(chats.c.chat_key, chats.c.id).where(chats.c.chat_key.in_(keys), chats.c.id != number)
    )
    row = min(found.all(), key=lambda each: keys.index(each.chat_key), default=None)
    return row.id if row is not None else None


async def find_any_ref(connection: AsyncConnection) -> str | None:
    """The oldest chat's id as it is kept, an encrypted one where there is any: it tells which key they were written with."""
    sealed = select(chats.c.chat_ref).where(chats.c.chat_ref.like(f"{SEALED}%")).order_by(chats.c.id).limit(1)
    found: str | None = await connection.scalar(sealed)
    return found or await connection.scalar(select(chats.c.chat_ref).limit(1))


async def count_not_newest(connection: AsyncConnection, ids: ChatIds) -> int:
    """How many chats' ids are not sealed with the newest key."""
    count = 0
    found = await connection.stream(select(chats.c.chat_ref))
    async for rows in found.scalars().partitions(1_000):
        count += sum(not ids.is_newest(ref) for ref in rows)
    return count
