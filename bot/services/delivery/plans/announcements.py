"""What is to be announced: of all that readers can see now, what they could not see before, as pushes.

The same files, notes and moment come to the same plan. A text that cannot be made is a failure in the plan; the rest
of it stands.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from bot.domain.delivery.push import Push
from bot.domain.delivery.reminders import REMINDER_LATE, REMINDERS, Reminder
from bot.domain.records.briefing import Update, UpdateKind
from bot.domain.records.deadline import Deadline, end_of, is_known, known_since
from bot.domain.snapshot import Snapshot
from bot.services.delivery.plans.push_building import Dress, key_of, push_of, reminder_of, text_of
from bot.storage.approvals import Approval
from bot.storage.changes import BEGUN, Record

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Noted:
    """What the database holds of earlier looks at the files.

    `known`: what readers could see then; empty before the first. `first_seen`: when the files first held an update
    under embargo, by its key. `approvals`: each text that was put before the editors, where the dossier asks for that.
    """

    known: AbstractSet[Record] = frozenset()
    first_seen: Mapping[str, datetime] = field(default_factory=dict)
    approvals: Sequence[Approval] = ()


@dataclass(frozen=True, slots=True)
class Announcement:
    """A push, and what is noted with it or not at all. `name` is what it is called where it fails.

    `update`: whose it is; None: a reminder of a deadline.
    """

    name: str
    push: Push
    update: Update | None = None
    is_first_seen: bool = False  # an update with an embargo that no earlier look found


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be made, by its name, and why."""

    name: str
    error: Exception


@dataclass(frozen=True, slots=True)
class AnnouncementPlan:
    """All that a look at the files leads to.

    `asked`: (key, digest) of texts to put before the editors; `forgotten`: numbers of those whose update is gone.
    `noted`: what can be seen since `noted_at`; None: always. `sighted`: keys of updates under embargo that are new.
    `corrections` are made after the rest: each may be long work. `due`: names of all that should go out or failed,
    also of what rests. `again_at`: when the same files lead to more; None: never.
    """

    asked: tuple[tuple[str, str], ...] = ()
    forgotten: tuple[int, ...] = ()
    noted: tuple[Record, ...] = ()
    noted_at: datetime | None = None
    sighted: tuple[str, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    corrections: tuple[Update, ...] = ()
    failures: tuple[Failure, ...] = ()
    due: frozenset[str] = frozenset()
    again_at: datetime | None = None


def plan_announcements(
    snapshot: Snapshot,
    noted: Noted,
    now: datetime,
    dress: Dress,
    resting: AbstractSet[object] = frozenset(),
) -> AnnouncementPlan:
    """What to write. `resting`: names of what failed lately and is not to be tried yet."""
    # 1. What waits for an editor's approval is not seen yet.
    approval = _plan_approval(snapshot, noted, now, dress, resting)
    # 2. What can be seen now that could not be before; and what is under embargo.
    wanted = [
        update
        for update in snapshot.updates.values()
        if not update.draft and not update.is_told_afterwards and update.id not in approval.held
    ]
    is_first = not noted.known
    fresh = [
        update
        for update in wanted
        if not is_first and update.is_visible(now) and record_of(update) not in noted.known
    ]
    embargoed = [
        key_of(update) for update in wanted if update.publish_at is not None and now < update.publish_at
    ]
    # 3. Updates among it, and reminders that are due.
    making: dict[str, Callable[[], Announcement]] = {
        key_of(update): partial(_announce, snapshot, update, noted, now, dress)
        for update in fresh
        if update.kind is not UpdateKind.CORRECTION
    }
    for deadline, reminder, moment in reminders_due(snapshot, now):
        name = f"reminder/{deadline.id}/{reminder.name}"
        making[name] = partial(_remind, name, snapshot, (deadline, reminder, moment), now, dress)
    made, failures = _try_each({name: make for name, make in making.items() if name not in resting})
    # 4. Corrections.
    corrections = [update for update in fresh if update.kind is UpdateKind.CORRECTION]
    return AnnouncementPlan(
        asked=approval.asked,
        forgotten=approval.forgotten,
        noted=tuple(_find_seen(snapshot, noted, now, approval.held)),
        noted_at=None if is_first else now,
        sighted=tuple(key for key in embargoed if key not in noted.first_seen),
        announcements=tuple(made.values()),
        corrections=tuple(update for update in corrections if key_of(update) not in resting),
        failures=(*approval.failures, *failures),
        due=frozenset({*making, *map(key_of, corrections), *approval.failing}),
        again_at=now if approval.held else next_change(snapshot, now),
    )


@dataclass(frozen=True, slots=True)
class _Approval:
    """`held`: ids of the updates that do not go out. `failing`: keys of those whose text cannot be made."""

    held: frozenset[str] = frozenset()
    asked: tuple[tuple[str, str], ...] = ()
    forgotten: tuple[int, ...] = ()
    failures: tuple[Failure, ...] = ()
    failing: frozenset[str] = frozenset()


def _plan_approval(
    snapshot: Snapshot, noted: Noted, now: datetime, dress: Dress, resting: AbstractSet[object]
) -> _Approval:
    """The updates whose text nobody has approved. At the first look of all nothing is held: all is old."""
    if not snapshot.dossier.push_approval:
        return _Approval()
    waiting = {
        key_of(update): update
        for update in snapshot.updates.values()
        if not update.draft and record_of(update) not in noted.known
    }
    forgotten = tuple(
        each.id for each in noted.approvals if each.approved_at is None and each.update_key not in waiting
    )
    if not noted.known:
        return _Approval(forgotten=forgotten)
    kept = {each.update_key: each for each in noted.approvals}
    texts, failures = _try_each(
        {
            key: partial(text_of, snapshot.at(now), update, dress)
            for key, update in waiting.items()
            if key not in resting
        }
    )
    digests = {key: text.digest() for key, text in texts.items()}
    approved = {
        key
        for key, digest in digests.items()
        if key in kept and kept[key].digest == digest and kept[key].approved_at is not None
    }
    return _Approval(
        held=frozenset(update.id for key, update in waiting.items() if key not in approved),
        asked=tuple(
            (key, digest) for key, digest in digests.items() if key not in kept or kept[key].digest != digest
        ),
        forgotten=forgotten,
        failures=failures,
        failing=frozenset(waiting.keys() - texts.keys()),
    )


def _announce(snapshot: Snapshot, update: Update, noted: Noted, now: datetime, dress: Dress) -> Announcement:
    key = key_of(update)
    # Late by our own fault (we were away when the embargo ended), not by the file's: it may be new and old-dated.
    since = now
    if update.publish_at is not None:
        since = max(noted.first_seen.get(key, now), update.publish_at)
    return Announcement(
        key,
        push_of(snapshot.at(now), update, since, dress),
        update,
        is_first_seen=update.publish_at is not None and key not in noted.first_seen,
    )


def _remind(
    name: str,
    snapshot: Snapshot,
    due: tuple[Deadline, Reminder, datetime],
    now: datetime,
    dress: Dress,
) -> Announcement:
    return Announcement(name, reminder_of(snapshot.at(now), *due, dress))


def _try_each(making: Mapping[str, Callable[[], T]]) -> tuple[dict[str, T], tuple[Failure, ...]]:
    """What each makes, by name, and those that fail: an editor's slip in one text is no reason to keep back another."""
    made: dict[str, T] = {}
    failures = []
    for name, make in making.items():
        try:
            made[name] = make()
        except Exception as error:
            failures.append(Failure(name, error))
    return made, tuple(failures)


def _find_seen(snapshot: Snapshot, noted: Noted, now: datetime, held: AbstractSet[str]) -> Iterator[Record]:
    """What can be seen now and was not noted; without the updates that are noted when they are announced."""
    if not noted.known:
        yield BEGUN
    for record in visible_records(snapshot, now):
        kind, _, name = record[0].partition(":")
        is_update = kind == "update"
        is_told = is_update and bool(noted.known) and not snapshot.updates[name].is_told_afterwards
        if not is_told and not (is_update and name in held) and record not in noted.known:
            yield record


def record_of(update: Update) -> Record:
    """An update as a record whose announcement is noted."""
    return f"update:{update.id}", update.revision


def visible_records(snapshot: Snapshot, now: datetime) -> list[Record]:
    """The facts and updates that may be shown at `now`, each with the revision that counts as news."""
    found = [(f"fact:{fact.id}", fact.lifecycle.announced_revision) for fact in snapshot.at(now).facts]
    found += [record_of(update) for update in snapshot.updates.values() if update.is_visible(now)]
    return found


def next_change(snapshot: Snapshot, now: datetime) -> datetime | None:
    """The next moment at which time alone makes something visible or due."""
    moments = [update.publish_at for update in snapshot.updates.values() if not update.draft]
    for fact in snapshot.facts.values():
        if not fact.lifecycle.draft:
            moments += [fact.lifecycle.publish_at, known_since(snapshot.known_from(fact))]
    for deadline in snapshot.deadlines.values():
        moments.append(known_since(deadline.known_from))
        moments += [end_of(deadline.due) - reminder.before for reminder in REMINDERS]
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
