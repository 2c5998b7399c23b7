"""Pushes, their texts, and their fan-out into the outbox, a page of subscriptions at a time."""

from datetime import datetime

from sqlalchemy import Select, exists, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import State
from bot.domain.push import Body, Push, PushState
from bot.domain.text import Lang
from bot.storage.dialects import upsert
from bot.storage.tables import bodies, chats, outbox, pushes, subscription_topics, subscriptions

PAGE = 10_000  # subscriptions a transaction: others can write in between


async def add(connection: AsyncConnection, push: Push, *, now: datetime, fan_out: bool) -> int | None:
    """Keeps a push with its texts; None where its key is taken: it was made before.

    With `fan_out`, every subscriber of its topics gets it, by `fan_out_page`.
    """
    statement = upsert(connection, pushes).values(
        key=push.key,
        kind=push.kind.value,
        lane=int(push.lane),
        repeat=push.repeat.value,
        state=PushState.ACTIVE.value,
        shown=[list(pair) for pair in push.shown],
        topics=list(push.topics),
        levels=list(push.only_levels),
        fold_at=push.fold_at,
        created_at=now,
        fanned_to=0 if fan_out else None,
    )
    number: int | None = await connection.scalar(
        statement.on_conflict_do_nothing(index_elements=["key"]).returning(pushes.c.id)
    )
    if number is not None:
        rows = [
            {"push_id": number, "lang": lang.value, "html": body.html, "markup": body.markup}
            for lang, body in push.bodies.items()
        ]
        await connection.execute(insert(bodies), rows)
    return number


async def find_number(connection: AsyncConnection, key: str) -> int | None:
    found: int | None = await connection.scalar(select(pushes.c.id).where(pushes.c.key == key))
    return found


async def find_unfinished(connection: AsyncConnection) -> list[int]:
    """Pushes whose fan-out is not complete, the most urgent first."""
    query = select(pushes.c.id).where(pushes.c.fanned_to.is_not(None)).order_by(pushes.c.lane, pushes.c.id)
    return list((await connection.scalars(query)).all())


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
    wanted = _for_subscribers_of(wanted, push.topics, push.levels)
    columns = ["push_id", "chat_id", "thread_id", "lane", "state", "not_before"]
    await connection.execute(insert(outbox).from_select(columns, wanted, include_defaults=False))
    await connection.execute(update(pushes).where(pushes.c.id == number).values(fanned_to=last))
    return last is not None


def _for_subscribers_of(
    query: Select[tuple[int, int, int, int, str, datetime]], topics: list[str], levels: list[str]
) -> Select[tuple[int, int, int, int, str, datetime]]:
    if topics:
        follows = exists().where(
            subscription_topics.c.subscription_id == subscriptions.c.id,
            subscription_topics.c.topic.in_(topics),
        )
        query = query.where(or_(subscriptions.c.every_topic, follows))
    if levels:
        query = query.where(subscriptions.c.level.in_(levels))
    return query


async def add_rows(
    connection: AsyncConnection,
    number: int,
    lane: int,
    receivers: list[tuple[int, int, int]],
    *,
    now: datetime,
) -> int:
    """Queues a push for (chat number, thread, message to edit or 0) each; how many were not queued before."""
    if not receivers:
        return 0
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
        for chat, thread, edits in receivers
    ]
    done = await connection.execute(upsert(connection, outbox).on_conflict_do_nothing(), rows)
    return max(0, done.rowcount)


async def read_bodies(connection: AsyncConnection, number: int) -> dict[Lang, Body]:
    """The texts of a push."""
    rows = await connection.execute(select(bodies).where(bodies.c.push_id == number))
    return {Lang(row.lang): Body(row.html, row.markup) for row in rows}


async def set_state(connection: AsyncConnection, key: str, state: PushState) -> bool:
    """Pauses, resumes or cancels a push; whether there is one of that key."""
    done = await connection.execute(update(pushes).where(pushes.c.key == key).values(state=state.value))
    return bool(done.rowcount)
