"""Announces what the files say should be pushed: updates, corrections, reminders. Safe to repeat: keys decide."""

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.records.briefing import Update
from bot.domain.snapshot import Snapshot
from bot.services.delivery.corrections import correct
from bot.services.delivery.plans.announcements import (
    Announcement,
    AnnouncementPlan,
    Noted,
    plan_announcements,
    record_of,
    visible_records,
)
from bot.services.delivery.plans.push_building import Dress, key_of
from bot.services.delivery.setbacks import Setbacks
from bot.storage import approvals, changes, push_rows, pushes
from bot.storage.database import LONG_SECONDS, Database

log = structlog.get_logger(__name__)


class Announcer:
    """Compares what readers can see now with what has been announced.

    Each update, correction and reminder stands alone: one that fails is logged, left as unannounced and tried again,
    and the others go out.
    """

    def __init__(self, database: Database, dress: Dress, setbacks: Setbacks | None = None) -> None:
        self._database = database
        self._dress = dress
        self._done: tuple[str, datetime | None] | None = None  # fingerprint, and the next moment of change
        self._setbacks = Setbacks() if setbacks is None else setbacks

    @property
    def failing(self) -> int:
        """How many updates, corrections and reminders failed and are tried again."""
        return len(self._setbacks)

    def look_again(self) -> None:
        """The clock was set: what is due is looked for anew."""
        self._done = None

    async def begin(self, snapshot: Snapshot, now: datetime) -> None:
        """With a new database: what readers can see now is not news. Raises `StorageUnavailable`."""
        async with self._database.begin(patience=LONG_SECONDS) as connection:
            if await changes.is_empty(connection):
                await changes.note(connection, [*visible_records(snapshot, now), changes.BEGUN], at=None)

    async def announce(self, snapshot: Snapshot, now: datetime) -> int:
        """Makes the pushes that are due; how many texts were put before the editors.

        Raises `StorageUnavailable`; what was made before that is kept.
        """
        if self._done is not None:
            fingerprint, again_at = self._done
            if fingerprint == snapshot.fingerprint and (again_at is None or now < again_at):
                return 0
        async with self._database.begin(patience=LONG_SECONDS) as connection:
            noted = await _read(connection, has_approval=snapshot.dossier.push_approval)
            plan = plan_announcements(snapshot, noted, now, self._dress, self._setbacks.resting())
            asked = await self._write(connection, plan, now)
        for update in plan.corrections:  # which may be long work
            await self._correct(snapshot, update, now)
        self._done = (snapshot.fingerprint, now if self._setbacks else plan.again_at)
        return asked

    async def fan_out(self) -> bool:
        """Queues the next page of a push for its subscribers; whether there may be more to do."""
        # Nearly always there is nothing to do: looking takes no turn from those who write.
        async with self._database.read(patience=LONG_SECONDS) as connection:
            if not await pushes.find_unfinished(connection):
                return False
        async with self._database.begin(patience=LONG_SECONDS) as connection:
            unfinished = await pushes.find_unfinished(connection)
            if not unfinished:
                return False
            more = await push_rows.fan_out_page(connection, unfinished[0])
        return more or len(unfinished) > 1

    async def _write(self, connection: AsyncConnection, plan: AnnouncementPlan, now: datetime) -> int:
        """How many texts are new to the editors."""
        asked = 0
        for key, digest in plan.asked:
            asked += await approvals.ask(connection, key, digest, now=now)
        await approvals.forget(connection, plan.forgotten)
        await changes.note(connection, plan.noted, at=plan.noted_at)
        await changes.sight(connection, plan.sighted, now=now)
        for failure in plan.failures:
            self._note_failure(failure.name, failure.error)
        for announcement in plan.announcements:
            await self._write_apart(connection, announcement, now)
        self._setbacks.keep_only(plan.due)
        return asked

    async def _write_apart(
        self, connection: AsyncConnection, announcement: Announcement, now: datetime
    ) -> None:
        """All of it or, where it fails, nothing. A database that is gone fails at the next statement."""
        update = announcement.update
        try:
            async with connection.begin_nested():
                if update is not None:
                    await changes.note(connection, [record_of(update)], at=now)
                if announcement.is_first_seen:
                    await changes.sight(connection, [announcement.push.key], now=now)
                made = await pushes.add(connection, announcement.push, now=now, fan_out=True)
        except Exception as error:
            if connection.invalidated or connection.closed:
                raise
            self._note_failure(announcement.name, error)
        else:
            self._setbacks.note_success(announcement.name)
            if made is not None and update is not None:
                log.info("update goes out", update=update.id, level=update.level.value)

    def _note_failure(self, name: str, error: Exception) -> None:
        times = self._setbacks.note_failure(name)
        log.error("not announced: it is tried again", what=name, times=times, exc_info=error)

    async def _correct(self, snapshot: Snapshot, update: Update, now: datetime) -> None:
        """The whole of it counts as announced once it is done; cut off before, it is repeated harmlessly."""
        try:
            done = await correct(self._database, snapshot, update, now, self._dress)
            async with self._database.begin(patience=LONG_SECONDS) as connection:
                await changes.note(connection, [record_of(update)], at=now)
        except Exception:
            times = self._setbacks.note_failure(key_of(update))
            log.exception("not corrected: it is tried again", update=update.id, times=times)
        else:
            self._setbacks.note_success(key_of(update))
            log.info("correction goes out", update=update.id, chats=done.chats, messages=done.messages)


async def _read(connection: AsyncConnection, *, has_approval: bool) -> Noted:
    return Noted(
        known=frozenset(await changes.find_known(connection)),
        first_seen=await changes.find_sightings(connection),
        approvals=await approvals.find_all(connection) if has_approval else (),
    )
