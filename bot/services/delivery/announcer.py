"""Makes pushes of what the files say should be pushed: updates, corrections, reminders. Safe to repeat: keys decide."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.reminders import REMINDER_LATE, REMINDERS, Reminder
from bot.domain.records.briefing import Update, UpdateKind
from bot.domain.records.deadline import Deadline, end_of, is_known
from bot.domain.snapshot import Snapshot
from bot.services.delivery.corrections import correct
from bot.services.delivery.push_building import Dress, key_of, push_of, reminder_of, text_of
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
                await changes.record(connection, visible_records(snapshot, now), now=now)

    async def announce(self, snapshot: Snapshot, now: datetime) -> int:
        """Makes the pushes that are due; how many texts were put before the editors.

        Raises `StorageUnavailable`; what was made before that is kept.
        """
        if self._done is not None:
            fingerprint, again_at = self._done
            if fingerprint == snapshot.fingerprint and (again_at is None or now < again_at):
                return 0
        async with self._database.begin(patience=LONG_SECONDS) as connection:
            # 1. What waits for an editor's approval is not seen yet.
            asked, held = 0, set[str]()
            if snapshot.dossier.push_approval:
                asked, held = await self._hold(connection, snapshot, now)
            # 2. What can be seen now that could not be before. An update counts as seen once it is announced.
            visible = [pair for pair in visible_records(snapshot, now) if pair[0] not in held]
            known = await changes.find_known(connection)
            told_alone = {
                f"update:{update.id}"
                for update in snapshot.updates.values()
                if known and not update.is_told_afterwards
            }
            await changes.record(connection, [pair for pair in visible if pair[0] not in told_alone], now=now)
            # 3. Updates among it, and reminders that are due.
            wanted = [
                update
                for update in snapshot.updates.values()
                if not update.draft and not update.is_told_afterwards and f"update:{update.id}" not in held
            ]
            for update in wanted:
                if update.publish_at is not None and not update.is_visible(now):
                    await changes.first_seen(connection, key_of(update), now=now)  # under embargo
            fresh = [
                update
                for update in wanted
                if known and update.is_visible(now) and _record(update) not in known
            ]
            for update in fresh:
                if update.kind is not UpdateKind.CORRECTION:
                    await self._apart(
                        connection, key_of(update), partial(self._announce, snapshot, update, now)
                    )
            due = {f"reminder/{each[0].id}/{each[1].name}": each for each in reminders_due(snapshot, now)}
            for what, (deadline, reminder, moment) in due.items():
                await self._apart(
                    connection, what, partial(self._remind, snapshot, deadline, reminder, moment, now)
                )
            self._setbacks.keep_only({*due, *map(key_of, fresh)})
        # 4. Corrections, which may be long work.
        for update in fresh:
            if update.kind is UpdateKind.CORRECTION and self._setbacks.may_try(key_of(update)):
                await self._correct(snapshot, update, now)
        self._done = (snapshot.fingerprint, now if held or self._setbacks else next_change(snapshot, now))
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

    async def _hold(
        self, connection: AsyncConnection, snapshot: Snapshot, now: datetime
    ) -> tuple[int, set[str]]:
        """The updates whose text nobody has approved, as records; and how many were put before the editors just now."""
        known = await changes.find_known(connection)
        asked, held = 0, set[str]()
        waiting = [
            update
            for update in snapshot.updates.values()
            if not update.draft and (f"update:{update.id}", update.revision) not in known
        ]
        for update in waiting if known else ():
            digest = text_of(snapshot.at(now), update, self._dress).digest()
            kept = await approvals.find(connection, key_of(update))
            if kept is None or kept.digest != digest or kept.approved_at is None:
                held.add(f"update:{update.id}")
                asked += await approvals.ask(connection, key_of(update), digest, now=now)
        await approvals.forget_all_but(connection, [key_of(update) for update in waiting])
        return asked, held

    async def _apart(
        self, connection: AsyncConnection, what: str, make: Callable[[AsyncConnection], Awaitable[None]]
    ) -> None:
        """What `make` writes, all of it or, where it fails, nothing. A database that is gone fails at the next statement."""
        if not self._setbacks.may_try(what):
            return
        try:
            async with connection.begin_nested():
                await make(connection)
        except Exception:
            if connection.invalidated or connection.closed:
                raise
            times = self._setbacks.note_failure(what)
            log.exception("not announced: it is tried again", what=what, times=times)
        else:
            self._setbacks.note_success(what)

    async def _announce(
        self, snapshot: Snapshot, update: Update, now: datetime, connection: AsyncConnection
    ) -> None:
        await changes.record(connection, [_record(update)], now=now)
        # Late by our own fault (we were away when the embargo ended), not by the file's: it may be new and old-dated.
        since = now
        if update.publish_at is not None:
            first_seen = await changes.first_seen(connection, key_of(update), now=now)
            since = max(first_seen, update.publish_at)
        push = push_of(snapshot.at(now), update, since, self._dress)
        if await pushes.add(connection, push, now=now, fan_out=True) is not None:
            log.info("update goes out", update=update.id, level=update.level.value)

    async def _remind(
        self,
        snapshot: Snapshot,
        deadline: Deadline,
        reminder: Reminder,
        moment: datetime,
        now: datetime,
        connection: AsyncConnection,
    ) -> None:
        push = reminder_of(snapshot.at(now), deadline, reminder, moment, self._dress)
        await pushes.add(connection, push, now=now, fan_out=True)

    async def _correct(self, snapshot: Snapshot, update: Update, now: datetime) -> None:
        """The whole of it counts as announced once it is done; cut off before, it is repeated harmlessly."""
        try:
            done = await correct(self._database, snapshot, update, now, self._dress)
            async with self._database.begin(patience=LONG_SECONDS) as connection:
                await changes.record(connection, [_record(update)], now=now)
        except Exception:
            times = self._setbacks.note_failure(key_of(update))
            log.exception("not corrected: it is tried again", update=update.id, times=times)
        else:
            self._setbacks.note_success(key_of(update))
            log.info("correction goes out", update=update.id, chats=done.chats, messages=done.messages)


def _record(update: Update) -> tuple[str, int]:
    return f"update:{update.id}", update.revision


def visible_records(snapshot: Snapshot, now: datetime) -> list[tuple[str, int]]:
    """(record, revision) of the facts and updates that may be shown at `now`."""
    found = [(f"fact:{fact.id}", fact.lifecycle.announced_revision) for fact in snapshot.at(now).facts]
    found += [
        (f"update:{update.id}", update.revision)
        for update in snapshot.updates.values()
        if update.is_visible(now)
    ]
    return found


def next_change(snapshot: Snapshot, now: datetime) -> datetime | None:
    """The next moment at which time alone makes something visible or due."""
    moments = [update.publish_at for update in snapshot.updates.values() if not update.draft]
    moments += [fact.lifecycle.publish_at for fact in snapshot.facts.values() if not fact.lifecycle.draft]
    moments += [
        end_of(deadline.due) - reminder.before
        for deadline in snapshot.deadlines.values()
        for reminder in REMINDERS
    ]
    return min((moment for moment in moments if moment is not None and moment > now), default=None)


def reminders_due(snapshot: Snapshot, now: datetime) -> list[tuple[Deadline, Reminder, datetime]]:
    """The reminders whose moment has come, and is not long past."""
    found = []
    for deadline in snapshot.at(now).deadlines:
        for reminder in REMINDERS:
            moment = end_of(deadline.due) - reminder.before
            if moment <= now < moment + REMINDER_LATE and is_known(deadline.known_from, now):
                found.append((deadline, reminder, moment))
    return found
