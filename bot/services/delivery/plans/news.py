"""What is news to a reader: of all that changed, what may be shown, is on their topics and was not told."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.records.briefing import Update, UpdateKind
from bot.domain.records.deadline import Deadline
from bot.domain.records.fact import Fact
from bot.domain.snapshot import Snapshot
from bot.services.delivery.plans.push_building import key_of
from bot.storage.changes import Change


@dataclass(frozen=True, slots=True)
class News:
    """In the order in which it changed. `deadlines`: those whose reminder was folded."""

    updates: Sequence[Update] = ()
    facts: Sequence[Fact] = ()
    deadlines: Sequence[Deadline] = ()

    def __bool__(self) -> bool:
        return bool(self.updates or self.facts or self.deadlines)


def select_changes(
    snapshot: Snapshot,
    changed: Sequence[Change],
    topics: frozenset[str] | None,
    now: datetime,
    told: AbstractSet[str] = frozenset(),
) -> News:
    """A fact that an update among it carries, or one that was told (by its key), is not repeated."""
    visible = snapshot.at(now)
    updates: dict[str, Update] = {}
    facts: dict[str, Fact] = {}
    for change in changed:
        kind, _, record = change.record.partition(":")
        if kind == "update" and (update := snapshot.updates.get(record)):
            current = update.revision == change.revision and update.is_visible(now)
            if current and key_of(update) not in told and _is_about(snapshot, update.about, topics):
                updates[record] = update
        elif kind == "fact" and (fact := snapshot.facts.get(record)):
            current = fact.lifecycle.announced_revision == change.revision and visible.shows(fact)
            if current and _is_about(snapshot, fact.about, topics):
                facts[record] = fact
    with_told = [*updates.values(), *(each for each in snapshot.updates.values() if key_of(each) in told)]
    carried = {fact for update in with_told for fact in update.facts}
    return News(tuple(updates.values()), tuple(fact for fact in facts.values() if fact.id not in carried))


def without_seen(news: News, seen: Mapping[str, int]) -> News:
    """Without the facts that a reader was shown as they stand now: `seen` are ids with the newest revision shown."""
    facts = [fact for fact in news.facts if seen.get(fact.id, 0) < fact.lifecycle.announced_revision]
    return replace(news, facts=tuple(facts))


def to_send(news: News) -> News:
    """For what is sent unasked: no correction, which goes to those who were shown what was wrong; nothing told afterwards."""
    kept = tuple(
        update
        for update in news.updates
        if update.kind is not UpdateKind.CORRECTION and not update.is_told_afterwards
    )
    return News(kept, news.facts, news.deadlines)


def with_folded(news: News, snapshot: Snapshot, keys: Iterable[str], now: datetime) -> News:
    """The news with, in front, the updates and deadlines whose pushes were deferred to this digest, as they stand now.

    `keys`: of those pushes.
    """
    updates: dict[str, Update] = {}
    deadlines: dict[str, Deadline] = {}
    for key in keys:
        match key.split("/"):
            case ["update", record, _] if record in snapshot.updates:
                update = snapshot.updates[record]
                if key_of(update) == key and update.is_visible(now):
                    updates[record] = update
            case ["reminder", record, *_] if record in snapshot.deadlines:
                deadlines[record] = snapshot.deadlines[record]
    updates.update((update.id, update) for update in news.updates)
    carried = {fact for update in updates.values() for fact in update.facts}
    facts = tuple(fact for fact in news.facts if fact.id not in carried)
    return News(tuple(updates.values()), facts, (*deadlines.values(), *news.deadlines))


def _is_about(snapshot: Snapshot, about: Sequence[str], topics: frozenset[str] | None) -> bool:
    return topics is None or not topics.isdisjoint(snapshot.audience_of(about))
