"""What the files say is to be pushed, made into pushes: updates, corrections, reminders. Safe to repeat: keys decide."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.briefing import Update, UpdateKind
from bot.domain.deadline import end_of, is_known
from bot.domain.push import REMINDER_LATE, REMINDERS, Push
from bot.domain.snapshot import Snapshot
from bot.services.push_texts import Dress, correction_of, edit_of, key_of, push_of, reminder_of, text_of
from bot.storage import approvals, changes, ledger, pushes
from bot.storage.database import LONG_SECONDS, Database
from bot.storage.ledger import Seen

log = structlog.get_logger(__name__)

MOST_TEXTS = 200  # different texts in which one correction takes the place of old messages


class Announcing:
    """Compares what readers can see now with what has been announced."""

    def __init__(self, database: Database, dress: Dress) -> None:
        self._database = database
        self._dress = dress
        self._done: tuple[str, datetime | None] | None = None  # fingerprint, and the next moment of change

    async def begin(self, snapshot: Snapshot, now: datetime) -> None:
        """With a new database: what readers can see now is not news. Raises `StorageUnavailable`."""
        async with self._database.begin(patience=LONG_SECONDS) as connection:
            if await changes.is_empty(connection):
                await changes.record(connection, visible_records(snapshot, now), now=now)

    async def announce(self, snapshot: Snapshot, now: datetime) -> int:
        """Makes the pushes that are due; how many texts were put before the editors.

        Raises `StorageUnavailable`; then nothing was made.
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
            # 2. What can be seen now that could not be before.
            visible = [pair for pair in visible_records(snapshot, now) if pair[0] not in held]
            fresh = await changes.record(connection, visible, now=now)
            # 3. Updates and corrections among it, and reminders that are due.
            for update in snapshot.updates.values():
                if not update.draft and f"update:{update.id}" not in held:
                    await self._announce_update(connection, snapshot, update, fresh, now)
            for push in reminders_due(snapshot, now, self._dress):
                await pushes.add(connection, push, now=now, fan_out=True)
        self._done = (snapshot.fingerprint, now if held else next_change(snapshot, now))
        return asked

    async def fan_out(self) -> bool:
        """Queues the next page of a push for its subscribers; whether there may be more to do."""
        async with self._database.begin(patience=LONG_SECONDS) as connection:
            unfinished = await pushes.find_unfinished(connection)
            if not unfinished:
                return False
            more = await pushes.fan_out_page(connection, unfinished[0])
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
            digest = text_of(snapshot, update, now, self._dress).digest()
            kept = await approvals.find(connection, key_of(update))
            if kept is None or kept.digest != digest or kept.approved_at is None:
                held.add(f"update:{update.id}")
                asked += await approvals.ask(connection, key_of(update), digest, now=now)
        await approvals.forget_all_but(connection, [key_of(update) for update in waiting])
        return asked, held

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
        if not is_fresh or update.is_told_afterwards:
            return  # under embargo: seen, and not yet to be told; or old when it was written
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
        messages = await find_misled(connection, snapshot, update)
        notice = correction_of(snapshot, update, self._dress)
        receivers = sorted({(each.chat, each.thread_id, 0) for each in messages})
        await self._send_to(connection, notice, receivers, now)
        for others, places in _by_others(messages, update, snapshot, now).items():
            await self._send_to(connection, edit_of(snapshot, update, others, now, self._dress), places, now)
        log.info("correction goes out", update=update.id, chats=len(receivers), messages=len(messages))

    async def _send_to(
        self, connection: AsyncConnection, push: Push, places: list[tuple[int, int, int]], now: datetime
    ) -> None:
        number = await pushes.add(connection, push, now=now, fan_out=False)
        if number is not None:
            await pushes.add_rows(connection, number, int(push.lane), places, now=now)


async def find_misled(connection: AsyncConnection, snapshot: Snapshot, update: Update) -> list[Seen]:
    """Each message that showed what `update` corrects."""
    messages: dict[tuple[int, int, int], Seen] = {}
    for name in update.corrects:
        revision = snapshot.revision_of(name) or 1
        for seen in await ledger.who_saw(connection, name, revision):
            messages.setdefault((seen.chat, seen.thread_id, seen.message_id), seen)
    return sorted(messages.values())


def _by_others(
    messages: Sequence[Seen], update: Update, snapshot: Snapshot, now: datetime
) -> dict[tuple[str, ...], list[tuple[int, int, int]]]:
    """Where the messages that can be edited stand, by what else they showed, which stays in them."""
    visible = {fact.id for fact in snapshot.facts.values() if snapshot.is_visible(fact, now)}
    found: dict[tuple[str, ...], list[tuple[int, int, int]]] = {}
    for seen in messages:
        if seen.message_id:
            others = tuple(sorted(visible.intersection(seen.facts) - set(update.corrects)))
            found.setdefault(others, []).append((seen.chat, seen.thread_id, seen.message_id))
    # The most frequent have a text of their own; the rest show what is corrected alone.
    for others in sorted(found, key=lambda others: -len(found[others]))[MOST_TEXTS:]:
        if others:
            found.setdefault((), []).extend(found.pop(others))
    return found


def visible_records(snapshot: Snapshot, now: datetime) -> list[tuple[str, int]]:
    """(record, revision) of the facts and updates that may be shown at `now`."""
    found = [(f"fact:{fact.id}", fact.lifecycle.told_revision) for fact in snapshot.visible_facts(now)]
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
    for deadline in snapshot.visible_deadlines(now):
        for reminder in REMINDERS:
            moment = end_of(deadline.due) - reminder.before
            if moment <= now < moment + REMINDER_LATE and is_known(deadline.known_from, now):
                found.append(reminder_of(snapshot, deadline, reminder, moment, now, dress))
    return found
