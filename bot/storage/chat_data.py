"""Everything that is kept of one chat: to be shown, and to be erased."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.chat_ids import ChatIds
from bot.storage.chats import find_chat
from bot.storage.tables import bodies, chats, outbox, pushes, shown, subscription_topics, subscriptions

_OF_CHAT = {"subscriptions": subscriptions, "messages": outbox, "shown_facts": shown}


async def erase(connection: AsyncConnection, ids: ChatIds, chat_id: int) -> Mapping[str, int]:
    """Deletes the chat and all that hangs on it; how many records of each kind there were."""
    row = await find_chat(connection, ids, chat_id)
    counts = dict.fromkeys((*_OF_CHAT, "settings"), 0)
    if row is None:
        return counts
    counts["settings"] = 1
    for name, table in _OF_CHAT.items():
        done = await connection.execute(delete(table).where(table.c.chat_id == row.id))
        counts[name] = int(done.rowcount)
    await connection.execute(delete(chats).where(chats.c.id == row.id))
    return counts


async def collect(connection: AsyncConnection, ids: ChatIds, chat_id: int) -> Mapping[str, Any]:
    """All that is kept, ready for JSON."""
    row = await find_chat(connection, ids, chat_id)
    if row is None:
        return {}
    kept: dict[str, Any] = {
        "chat": {
            "id": ids.open(row.chat_ref),
            **{
                name: _plain(getattr(row, name))
                for name in ("lang", "state", "created_at", "paused_at", "seen_at")
            },
        }
    }
    for name, table in _OF_CHAT.items():
        rows = (await connection.execute(select(table).where(table.c.chat_id == row.id))).mappings()
        kept[name] = [
            {str(column): _plain(value) for column, value in each.items() if column not in ("id", "chat_id")}
            for each in rows
        ]
    topics = await connection.scalars(
        select(subscription_topics.c.topic)
        .join(subscriptions, subscriptions.c.id == subscription_topics.c.subscription_id)
        .where(subscriptions.c.chat_id == row.id)
    )
    kept["topics"] = list(topics)
    texts = select(pushes.c.id, pushes.c.key, bodies.c.lang, bodies.c.html).join(
        bodies, bodies.c.push_id == pushes.c.id
    )
    own = select(outbox.c.push_id).where(outbox.c.chat_id == row.id)
    listed = await connection.execute(texts.where(pushes.c.id.in_(own)))
    kept["texts_of_messages"] = [
        {str(name): value for name, value in each.items()} for each in listed.mappings()
    ]
    return kept


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
