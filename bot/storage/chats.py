"""Chats and what their readers chose."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.text import Lang
from bot.storage.chat_ids import ChatIds
from bot.storage.tables import chats


async def save_language(
    connection: AsyncConnection, ids: ChatIds, chat_id: int, lang: Lang, *, now: datetime
) -> None:
    """Keeps the reader's choice; the chat need not exist yet."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    await connection.execute(
        insert(chats)
        .values(chat_key=ids.key_of(chat_id), chat_ref=ids.seal(chat_id), lang=lang.value, created_at=now)
        .on_conflict_do_update(index_elements=["chat_key"], set_={"lang": lang.value})
    )


async def find_language(connection: AsyncConnection, ids: ChatIds, chat_id: int) -> Lang | None:
    """The reader's choice, or None where none was made."""
    found = await connection.scalar(select(chats.c.lang).where(chats.c.chat_key == ids.key_of(chat_id)))
    return Lang(found) if found else None


async def move_chat(connection: AsyncConnection, ids: ChatIds, old: int, new: int) -> None:
    """A group became a supergroup: its id changes, its settings stay. A chat already at `new` wins."""
    taken = await connection.scalar(select(chats.c.id).where(chats.c.chat_key == ids.key_of(new)))
    if taken is None:
        await connection.execute(
            update(chats)
            .where(chats.c.chat_key == ids.key_of(old))
            .values(chat_key=ids.key_of(new), chat_ref=ids.seal(new))
        )
