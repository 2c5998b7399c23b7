"""What a rule found, and what all rules look at."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.content.building.references import ByKind
from bot.content.lint.reading.passages import Pair
from bot.content.parsing.parsing import Record, slug_and_lang
from bot.content.schema.models.dossier import DossierModel
from bot.content.schema.rules import RuleName
from bot.domain.problem import Problem


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem by the rule that found it; `record` is the one it is about."""

    rule: RuleName
    record: Record
    problem: Problem


class Unwanted(Exception):
    """Nobody waits for the findings any more."""


_OFTEN = 128  # pairs between two looks whether the findings are still wanted


@dataclass(frozen=True, slots=True)
class Content:
    """The records of all files, each valid and named by its kind of file; their texts in pairs; and the settings."""

    records: ByKind
    all_pairs: Sequence[Pair]
    dossier: DossierModel
    now: datetime
    is_wanted: Callable[[], bool] = lambda: True

    @property
    def pairs(self) -> Iterator[Pair]:
        """Every text in both languages. Raises `Unwanted` on the way once `is_wanted` says no."""
        for number, pair in enumerate(self.all_pairs):
            if number % _OFTEN == 0 and not self.is_wanted():
                raise Unwanted
            yield pair

    def of(self, kind: str) -> Sequence[Record]:
        """The records of a kind of file."""
        return self.records.get(kind, ())


def id_of(record: Record) -> str:
    """By what name others know the record: a briefing by its slug."""
    if record.kind.name == "briefing":
        return slug_and_lang(record.path)[0]
    return str(getattr(record.model, "id", record.kind.record))
