"""What a chat was told, and what was folded and waits for its next digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.push import Lane, PushKind
from bot.domain.delivery.retry_policy import State
from bot.storage.dialects import chunks
from bot.storage.tables import outbox, pushes

_TOLD = [state.value for state in (State.SENT, State.UNKNOWN, State.QUEUED, State.CLAIMED)]
NOWHERE = 0  # a folded message whose text was gone from the files when its digest was made


@dataclass(frozen=True, slots=True)
class Deferred:
    """A message that waits for the digest. `key`: its push."""

    id: int
    chat: int
    thread_id: int
    key: str


async def find_told(
    connection: AsyncConnection, numbers: Sequence[int], after: datetime
) -> set[tuple[int, int, str]]:
    """(chat number, thread, push key) of the updates and corrections that these chats were sent, may have been sent
    or will be, since then.
    """
    query = (
        select(outbox.c.chat_id, outbox.c.thread_id, pushes.c.key)
        .join(pushes, outbox.c.push_id == pushes.c.id)
        .where(
            outbox.c.chat_id.in_(numbers),
            outbox.c.state.in_(_TOLD),
            pushes.c.kind.in_([PushKind.UPDATE.value, PushKind.CORRECTION.value]),
            pushes.c.created_at > after,
        )
    )
    return {(chat, thread, key) for chat, thread, key in (await connection.execute(query)).all()}


async def find_folded(connection: AsyncConnection, numbers: Sequence[int]) -> Sequence[Deferred]:
    """What was folded for these chats and no digest has told, in the order in which it came."""
    query = (
        select(outbox.c.id, outbox.c.chat_id, outbox.c.thread_id, pushes.c.key)
        .join(pushes, outbox.c.push_id == pushes.c.id)
        .where(
            outbox.c.chat_id.in_(numbers),
            outbox.c.state == State.FOLDED.value,
            outbox.c.folded_into.is_(None),
        )
        .order_by(outbox.c.push_id)
    )
    return [Deferred(*row) for row in (await connection.execute(query)).all()]


async def has_folded(connection: AsyncConnection, chat: int, thread_id: int) -> bool:
    """Whether something was folded for the subscription and no digest has told it."""
    return any(each.thread_id == thread_id for each in await find_folded(connection, [chat]))


async def settle_folded(connection: AsyncConnection, told: Mapping[int, Sequence[int]]) -> None:
    """These messages, by the digest's number, have been told in it."""
    for digest, numbers in told.items():
        for some in chunks(numbers):
            await connection.execute(update(outbox).where(outbox.c.id.in_(some)).values(folded_into=digest))


async def drop_folded(connection: AsyncConnection, chat: int, thread_id: int) -> None:
    """A reader stopped: no digest will tell it."""
    waiting = [each.id for each in await find_folded(connection, [chat]) if each.thread_id == thread_id]
    if waiting:
        await settle_folded(connection, {NOWHERE: waiting})


async def count_toward_cap(
    connection: AsyncConnection, chat: int, thread_id: int, since: datetime, *, before: int
) -> int:
    """How many updates and reminders, breaking ones apart, the subscription was sent since then.

    What is on its way counts too, as far as it was queued before message `before`.
    """
    on_its_way = (outbox.c.state == State.CLAIMED.value) & (outbox.c.id < before)
    sent = (outbox.c.state == State.SENT.value) & (outbox.c.settled_at >= since)
    found: int | None = await connection.scalar(
        select(func.count())
        .select_from(outbox.join(pushes, outbox.c.push_id == pushes.c.id))
        .where(
            outbox.c.chat_id == chat,
            outbox.c.thread_id == thread_id,
            outbox.c.lane == int(Lane.NORMAL),
            pushes.c.kind.in_([PushKind.UPDATE.value, PushKind.REMINDER.value]),
            or_(sent, on_its_way),
        )
    )
    return found or 0
