"""Everything the bot may say, at one moment of the files: immutable, indexed, comparable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

from bot.domain.briefing import Briefing, Update
from bot.domain.conflict import Conflict
from bot.domain.correction import name_of_briefing
from bot.domain.deadline import Deadline, is_known
from bot.domain.dossier import Dossier
from bot.domain.expectation import Expectation
from bot.domain.fact import Fact, RelationKind
from bot.domain.person import Person
from bot.domain.source import Source
from bot.domain.stake import Stake
from bot.domain.text import Lang
from bot.domain.topic import Term, Topic
from bot.domain.unknown import Unknown

V = TypeVar("V")


@dataclass(frozen=True)
class Snapshot:
    """All records by id. Two snapshots are equal when their records are.

    `fingerprint` is a digest of the files' bytes: same files, same fingerprint.
    """

    dossier: Dossier
    people: Mapping[str, Person]
    topics: Mapping[str, Topic]
    sources: Mapping[str, Source]
    facts: Mapping[str, Fact]
    deadlines: Mapping[str, Deadline]
    stakes: Mapping[str, Stake]
    terms: Mapping[str, Term]
    conflicts: Mapping[str, Conflict]
    unknowns: Mapping[str, Unknown]
    briefings: Mapping[tuple[str, Lang], Briefing]
    updates: Mapping[str, Update]
    expectations: tuple[Expectation, ...]
    fingerprint: str
    facts_by_person: Mapping[str, tuple[Fact, ...]] = field(init=False, compare=False, repr=False)
    facts_by_topic: Mapping[str, tuple[Fact, ...]] = field(init=False, compare=False, repr=False)
    related_to: Mapping[str, tuple[tuple[RelationKind, Fact], ...]] = field(
        init=False, compare=False, repr=False
    )
    conflicts_by_fact: Mapping[str, tuple[Conflict, ...]] = field(init=False, compare=False, repr=False)

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
        object.__setattr__(self, "facts_by_person", _frozen(by_person))
        object.__setattr__(self, "facts_by_topic", _frozen(by_topic))
        object.__setattr__(self, "related_to", _frozen(related))
        object.__setattr__(self, "conflicts_by_fact", _frozen(by_conflict))

    def visible_facts(self, now: datetime, *, as_of: datetime | None = None) -> tuple[Fact, ...]:
        """Facts that may be shown at `now`, oldest first; with `as_of`, only those known by then."""
        ordered = sorted(self.facts.values(), key=lambda fact: fact.when.sort_key)
        return self.visible(ordered, now, as_of=as_of)

    def visible(
        self, facts: Iterable[Fact], now: datetime, *, as_of: datetime | None = None
    ) -> tuple[Fact, ...]:
        """Those of `facts` that may be shown at `now`, in their order; with `as_of`, only those known by then."""
        return tuple(fact for fact in facts if self.is_visible(fact, now, as_of=as_of))

    def is_visible(self, fact: Fact, now: datetime, *, as_of: datetime | None = None) -> bool:
        """Whether `fact` may be shown at `now`, and, with `as_of`, whether it was known by then."""
        return fact.lifecycle.is_visible(now) and (as_of is None or is_known(fact.when, as_of))

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


def _frozen(groups: Mapping[str, Iterable[V]]) -> Mapping[str, tuple[V, ...]]:
    return MappingProxyType({key: tuple(values) for key, values in groups.items()})
