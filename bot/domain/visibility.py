"""The part of a snapshot that may be shown at one moment, as a snapshot of its own: what an export holds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeVar

from bot.domain.records.conflict import Conflict
from bot.domain.records.deadline import Deadline, is_known
from bot.domain.records.fact import Fact
from bot.domain.records.person import Person
from bot.domain.records.topic import Topic
from bot.domain.snapshot import Snapshot


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=_HasId)


def visible_part(snapshot: Snapshot, now: datetime) -> Snapshot:
    """Without facts, briefings and updates that may not be shown at `now`, what rests on them alone, and their ids elsewhere.

    The editors' own tests are left out too.
    """
    visible = snapshot.at(now)
    facts = {fact.id: fact for fact in visible.facts}

    def kept(fact_ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(fact_id for fact_id in fact_ids if fact_id in facts)

    part = replace(
        snapshot,
        sources=_by_id(visible.sources),
        facts={
            fact.id: replace(fact, relations=tuple(each for each in fact.relations if each.to in facts))
            for fact in facts.values()
        },
        deadlines=_by_id(
            _trim_deadline(deadline, facts, now)
            for deadline in visible.deadlines
            if is_known(deadline.known_from, now)
        ),
        stakes=_by_id(replace(stake, facts=kept(stake.facts)) for stake in visible.stakes),
        statuses=_by_id(visible.statuses),
        terms=_by_id(
            replace(term, facts=kept(term.facts))
            for term in snapshot.terms.values()
            if visible.supports(term.facts)
        ),
        conflicts=_by_id(_trim_conflict(conflict, facts) for conflict in visible.conflicts),
        unknowns=_by_id(
            replace(unknown, facts=kept(unknown.facts))
            for unknown in snapshot.unknowns.values()
            if visible.supports(unknown.facts)
        ),
        briefings={
            key: replace(briefing, facts=kept(briefing.facts))
            for key, briefing in snapshot.briefings.items()
            if briefing.lifecycle.is_visible(now)
        },
        updates=_by_id(
            replace(update, facts=kept(update.facts), corrects=kept(update.corrects))
            for update in snapshot.updates.values()
            if update.is_visible(now)
        ),
        expectations=(),
    )
    return replace(part, people=_by_id(_people_of(snapshot, part)), topics=_by_id(_topics_of(snapshot, part)))


def _people_of(snapshot: Snapshot, part: Snapshot) -> Iterable[Person]:
    """All but those whom only what is hidden names."""
    shown, everywhere = set(_named(part)), set(_named(snapshot))
    kept = [person for person in snapshot.people.values() if person.id not in everywhere - shown]
    for person in kept:
        above = person.affiliation
        while above is not None and above not in shown:
            shown.add(above)
            above = snapshot.people[above].affiliation
    return (person for person in snapshot.people.values() if person.id not in everywhere - shown)


def _named(snapshot: Snapshot) -> Iterator[str]:
    for fact in snapshot.facts.values():
        yield from (*fact.who, *fact.said_to)
    for deadline in snapshot.deadlines.values():
        yield from (*deadline.set_by, *deadline.binding_on)
    for conflict in snapshot.conflicts.values():
        yield from conflict.people
    for status in snapshot.statuses.values():
        yield from (*status.courts, *(status.awaited.of if status.awaited else ()))


def _topics_of(snapshot: Snapshot, part: Snapshot) -> Iterable[Topic]:
    """All but those that only what is hidden is about."""
    hidden = set(_subjects(snapshot)) - set(_subjects(part))
    hidden -= {topic.group for topic in snapshot.topics.values() if topic.id not in hidden}
    return (topic for topic in snapshot.topics.values() if topic.id not in hidden)


def _subjects(snapshot: Snapshot) -> Iterator[str]:
    for fact in snapshot.facts.values():
        yield from fact.about
    for briefing in snapshot.briefings.values():
        yield from briefing.about
    for update in snapshot.updates.values():
        yield from update.about


def _trim_deadline(deadline: Deadline, visible: Mapping[str, Fact], now: datetime) -> Deadline:
    outcome = deadline.outcome
    if outcome is not None and not is_known(outcome.known_from, now):
        outcome = None
    if outcome is not None:
        outcome = replace(outcome, facts=tuple(each for each in outcome.facts if each in visible))
    return replace(deadline, outcome=outcome, facts=tuple(each for each in deadline.facts if each in visible))


def _trim_conflict(conflict: Conflict, visible: Mapping[str, Fact]) -> Conflict:
    versions = tuple(
        replace(version, facts=tuple(each for each in version.facts if each in visible))
        for version in conflict.versions
    )
    facts = tuple(each for each in conflict.facts if each in visible)
    return replace(conflict, versions=versions, facts=facts)


def _by_id(records: Iterable[R]) -> dict[str, R]:
    return {record.id: record for record in records}
