"""Which texts wait for a second editor, and which were approved, by their digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.dialects import chunks, upsert
from bot.storage.tables import approvals


@dataclass(frozen=True, slots=True)
class Approval:
    """A text that was put before the editors; `approved_at` is None while it waits."""

    id: int
    update_key: str
    digest: str
    asked_at: datetime
    approved_at: datetime | None


async def ask(connection: AsyncConnection, update_key: str, digest: str, *, now: datetime) -> bool:
    """Puts a text before the editors, in place of an older one of that update; whether it is new to them."""
    statement = upsert(connection, approvals).values(update_key=update_key, digest=digest, asked_at=now)
    done = await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["update_key"],
            set_={"digest": digest, "asked_at": now, "approved_at": None},
            where=approvals.c.digest != digest,
        ).returning(approvals.c.id)
    )
    return done.first() is not None


async def approve(connection: AsyncConnection, number: int, digest: str, *, now: datetime) -> bool:
    """Approves that very text; False where it has changed since, or is gone."""
    done = await connection.execute(
        update(approvals)
        .where(approvals.c.id == number, approvals.c.digest == digest)
        .values(approved_at=now)
    )
    return bool(done.rowcount)


async def find_all(connection: AsyncConnection) -> list[Approval]:
    """How things stand with each text that was ever put before the editors."""
    return [Approval(*row) for row in (await connection.execute(select(approvals))).all()]


async def find_waiting(connection: AsyncConnection) -> list[Approval]:
    """The texts that nobody has approved yet, oldest first."""
    query = select(approvals).where(approvals.c.approved_at.is_(None)).order_by(approvals.c.id)
    return [Approval(*row) for row in (await connection.execute(query)).all()]


async def forget(connection: AsyncConnection, numbers: Sequence[int]) -> None:
    """Drops these texts, by their numbers, as far as they still wait."""
    for some in chunks(numbers):
        await connection.execute(
            delete(approvals).where(approvals.c.id.in_(some), approvals.c.approved_at.is_(None))
        )
