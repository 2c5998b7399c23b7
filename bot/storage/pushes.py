"""Pushes, their texts, and their fan-out into the outbox, a page of subscriptions at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import (
    Select,
    delete,
    exists,
    insert,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.push import Body, Push, PushKind, PushState
from bot.domain.delivery.retry_policy import Guarantee
from bot.domain.text import Lang
from bot.storage import retention
from bot.storage.dialects import chunks, upsert
from bot.storage.tables import bodies, outbox, pushes

AnySelect = TypeVar("AnySelect", bound=Select[Any])


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
    """Keeps many pushes at once, for receivers who are named later; the number of each by its key, also where that was kept before."""
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
    before = [push.key for push in wanted if push.key not in numbers]
    for some in chunks(before):
        query = select(pushes.c.key, pushes.c.id).where(pushes.c.key.in_(some))
        numbers |= {row.key: row.id for row in (await connection.execute(query)).all()}
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
    """What a push says, and the facts that it shows, each in which revision."""

    id: int
    revisions: Mapping[str, int]
    bodies: Mapping[Lang, Body]

    @property
    def facts(self) -> tuple[str, ...]:
        return tuple(self.revisions)

    def with_bodies(self, bodies: Mapping[Lang, Body]) -> "PushText":
        return replace(self, bodies=bodies)


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
        found += [PushText(row.id, dict(row.shown), kept.get(row.id, {})) for row in rows]
    return found


async def find_number(connection: AsyncConnection, key: str) -> int | None:
    found: int | None = await connection.scalar(select(pushes.c.id).where(pushes.c.key == key))
    return found


async def find_unfinished(connection: AsyncConnection) -> list[int]:
    """Pushes whose fan-out is not complete, the most urgent first."""
    query = select(pushes.c.id).where(pushes.c.fanned_to.is_not(None)).order_by(pushes.c.lane, pushes.c.id)
    return list((await connection.scalars(query)).all())


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
class StoredPush:
    """A push that was made. `is_queued`: every receiver has its row in the outbox."""

    id: int
    key: str
    kind: PushKind
    repeat: Guarantee
    state: PushState
    created_at: datetime
    is_queued: bool


async def find_made(connection: AsyncConnection, number: int) -> StoredPush | None:
    """The push of that number."""
    row = (await connection.execute(select(pushes).where(pushes.c.id == number))).one_or_none()
    return _made(row) if row else None


async def find_latest(connection: AsyncConnection, most: int) -> list[StoredPush]:
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


def _made(row: Any) -> StoredPush | None:
    """None for a push of a kind that this version does not know."""
    if row.kind not in set(PushKind) or row.repeat not in set(Guarantee) or row.state not in set(PushState):
        return None
    return StoredPush(
        row.id,
        row.key,
        PushKind(row.kind),
        Guarantee(row.repeat),
        PushState(row.state),
        row.created_at,
        row.fanned_to is None,
    )
