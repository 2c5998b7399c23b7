"""Makes the digests that are due: read, planned, written. After a long stop there is one."""

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.push import Lane
from bot.domain.snapshot import Snapshot
from bot.services.delivery.plans.digests import DigestPlan, DueDigests, is_told, plan_digests
from bot.services.delivery.plans.push_building import Dress
from bot.storage import changes, delivery_history, outbox, push_rows, pushes, subscriptions
from bot.storage.database import LONG_SECONDS, Database
from bot.storage.delivery_history import NOWHERE

log = structlog.get_logger(__name__)

PAGE = 500  # subscribers a transaction


class DigestMaker:
    """Makes the digests that are due."""

    def __init__(self, database: Database, dress: Dress) -> None:
        self._database = database
        self._dress = dress

    async def make_due(self, snapshot: Snapshot, now: datetime) -> int:
        """A page of digests, and the next due moments, in one transaction; how many readers were looked at.

        Raises `StorageUnavailable`; then nothing was made.
        """
        async with self._database.read(patience=LONG_SECONDS) as connection:
            if not await subscriptions.has_due(connection, now=now):
                return 0
        async with self._database.begin(patience=LONG_SECONDS) as connection:
            due = await _read(connection, now)
            plan = plan_digests(due, snapshot, now, self._dress)
            await _write(connection, plan, now)
        for error in plan.failures:
            log.error("a digest could not be made: its reader's next one tells it", exc_info=error)
        return len(due.due)


async def _read(connection: AsyncConnection, now: datetime) -> DueDigests:
    due = await subscriptions.find_due(connection, now=now, most=PAGE)
    told = [kept for kept in due if is_told(kept, now)]
    if not told:
        return DueDigests(due)
    # No further back than the outbox remembers: what was sent before would be told again.
    earliest = max(min(kept.digested_until for kept in told), now - outbox.KEPT_FOR)
    chats = [kept.chat for kept in told]
    return DueDigests(
        due,
        changed=await changes.since(connection, earliest, now),
        told=await delivery_history.find_told(connection, chats, earliest),
        deferred=await delivery_history.find_folded(connection, chats),
    )


async def _write(connection: AsyncConnection, plan: DigestPlan, now: datetime) -> None:
    numbers = await pushes.add_all(connection, [digest.push for digest in plan.digests], now=now)
    rows = [
        (numbers[digest.push.key], int(Lane.DIGEST), (*place, 0))
        for digest in plan.digests
        for place in digest.places
    ]
    await push_rows.add_rows(connection, rows, now=now)
    told = {numbers[digest.push.key]: digest.tells for digest in plan.digests if digest.tells}
    await delivery_history.settle_folded(connection, {**told, NOWHERE: plan.untold})
    await subscriptions.settle_due(
        connection,
        [(each.subscription, each.next_due, each.digested_until) for each in plan.next_digests],
    )
