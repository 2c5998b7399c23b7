"""Subscriptions, and whose digest is due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.quiet_hours import QuietHours
from bot.domain.delivery.subscription import EVERY_DAY, USUAL_TIME, Subscription, SubscriptionLevel
from bot.domain.text import Lang
from bot.storage.dialects import chunks, upsert
from bot.storage.stored import Unknown
from bot.storage.tables import chats, subscription_topics, subscriptions


@dataclass(frozen=True, slots=True)
class StoredSubscription:
    """A subscription as it is kept. `chat` is the row's number, not Telegram's."""

    id: int
    chat: int
    thread_id: int
    subscription: Subscription
    next_due: datetime | None
    digested_until: datetime
    reachable: bool  # the reader has not stopped the bot, and the chat is there


async def save(
    connection: AsyncConnection,
    chat: int,
    thread_id: int,
    wanted: Subscription,
    *,
    next_due: datetime | None,
    now: datetime,
    digests_anew: bool = False,
) -> int:
    """Keeps `wanted` for the chat, new or changed; returns its number. `digests_anew`: its digests begin at `now`."""
    values = {**_columns(wanted), "next_due": next_due}
    statement = upsert(connection, subscriptions).values(
        chat_id=chat, thread_id=thread_id, told_until=now, created_at=now, **values
    )
    if digests_anew:
        values["told_until"] = now
    number: int = await connection.scalar(
        statement.on_conflict_do_update(index_elements=["chat_id", "thread_id"], set_=values).returning(
            subscriptions.c.id
        )
    )
    await connection.execute(
        delete(subscription_topics).where(subscription_topics.c.subscription_id == number)
    )
    if wanted.topics:
        rows = [{"subscription_id": number, "topic": topic} for topic in sorted(wanted.topics)]
        await connection.execute(insert(subscription_topics), rows)
    return number


async def begin(
    connection: AsyncConnection, wanted: Mapping[tuple[int, int], Subscription], *, now: datetime
) -> set[tuple[int, int]]:
    """Keeps new subscriptions with their topics, by (chat, thread); which began. Those that are there stay as they are."""
    statement = upsert(connection, subscriptions).on_conflict_do_nothing(
        index_elements=["chat_id", "thread_id"]
    )
    rows = [
        {"chat_id": chat, "thread_id": thread, "told_until": now, "created_at": now, **_columns(each)}
        for (chat, thread), each in sorted(wanted.items())
    ]
    begun = await connection.execute(
        statement.returning(subscriptions.c.id, subscriptions.c.chat_id, subscriptions.c.thread_id), rows
    )
    numbers = {(row.chat_id, row.thread_id): row.id for row in begun}
    followed = [
        {"subscription_id": number, "topic": topic}
        for place, number in sorted(numbers.items())
        for topic in sorted(wanted[place].topics or ())
    ]
    if followed:
        await connection.execute(insert(subscription_topics), followed)
    return set(numbers)


async def find(connection: AsyncConnection, chat: int, thread_id: int) -> StoredSubscription | None:
    """The subscription of a chat, or of a topic of it."""
    found = await _read(
        connection, (subscriptions.c.chat_id == chat) & (subscriptions.c.thread_id == thread_id)
    )
    return found[0] if found else None


async def of_chat(connection: AsyncConnection, chat: int) -> Sequence[StoredSubscription]:
    """All subscriptions of a chat: its own and those of its topics."""
    return await _read(connection, subscriptions.c.chat_id == chat)


async def remove(connection: AsyncConnection, chat: int, thread_id: int) -> bool:
    """Whether there was one."""
    done = await connection.execute(
        delete(subscriptions).where(subscriptions.c.chat_id == chat, subscriptions.c.thread_id == thread_id)
    )
    return bool(done.rowcount)


async def has_due(connection: AsyncConnection, *, now: datetime) -> bool:
    """Whether anyone's digest is due."""
    return (await connection.execute(due(now=now, most=1))).first() is not None


async def find_due(connection: AsyncConnection, *, now: datetime, most: int) -> Sequence[StoredSubscription]:
    """Those whose digest is due, the longest due first."""
    return await _read(connection, subscriptions.c.id.in_(due(now=now, most=most)))


async def read_due_after(
    connection: AsyncConnection, *, after: int, later_than: datetime, most: int
) -> Sequence[StoredSubscription]:
    """A page of those whose digest is due later than that, by their numbers, from the first above `after`."""
    page = (
        select(subscriptions.c.id)
        .where(subscriptions.c.id > after, subscriptions.c.next_due > later_than)
        .order_by(subscriptions.c.id)
        .limit(most)
    )
    return await _read(connection, subscriptions.c.id.in_(page))


def due(*, now: datetime, most: int) -> Select[tuple[int]]:
    """The query for their numbers."""
    return (
        select(subscriptions.c.id)
        .where(subscriptions.c.next_due <= now)
        .order_by(subscriptions.c.next_due)
        .limit(most)
    )


async def settle_due(
    connection: AsyncConnection, told: Iterable[tuple[int, datetime | None, datetime]]
) -> None:
    """For each (number, next due, told until): what changed up to then has been told."""
    rows = [{"number": number, "due": at, "told": until} for number, at, until in told]
    if rows:
        await connection.execute(
            update(subscriptions)
            .where(subscriptions.c.id == bindparam("number"))
            .values(next_due=bindparam("due"), told_until=bindparam("told")),
            rows,
        )


async def wake_digest(connection: AsyncConnection, number: int, at: datetime) -> None:
    """Sees to it that a digest comes, for what was folded."""
    await connection.execute(
        update(subscriptions)
        .where(subscriptions.c.id == number, subscriptions.c.next_due.is_(None))
        .values(next_due=at)
    )


async def _read(connection: AsyncConnection, where: Any) -> list[StoredSubscription]:
    query = (
        select(subscriptions, chats.c.lang.label("chosen"), chats.c.state.label("chat_state"))
        .join(chats, chats.c.id == subscriptions.c.chat_id)
        .where(where)
        .order_by(subscriptions.c.id)
    )
    rows = (await connection.execute(query)).all()
    topics: dict[int, set[str]] = {}
    for some in chunks([row.id for row in rows if not row.every_topic]):
        listed = await connection.execute(
            select(subscription_topics).where(subscription_topics.c.subscription_id.in_(some))
        )
        for number, topic in listed:
            topics.setdefault(number, set()).add(topic)
    unknown = Unknown()
    kept = [
        StoredSubscription(
            row.id,
            row.chat_id,
            row.thread_id,
            read_subscription(row, frozenset(topics.get(row.id, ())), unknown),
            row.next_due,
            row.told_until,
            row.chat_state == "open",
        )
        for row in rows
    ]
    unknown.tell()
    return kept


def read_subscription(
    row: Any, topics: frozenset[str] = frozenset(), unknown: Unknown | None = None
) -> Subscription:
    """From a row with the columns of `subscriptions` and the chat's own choice of language as `chosen`.

    What this version does not know is read as what a new subscription has, and counted in `unknown`.
    """
    seen = unknown or Unknown()
    quiet = None
    if row.quiet_from is not None and row.quiet_to is not None:
        start = seen.wall_time("quiet_from", row.quiet_from, None)
        end = seen.wall_time("quiet_to", row.quiet_to, None)
        quiet = QuietHours(start, end) if start is not None and end is not None else None
    weekdays = frozenset(day for day in EVERY_DAY if row.weekdays >> day & 1)
    if not weekdays or row.weekdays >> len(EVERY_DAY):
        seen.note("weekdays")
    subscribed_in = seen.choice("subscriptions.lang", row.lang, Lang, Lang.EN)
    return Subscription(
        lang=seen.choice("chats.lang", row.chosen, Lang, subscribed_in) if row.chosen else subscribed_in,
        zone=seen.zone("zone", row.zone),
        level=seen.choice("level", row.level, SubscriptionLevel, SubscriptionLevel.ALL),
        topics=None if row.every_topic else topics,
        at=seen.wall_time("at_minute", row.at_minute, USUAL_TIME),
        weekdays=weekdays or EVERY_DAY,
        quiet=quiet,
        breaking_in_quiet=row.breaking_in_quiet,
        daily_cap=row.daily_cap,
        silent=row.silent,
        paused_until=row.paused_until,
    )


def _columns(wanted: Subscription) -> dict[str, Any]:
    return {
        "lang": wanted.lang.value,
        "zone": wanted.zone,
        "level": wanted.level.value,
        "every_topic": wanted.topics is None,
        "at_minute": _minutes(wanted.at),
        "weekdays": sum(1 << day for day in wanted.weekdays),
        "quiet_from": _minutes(wanted.quiet.start) if wanted.quiet else None,
        "quiet_to": _minutes(wanted.quiet.end) if wanted.quiet else None,
        "breaking_in_quiet": wanted.breaking_in_quiet,
        "daily_cap": wanted.daily_cap,
        "silent": wanted.silent,
        "paused_until": wanted.paused_until,
    }


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute
