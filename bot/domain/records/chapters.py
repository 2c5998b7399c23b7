"""Chapters of the timeline: the phases in which the editors keep the facts, one file each, in the order of events."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.domain.records.fact import Fact

_EDGE = (
    10  # a tenth of a chapter at either end may lie far from the rest of it: what led to it, what came of it
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """`facts` are one or more, oldest first."""

    path: str
    facts: tuple[Fact, ...]

    @property
    def days(self) -> tuple[date, date]:
        """Between which most of it happened."""
        edge = len(self.facts) // _EDGE
        return self.facts[edge].when.day, self.facts[-1 - edge].when.day


def chapters_of(facts: Iterable[Fact]) -> tuple[Chapter, ...]:
    """The chapters that have some of these facts, by the days between which most of each happened."""
    found: dict[str, list[Fact]] = {}
    for fact in sorted(facts, key=lambda fact: fact.when.sort_key):
        found.setdefault(fact.path, []).append(fact)
    chapters = (Chapter(path, tuple(of_path)) for path, of_path in found.items())
    return tuple(sorted(chapters, key=lambda chapter: (chapter.days, chapter.path)))
