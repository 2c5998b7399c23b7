"""Pushes, their texts, and their fan-out into the outbox, a page of subscriptions at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.policy import Repeat, State
from bot.domain.delivery.push import Body, Push, PushKind, PushState
from bot.domain.delivery.subscription import Subscription, SubscriptionLevel
from bot.domain.text import Lang
from bot.storage import retention
from bot.storage.dialects import chunks, upsert
from bot.storage.subscriptions import read_subscription
from bot.storage.tables import bodies, chats, outbox, pushes, subscription_topics, subscriptions

AnySelect = TypeVar("AnySelect", bound=Select[Any])

PAGE = 5_000  # subscriptions a transaction: others can write in between


async def add(connection: AsyncConnection, push: Push, *, now: datetime, fan_out: bool) -> int | None:
    """Keeps a push with its texts; None where its key is taken: it was made before.

    With `fan_out`, every subscriber of its topics gets it, by `fan_out_page`.
    """
    statement = upsert(connection, pushes).values(**_values(push, now), fanned_to=0 if fan_out else None)
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


async def add_all(connection: AsyncConnection, wanted: Sequence[Push], *, now: datetime) -> dict[str, int]:
    """Keeps many pushes at once, for receivers who are named later; the number of each, by key, that was not kept before."""
    if not wanted:
        return {}
    statement = upsert(connection, pushes).on_conflict_do_nothing(index_elements=["key"])
    rows = [{**_values(push, now), "fanned_to": None} for push in wanted]
    made = (await connection.execute(statement.returning(pushes.c.key, pushes.c.id), rows)).all()
    numbers = {row.key: row.id for row in made}
    texts = [
        {"push_id": numbers[push.key], "lang": lang.value, "html": body.html, "markup": body.markup}
        for push in wanted
        if push.key in numbers
        for lang, body in push.bodies.items()
    ]
    if texts:
        await connection.execute(insert(bodies), texts)
    return numbers


def _values(push: Push, now: datetime) -> dict[str, Any]:
    return {
        "key": push.key,
        "kind": push.kind.value,
        "lane": int(push.lane),
        "repeat": push.repeat.value,
        "state": PushState.ACTIVE.value,
        "shown": [list(pair) for pair in push.shown],
        "topics": list(push.topics),
        "levels": list(push.only_levels),
        "fold_at": push.fold_at,
        "created_at": now,
    }


@dataclass(frozen=True, slots=True)
class PushText:
    """What a push says, and the facts that it shows."""

    id: int
    facts: tuple[str, ...]
    bodies: Mapping[Lang, Body]


async def find_texts(connection: AsyncConnection, numbers: Sequence[int]) -> list[PushText]:
    """The texts of the pushes of these numbers."""
    found = []
    for some in chunks(numbers):
        kept: dict[int, dict[Lang, Body]] = {}
        rows = await connection.execute(select(bodies).where(bodies.c.push_id.in_(some)))
        for row in rows:
            if row.lang in set(Lang):
                kept.setdefault(row.push_id, {})[Lang(row.lang)] = Body(row.html, row.markup)
        rows = await connection.execute(select(pushes.c.id, pushes.c.shown).where(pushes.c.id.in_(some)))
        found += [
            PushText(row.id, tuple(pair[0] for pair in row.shown), kept.get(row.id, {})) for row in rows
        ]
    return found


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


def _for_subscribers_of(query: AnySelect, topics: Sequence[str], levels: Sequence[str]) -> AnySelect:
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


async def add_rows(
    connection: AsyncConnection,
    number: int,
    lane: int,
    receivers: list[tuple[int, int, int]],
    *,
    now: datetime,
) -> int:
    """Queues a push for (chat number, thread, message to edit or 0) each; how many were not queued before."""
    return await add_rows_of(connection, [(number, lane, receiver) for receiver in receivers], now=now)


async def add_rows_of(
    connection: AsyncConnection, wanted: Sequence[tuple[int, int, tuple[int, int, int]]], *, now: datetime
) -> int:
    """The same for many pushes at once: (push number, lane, receiver) each."""
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


async def read_bodies(connection: AsyncConnection, number: int) -> dict[Lang, Body]:
    """The texts of a push."""
    rows = await connection.execute(select(bodies).where(bodies.c.push_id == number))
    return {Lang(row.lang): Body(row.html, row.markup) for row in rows if row.lang in set(Lang)}


async def set_state(connection: AsyncConnection, number: int, state: PushState) -> bool:
    """Pauses, resumes or cancels a push; whether there is one that was not cancelled before."""
    done = await connection.execute(
        update(pushes)
        .where(pushes.c.id == number, pushes.c.state != PushState.CANCELLED.value)
        .values(state=state.value)
    )
    if done.rowcount and state is PushState.CANCELLED:
        await connection.execute(update(pushes).where(pushes.c.id == number).values(fanned_to=None))
    return bool(done.rowcount)


async def purge(connection: AsyncConnection, *, made_before: datetime, most: int = retention.PAGE) -> int:
    """Drops digests made long ago whose messages are gone, at most so many; how many there were.

    They are one a reader. Others' keys say what was announced.
    """
    newer = select(pushes.c.id).where(pushes.c.created_at >= made_before).order_by(pushes.c.id).limit(1)
    first_newer: int | None = await connection.scalar(newer)
    empty = ~exists().where(outbox.c.push_id == pushes.c.id)
    old = (
        select(pushes.c.id)
        .where(
            pushes.c.id < first_newer if first_newer is not None else true(),
            pushes.c.kind == PushKind.DIGEST.value,
            pushes.c.created_at < made_before,
            empty,
        )
        .order_by(pushes.c.id)
        .limit(most)
    )
    numbers = list(await connection.scalars(old))
    for some in chunks(numbers):
        await connection.execute(delete(pushes).where(pushes.c.id.in_(some)))
    return len(numbers)


@dataclass(frozen=True, slots=True)
class Made:
    """A push that was made. `is_queued`: every receiver has its row in the outbox."""

    id: int
    key: str
    kind: PushKind
    repeat: Repeat
    state: PushState
    created_at: datetime
    is_queued: bool


async def find_made(connection: AsyncConnection, number: int) -> Made | None:
    """The push of that number."""
    row = (await connection.execute(select(pushes).where(pushes.c.id == number))).one_or_none()
    return _made(row) if row else None


async def find_latest(connection: AsyncConnection, most: int) -> list[Made]:
    """The pushes that were made last, digests apart: these are one a reader."""
    query = select(pushes).where(pushes.c.kind != PushKind.DIGEST.value).order_by(pushes.c.id.desc())
    rows = (await connection.execute(query.limit(most))).all()
    return [made for row in rows if (made := _made(row)) is not None]


async def find_undone(connection: AsyncConnection, prefix: str, since: datetime) -> list[tuple[int, str]]:
    """(number, key) of the pushes made since then whose key begins so."""
    query = select(pushes.c.id, pushes.c.key).where(
        pushes.c.created_at >= since, pushes.c.key.startswith(prefix, autoescape=True)
    )
    return [(row.id, row.key) for row in (await connection.execute(query)).all()]


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


async def count_receivers(connection: AsyncConnection, topics: Sequence[str], levels: Sequence[str]) -> int:
    """How many subscriptions a push on these topics and for these levels would go to now."""
    query = select(func.count()).select_from(_open_subscriptions())
    return int((await connection.execute(_for_subscribers_of(query, topics, levels))).scalar_one())


async def find_samples(
    connection: AsyncConnection, topics: Sequence[str], levels: Sequence[str], most: int
) -> list[Subscription]:
    """Some of these subscriptions, spread over all of them, without whose they are."""
    total = await count_receivers(connection, topics, levels)
    query = (
        select(subscriptions, chats.c.lang.label("chosen"))
        .select_from(_open_subscriptions())
        .order_by(subscriptions.c.id)
    )
    chosen = []
    for place in range(min(most, total)):
        wanted = _for_subscribers_of(query, topics, levels).offset(place * total // most).limit(1)
        row = (await connection.execute(wanted)).first()
        if row is not None:
            chosen.append(read_subscription(row))
    return chosen


def _open_subscriptions() -> FromClause:
    return subscriptions.join(chats, (chats.c.id == subscriptions.c.chat_id) & (chats.c.state == "open"))


def _made(row: Any) -> Made | None:
    """None for a push of a kind that this version does not know."""
    if row.kind not in set(PushKind) or row.repeat not in set(Repeat) or row.state not in set(PushState):
        return None
    return Made(
        row.id,
        row.key,
        PushKind(row.kind),
        Repeat(row.repeat),
        PushState(row.state),
        row.created_at,
        row.fanned_to is None,
    )
