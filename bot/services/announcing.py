"""What the files say is to be pushed, made into pushes: updates, corrections, reminders. Safe to repeat: keys decide."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.briefing import Level, Update, UpdateKind
from bot.domain.deadline import Deadline, end_of, is_known
from bot.domain.delivery import Repeat
from bot.domain.push import REMINDER_LATE, REMINDERS, Lane, Push, PushKind, Reminder
from bot.domain.snapshot import Snapshot
from bot.domain.subscription import SubscriptionLevel
from bot.domain.text import Lang
from bot.rendering import render_corrected, render_correction, render_reminder, render_update
from bot.services.push_texts import Dress, in_both
from bot.storage import changes, ledger, pushes
from bot.storage.database import Database

log = structlog.get_logger(__name__)


class Announcing:
    """Compares what readers can see now with what has been announced."""

    def __init__(self, database: Database, dress: Dress) -> None:
        self._database = database
        self._dress = dress
        self._done: tuple[str, datetime | None] | None = None  # fingerprint, and the next moment of change

    async def begin(self, snapshot: Snapshot, now: datetime) -> None:
        """With a new database: what readers can see now is not news. Raises `StorageUnavailable`."""
        async with self._database.begin() as connection:
            if await changes.is_empty(connection):
                await changes.record(connection, visible_records(snapshot, now), now=now)

    async def announce(self, snapshot: Snapshot, now: datetime) -> None:
        """Makes the pushes that are due. Raises `StorageUnavailable`; then nothing was made."""
        if self._done is not None:
            fingerprint, again_at = self._done
            if fingerprint == snapshot.fingerprint and (again_at is None or now < again_at):
                return
        # 1. What can be seen now that could not be before.
        async with self._database.begin() as connection:
            fresh = await changes.record(connection, visible_records(snapshot, now), now=now)
            # 2. Updates and corrections among it, and reminders that are due.
            for update in snapshot.updates.values():
                if not update.draft:
                    await self._announce_update(connection, snapshot, update, fresh, now)
            for push in reminders_due(snapshot, now, self._dress):
                await pushes.add(connection, push, now=now, fan_out=True)
        self._done = (snapshot.fingerprint, next_change(snapshot, now))

    async def fan_out(self) -> bool:
        """Queues the next page of a push for its subscribers; whether there may be more to do."""
        async with self._database.begin() as connection:
            unfinished = await pushes.find_unfinished(connection)
            if not unfinished:
                return False
            more = await pushes.fan_out_page(connection, unfinished[0])
        return more or len(unfinished) > 1

    async def _announce_update(
        self,
        connection: AsyncConnection,
        snapshot: Snapshot,
        update: Update,
        fresh: set[tuple[str, int]],
        now: datetime,
    ) -> None:
        is_fresh = (f"update:{update.id}", update.revision) in fresh
        if update.is_visible(now) and not is_fresh:
            return  # announced before
        first_seen = await self._first_seen(connection, update, now)
        if not is_fresh:
            return  # under embargo: seen, and not yet to be told
        if update.kind is UpdateKind.CORRECTION:
            await self._correct(connection, snapshot, update, now)
            return
        # Late by our own fault (we were away when the embargo ended), not by the file's: it may be new and old-dated.
        since = max(first_seen, update.publish_at or first_seen)
        push = push_of(snapshot, update, since, self._dress)
        number = await pushes.add(connection, push, now=now, fan_out=True)
        if number is not None:
            log.info("update goes out", update=update.id, level=update.level.value)

    async def _first_seen(self, connection: AsyncConnection, update: Update, now: datetime) -> datetime:
        """When an embargoed update was first in the files; for any other that does not matter."""
        if update.publish_at is None:
            return now
        return await changes.first_seen(connection, key_of(update), now=now)

    async def _correct(
        self, connection: AsyncConnection, snapshot: Snapshot, update: Update, now: datetime
    ) -> None:
        """A notice to exactly the chats that were shown what was wrong, and their old messages put right."""
        messages: dict[tuple[int, int, int], None] = {}
        for fact_id in update.corrects:
            revision = snapshot.facts[fact_id].lifecycle.revision
            messages.update(dict.fromkeys(await ledger.who_saw(connection, fact_id, revision)))
        editable = sorted(message for message in messages if message[2])
        facts = tuple(dict.fromkeys((*update.facts, *update.corrects)))
        seen = snapshot.revisions_of(facts)
        lane = Lane.BREAKING if update.level is Level.BREAKING else Lane.NORMAL
        edit = Push(
            key=f"edit/{update.id}/{update.revision}",
            kind=PushKind.EDIT,
            lane=lane,
            repeat=Repeat.RATHER_TWICE,  # the same edit twice is one edit
            bodies=in_both(lambda lang: render_corrected(update, snapshot, lang=lang), self._dress, facts),
            shown=seen,
        )
        notice = Push(
            key=f"correction/{update.id}/{update.revision}",
            kind=PushKind.CORRECTION,
            lane=lane,
            repeat=Repeat.RATHER_TWICE,
            bodies=in_both(lambda lang: render_correction(update, snapshot, lang=lang), self._dress, facts),
            shown=seen,
        )
        receivers = sorted({(chat, thread, 0) for chat, thread, _ in messages})
        for push, wanted in ((edit, editable), (notice, receivers)):
            number = await pushes.add(connection, push, now=now, fan_out=False)
            if number is not None:
                await pushes.add_rows(connection, number, int(lane), wanted, now=now)
        log.info("correction goes out", update=update.id, chats=len(receivers), messages=len(messages))


def key_of(update: Update) -> str:
    """Which push an update is: a raised revision is another one."""
    return f"update/{update.id}/{update.revision}"


def push_of(snapshot: Snapshot, update: Update, since: datetime, dress: Dress) -> Push:
    """An update as a push that became due at `since`."""
    breaking = update.level is Level.BREAKING
    return Push(
        key=key_of(update),
        kind=PushKind.UPDATE,
        lane=Lane.BREAKING if breaking else Lane.NORMAL,
        repeat=Repeat.RATHER_TWICE if breaking else Repeat.RATHER_NEVER,
        bodies=in_both(lambda lang: render_update(update, snapshot, lang=lang), dress, update.facts),
        shown=snapshot.revisions_of(update.facts),
        topics=update.about,
        only_levels=() if breaking else (SubscriptionLevel.ALL.value,),
        fold_at=since + timedelta(hours=update.shelf_life_hours),
    )


def visible_records(snapshot: Snapshot, now: datetime) -> list[tuple[str, int]]:
    """(record, revision) of the facts and updates that may be shown at `now`."""
    found = [(f"fact:{fact.id}", fact.lifecycle.revision) for fact in snapshot.visible_facts(now)]
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


def reminders_due(snapshot: Snapshot, now: datetime, dress: Dress) -> list[Push]:
    """The reminders whose moment has come, and is not long past."""
    found = []
    for deadline in snapshot.deadlines.values():
        for reminder in REMINDERS:
            moment = end_of(deadline.due) - reminder.before
            if moment <= now < moment + REMINDER_LATE and is_known(deadline.known_from, now):
                found.append(_remind(snapshot, deadline, reminder, moment, now, dress))
    return found


def _remind(
    snapshot: Snapshot, deadline: Deadline, reminder: Reminder, moment: datetime, now: datetime, dress: Dress
) -> Push:
    zone, passed = snapshot.dossier.zone, not reminder.before

    def render(lang: Lang) -> str:
        return render_reminder(deadline, snapshot, passed=passed, lang=lang, now=now, zone=zone)

    return Push(
        key=f"reminder/{deadline.id}/{reminder.name}/{moment:%Y%m%d%H%M}",
        kind=PushKind.REMINDER,
        lane=Lane.NORMAL,
        repeat=Repeat.RATHER_NEVER,
        bodies=in_both(render, dress, deadline.facts),
        shown=snapshot.revisions_of(deadline.facts),
        topics=tuple(sorted({topic for fact in deadline.facts for topic in snapshot.facts[fact].about})),
        only_levels=(SubscriptionLevel.ALL.value, SubscriptionLevel.DAILY.value),
        fold_at=moment + (reminder.before or timedelta(hours=24)),
    )
