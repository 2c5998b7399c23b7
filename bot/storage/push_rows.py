"""Rows of the outbox for those who get a push, a page of subscriptions a transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.retry_policy import State
from bot.storage.audience import for_subscribers_of
from bot.storage.dialects import chunks, upsert
from bot.storage.tables import chats, outbox, pushes, subscriptions

PAGE = 5_000  # subscriptions a transaction: others can write in between


async def fan_out_page(connection: AsyncConnection, number: int) -> bool:
    """Queues the push for the next page of its subscribers; whether there may be more."""
    push = (await connection.execute(select(pushes).where(pushes.c.id == number))).one()
    if push.fanned_to is None:
        return False
    last = await connection.scalar(
        select(subscriptions.c.id)
        .where(subscriptions.c.id > push.fanned_to)
        .order_by(subscriptions.c.id)
        .offset(PAGE - 1)
        .limit(1)
    )
    after = subscriptions.c.id > push.fanned_to
    page = after if last is None else after & (subscriptions.c.id <= last)
    wanted = (
        select(
            literal(number),
            subscriptions.c.chat_id,
            subscriptions.c.thread_id,
            literal(push.lane),
            literal(State.QUEUED.value),
            literal(push.created_at, type_=outbox.c.not_before.type),
        )
        .join(chats, chats.c.id == subscriptions.c.chat_id)
        .where(page, chats.c.state == "open", subscriptions.c.created_at <= push.created_at)
        .order_by(subscriptions.c.id)
    )
    wanted = for_subscribers_of(wanted, push.topics, push.levels)
    columns = ["push_id", "chat_id", "thread_id", "lane", "state", "not_before"]
    await connection.execute(insert(outbox).from_select(columns, wanted, include_defaults=False))
    await connection.execute(update(pushes).where(pushes.c.id == number).values(fanned_to=last))
    return last is not None


async def add_rows(
    connection: AsyncConnection, wanted: Sequence[tuple[int, int, tuple[int, int, int]]], *, now: datetime
) -> int:
    """Queues (push's number, lane, receiver) each; how many were not queued before.

    A receiver is (chat's number, thread, message to edit or 0).
    """
    rows = [
        {
            "push_id": number,
            "chat_id": chat,
            "thread_id": thread,
            "edits": edits,
            "lane": lane,
            "state": State.QUEUED.value,
            "not_before": now,
        }
        for number, lane, (chat, thread, edits) in wanted
    ]
    queued = 0
    for some in chunks(rows):
        done = await connection.execute(upsert(connection, outbox).on_conflict_do_nothing(), some)
        queued += max(0, done.rowcount)
    return queued


async def add_rows_for_sent(
    connection: AsyncConnection, number: int, of: int, *, sent_after: datetime, now: datetime
) -> int:
    """Queues push `number` for each message that push `of` sent after that moment; how many were not queued before."""
    lane = (await connection.execute(select(pushes.c.lane).where(pushes.c.id == number))).scalar_one()
    wanted = select(
        literal(number),
        outbox.c.chat_id,
        outbox.c.thread_id,
        outbox.c.message_id,
        literal(lane),
        literal(State.QUEUED.value),
        literal(now, type_=outbox.c.not_before.type),
    ).where(
        outbox.c.push_id == of,
        outbox.c.state == State.SENT.value,
        outbox.c.message_id.is_not(None),
        outbox.c.settled_at > sent_after,
    )
    columns = ["push_id", "chat_id", "thread_id", "edits", "lane", "state", "not_before"]
    statement = upsert(connection, outbox).from_select(columns, wanted, include_defaults=False)
    done = await connection.execute(statement.on_conflict_do_nothing())
    return max(0, done.rowcount)
