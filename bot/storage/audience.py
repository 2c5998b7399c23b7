"""Who gets a push: the subscriptions that its topics and levels find."""

from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    FromClause,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.subscription import Subscription, SubscriptionLevel
from bot.storage.pushes import AnySelect
from bot.storage.subscriptions import read_subscription
from bot.storage.tables import chats, subscription_topics, subscriptions


def for_subscribers_of(query: AnySelect, topics: Sequence[str], levels: Sequence[str]) -> AnySelect:
    if topics:
        follows = exists().where(
            subscription_topics.c.subscription_id == subscriptions.c.id,
            subscription_topics.c.topic.in_(topics),
        )
        query = query.where(or_(subscriptions.c.every_topic, follows))
    if levels:
        wanted: ColumnElement[bool] = subscriptions.c.level.in_(levels)
        if SubscriptionLevel.ALL in levels:  # a level that this version does not know is read as this one
            wanted = or_(wanted, subscriptions.c.level.not_in([level.value for level in SubscriptionLevel]))
        query = query.where(wanted)
    return query


async def count_receivers(connection: AsyncConnection, topics: Sequence[str], levels: Sequence[str]) -> int:
    """How many subscriptions a push on these topics and for these levels would go to now."""
    query = select(func.count()).select_from(open_subscriptions())
    return int((await connection.execute(for_subscribers_of(query, topics, levels))).scalar_one())


async def find_samples(
    connection: AsyncConnection, topics: Sequence[str], levels: Sequence[str], most: int
) -> list[Subscription]:
    """Some of these subscriptions, spread over all of them, without whose they are."""
    total = await count_receivers(connection, topics, levels)
    query = (
        select(subscriptions, chats.c.lang.label("chosen"))
        .select_from(open_subscriptions())
        .order_by(subscriptions.c.id)
    )
    chosen = []
    for place in range(min(most, total)):
        wanted = for_subscribers_of(query, topics, levels).offset(place * total // most).limit(1)
        row = (await connection.execute(wanted)).first()
        if row is not None:
            chosen.append(read_subscription(row))
    return chosen


def open_subscriptions() -> FromClause:
    return subscriptions.join(chats, (chats.c.id == subscriptions.c.chat_id) & (chats.c.state == "open"))
