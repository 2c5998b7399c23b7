"""Clusters of questions that were asked in vain, without anything of who asked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.text import Lang
from bot.storage import retention
from bot.storage.dialects import chunks
from bot.storage.tables import unanswered


@dataclass(frozen=True, slots=True)
class Cluster:
    """A question as readers put it. `asked`: how often in vain; `disliked`: how often its answer was no help."""

    id: int
    lang: Lang
    question: str
    asked: int
    disliked: int
    first_at: datetime
    last_at: datetime


async def add(connection: AsyncConnection, cluster: Cluster, *, to: Cluster | None) -> None:
    """Adds a cluster's counts `to` one that is kept, or keeps it as a new one."""
    if to is not None:
        await connection.execute(
            update(unanswered)
            .where(unanswered.c.id == to.id)
            .values(
                asked=unanswered.c.asked + cluster.asked,
                disliked=unanswered.c.disliked + cluster.disliked,
                last_at=cluster.last_at,
            )
        )
        return
    await connection.execute(
        insert(unanswered).values(
            lang=cluster.lang.value,
            question=cluster.question[:200],
            asked=cluster.asked,
            disliked=cluster.disliked,
            first_at=cluster.first_at,
            last_at=cluster.last_at,
        )
    )


async def find_all(connection: AsyncConnection) -> list[Cluster]:
    """All that is kept, the latest first."""
    rows = await connection.execute(select(unanswered).order_by(unanswered.c.last_at.desc()))
    return [
        Cluster(row.id, Lang(row.lang), row.question, row.asked, row.disliked, row.first_at, row.last_at)
        for row in rows
        if row.lang in set(Lang)  # a newer version may have more languages
    ]


async def purge(connection: AsyncConnection, *, last_before: datetime, most: int = retention.PAGE) -> int:
    """Drops what nobody has asked since then, at most so many; how many there were."""
    old = select(unanswered.c.id).where(unanswered.c.last_at < last_before).limit(most)
    numbers = list(await connection.scalars(old))
    for some in chunks(numbers):
        await connection.execute(delete(unanswered).where(unanswered.c.id.in_(some)))
    return len(numbers)
