"""Everything the bot may say, at one moment of the files: immutable, indexed, comparable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar

from bot.domain.correction import name_of_briefing
from bot.domain.moment import Moment
from bot.domain.records.briefing import Briefing, Update
from bot.domain.records.conflict import Conflict
from bot.domain.records.deadline import Deadline, is_known
from bot.domain.records.dossier import Dossier
from bot.domain.records.expectation import Expectation
from bot.domain.records.fact import Fact, Kind, RelationKind
from bot.domain.records.person import Person
from bot.domain.records.source import Source
from bot.domain.records.stake import Stake
from bot.domain.records.status import Status, status_at
from bot.domain.records.topic import Term, Topic
from bot.domain.records.unknown import Unknown
from bot.domain.text import Lang
from bot.domain.topic_groups import audience_of, topics_below

V = TypeVar("V")
_KIND = "kind"  # of a field: what one of its records is called, as in kind:id


@dataclass(frozen=True)
class Snapshot:
    """All records by id. Two snapshots are equal when their records are.

    `fingerprint` is a digest of the files' bytes: same files, same fingerprint.
    """

    dossier: Dossier
    people: Mapping[str, Person] = field(metadata={_KIND: "person"})
    topics: Mapping[str, Topic] = field(metadata={_KIND: "topic"})
    sources: Mapping[str, Source] = field(metadata={_KIND: "source"})
    facts: Mapping[str, Fact] = field(metadata={_KIND: "fact"})
    deadlines: Mapping[str, Deadline] = field(metadata={_KIND: "deadline"})
    stakes: Mapping[str, Stake] = field(metadata={_KIND: "stake"})
    statuses: Mapping[str, Status] = field(metadata={_KIND: "status"})
    terms: Mapping[str, Term] = field(metadata={_KIND: "term"})
    conflicts: Mapping[str, Conflict] = field(metadata={_KIND: "conflict"})
    unknowns: Mapping[str, Unknown] = field(metadata={_KIND: "unknown"})
    briefings: Mapping[tuple[str, Lang], Briefing] = field(metadata={_KIND: "briefing"})
    updates: Mapping[str, Update] = field(metadata={_KIND: "update"})
    expectations: tuple[Expectation, ...]
    fingerprint: str
    facts_by_day: tuple[Fact, ...] = field(init=False, compare=False, repr=False)  # oldest first
    facts_by_person: Mapping[str, tuple[Fact, ...]] = field(init=False, compare=False, repr=False)
    facts_by_topic: Mapping[str, tuple[Fact, ...]] = field(init=False, compare=False, repr=False)
    related_to: Mapping[str, tuple[tuple[RelationKind, Fact], ...]] = field(
        init=False, compare=False, repr=False
    )
    conflicts_by_fact: Mapping[str, tuple[Conflict, ...]] = field(init=False, compare=False, repr=False)
    # A deadline is known before the day it is dated: fact id to when it was.
    announced: Mapping[str, Moment] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        ordered = sorted(self.facts.values(), key=lambda fact: fact.when.sort_key)
        by_person: dict[str, list[Fact]] = {}
        by_topic: dict[str, list[Fact]] = {}
        related: dict[str, list[tuple[RelationKind, Fact]]] = {}
        for fact in ordered:
            for person in fact.who:
                by_person.setdefault(person, []).append(fact)
            for topic in fact.about:
                by_topic.setdefault(topic, []).append(fact)
            for relation in fact.relations:
                related.setdefault(relation.to, []).append((relation.kind, fact))
        by_conflict: dict[str, list[Conflict]] = {}
        for conflict in self.conflicts.values():
            for fact_id in conflict.facts:
                by_conflict.setdefault(fact_id, []).append(conflict)
        announced = {
            fact_id: deadline.known_from
            for deadline in self.deadlines.values()
            for fact_id in deadline.facts
            if fact_id in self.facts
            and self.facts[fact_id].kind in (Kind.DEADLINE, Kind.NUMBER)
            and self.facts[fact_id].when.day == deadline.due.day
        }
        object.__setattr__(self, "facts_by_day", tuple(ordered))
        object.__setattr__(self, "announced", MappingProxyType(announced))
        object.__setattr__(self, "facts_by_person", _frozen(by_person))
        object.__setattr__(self, "facts_by_topic", _frozen(by_topic))
        object.__setattr__(self, "related_to", _frozen(related))
        object.__setattr__(self, "conflicts_by_fact", _frozen(by_conflict))

    def of_kind(self, kind: str) -> Mapping[Any, Any]:
        """The records of a kind, by id: `fact`, `person`; briefings by slug and language."""
        found: Mapping[Any, Any] = getattr(self, KINDS[kind])
        return found

    def audience_of(self, about: Iterable[str]) -> tuple[str, ...]:
        """The topics whose followers hear of what is about these: groups too."""
        return audience_of(self.topics, about)

    def facts_about(self, topic: str) -> tuple[Fact, ...]:
        """The facts on a topic, and on those below it, oldest first."""
        below = [each.id for each in topics_below(self.topics, topic)]
        if not below:
            return self.facts_by_topic.get(topic, ())
        found = {fact.id: fact for each in (topic, *below) for fact in self.facts_by_topic.get(each, ())}
        return tuple(sorted(found.values(), key=lambda fact: fact.when.sort_key))

    def words_and_deeds_of(self, person: str) -> tuple[Fact, ...]:
        """The facts in which they speak or act themselves, or somebody who is theirs does, oldest first; of who never does,
        those that name them.
        """
        named = self.facts_by_person.get(person, ())
        own = tuple(
            fact for fact in named if fact.who[0] == person or self.people[fact.who[0]].affiliation == person
        )
        return own or named

    def at(self, now: datetime, as_of: datetime | None = None) -> "Visible":
        """What of it may be shown at `now`; with `as_of`, of what was known by then."""
        return Visible(self, now, as_of)

    def known_from(self, fact: Fact) -> Moment:
        """When a fact was known: on its date; what a deadline is, from when that was set."""
        return self.announced.get(fact.id, fact.when)

    def next_turn(self, now: datetime) -> datetime | None:
        """The first moment after `now` at which time alone shows or hides a record; None: there is none."""
        lifecycles = (
            record.lifecycle
            for records in (self.facts, self.briefings, self.updates)
            for record in records.values()
        )
        turns = (moment for lifecycle in lifecycles for moment in lifecycle.turns())
        return min((moment for moment in turns if moment > now), default=None)

    def revision_of(self, name: str) -> int | None:
        """The revision of a fact, by its id, or of a briefing, by what the ledger calls it; None where it is gone."""
        if name in self.facts:
            return self.facts[name].lifecycle.revision
        revisions = [
            briefing.lifecycle.revision
            for (slug, _), briefing in self.briefings.items()
            if name_of_briefing(slug) == name
        ]
        return max(revisions, default=None)

    def revisions_of(self, fact_ids: Iterable[str]) -> tuple[tuple[str, int], ...]:
        """Each of the facts that is there with its revision, once; a briefing by what the ledger calls it."""
        found = ((name, self.revision_of(name)) for name in dict.fromkeys(fact_ids))
        return tuple((name, revision) for name, revision in found if revision is not None)

    def briefing_slugs(self) -> tuple[str, ...]:
        """The briefings in the editors' order, each slug once."""
        orders = {slug: briefing.order for (slug, _), briefing in self.briefings.items()}
        return tuple(sorted(orders, key=lambda slug: (orders[slug], slug)))


@dataclass(frozen=True, slots=True)
class Visible:
    """What of a snapshot may be shown at `now`; with `as_of`, of that what was known by then.

    A deadline, an outcome, a stake, a conflict or a known unknown goes with the facts that it rests on.
    """

    snapshot: Snapshot
    now: datetime
    as_of: datetime | None = None

    @property
    def moment(self) -> datetime:
        """The moment of which is told."""
        return self.as_of or self.now

    @property
    def today(self) -> "Visible":
        """The same without looking back."""
        return replace(self, as_of=None)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Oldest first."""
        return self.of(self.snapshot.facts_by_day)

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """Those that rest on what may be shown; without an outcome that rests on what may not."""
        return tuple(
            self.without_hidden_outcome(deadline)
            for deadline in self.snapshot.deadlines.values()
            if self.supports(deadline.facts)
        )

    @property
    def stakes(self) -> tuple[Stake, ...]:
        return tuple(stake for stake in self.snapshot.stakes.values() if self.supports(stake.facts))

    @property
    def statuses(self) -> tuple[Status, ...]:
        """What of each may be told, in the editors' order."""
        found = (self.status(status) for status in self.snapshot.statuses.values())
        return tuple(each for each in found if each is not None)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        return self.conflicts_of(self.snapshot.conflicts.values())

    @property
    def sources(self) -> tuple[Source, ...]:
        """All but those of facts that may not be shown, and of nothing else."""
        seen, hidden = set[str](), set[str]()
        for fact in self.snapshot.facts.values():
            cited = seen if fact.lifecycle.is_visible(self.now) and self._has_happened(fact) else hidden
            cited.update(citation.source for citation in fact.citations)
        return tuple(source for source in self.snapshot.sources.values() if source.id not in hidden - seen)

    def of(self, facts: Iterable[Fact]) -> tuple[Fact, ...]:
        """Those of `facts` that may be shown, in their order."""
        return tuple(fact for fact in facts if self.shows(fact))

    def named(self, fact_ids: Iterable[str]) -> tuple[Fact, ...]:
        """The facts with these ids that may be shown, in their order."""
        return self.of(self.snapshot.facts[fact_id] for fact_id in fact_ids)

    def shows(self, fact: Fact) -> bool:
        """Whether `fact` may be shown, and was known by then."""
        known = self.snapshot.known_from(fact)
        return fact.lifecycle.is_visible(self.now) and is_known(known, self.moment)

    def supports(self, fact_ids: Iterable[str]) -> bool:
        """Whether what rests on these facts may be shown at `now`: it rests on none, or on one that may be shown."""
        facts = [self.snapshot.facts[fact_id] for fact_id in fact_ids]
        return not facts or any(
            fact.lifecycle.is_visible(self.now) and self._has_happened(fact) for fact in facts
        )

    def without_hidden_outcome(self, deadline: Deadline) -> Deadline:
        """`deadline`, without its outcome where that rests on what may not be shown."""
        if deadline.outcome is None or self.supports(deadline.outcome.facts):
            return deadline
        return replace(deadline, outcome=None)

    def conflicts_of(self, conflicts: Iterable[Conflict]) -> tuple[Conflict, ...]:
        """Those of `conflicts` of which every version rests on what may be shown."""
        return tuple(
            conflict
            for conflict in conflicts
            if all(
                self.supports(facts)
                for facts in (conflict.facts, *(version.facts for version in conflict.versions))
            )
        )

    def status(self, status: Status) -> Status | None:
        """What of `status` may be told; None: nothing."""
        return status_at(status, self.moment, lambda fact_id: self.shows(self.snapshot.facts[fact_id]))

    def _has_happened(self, fact: Fact) -> bool:
        return is_known(self.snapshot.known_from(fact), self.now)


# What a record is called, as in kind:id, to the field of a snapshot that holds those of its kind.
KINDS: Mapping[str, str] = MappingProxyType(
    {each.metadata[_KIND]: each.name for each in fields(Snapshot) if _KIND in each.metadata}
)


def _frozen(groups: Mapping[str, Iterable[V]]) -> Mapping[str, tuple[V, ...]]:
    return MappingProxyType({key: tuple(values) for key, values in groups.items()})
