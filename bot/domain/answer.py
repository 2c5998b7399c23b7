"""What the bot replies to a question: an answer in blocks, readings to choose from, or that we do not hold it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.blocks import Block, records_of
from bot.domain.records.record import RecordKind, record_key
from bot.domain.text import Lang


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question was about, for follow-ups and for the "about: …" line."""

    people: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer. `facts`: those that it rests on, the best first. `more`: further ones, behind a button."""

    lang: Lang
    blocks: tuple[Block, ...]
    facts: tuple[str, ...]
    subject: Subject = Subject()
    from_context: bool = False  # resolved against earlier questions: say "about: …"
    more: tuple[str, ...] = ()
    as_of: datetime | None = None
    explain: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def records(self) -> tuple[str, ...]:
        """The keys of all that is shown, what is shown first first; then of what else it rests on."""
        rests_on = (record_key(RecordKind.FACT, fact) for fact in self.facts)
        return tuple(dict.fromkeys((*records_of(self.blocks), *rests_on)))


@dataclass(frozen=True, slots=True)
class Option:
    """One reading offered back: choosing it shows the answer with `record`, which rests on `facts`."""

    facts: tuple[str, ...]  # the best first; a record of another kind may rest on none
    record: str = ""  # key; empty: the first fact

    @property
    def key(self) -> str:
        return self.record or record_key(RecordKind.FACT, self.facts[0])

    @property
    def is_fact(self) -> bool:
        return self.key.startswith(f"{RecordKind.FACT}:")


@dataclass(frozen=True, slots=True)
class Choice:
    """Two or three real readings, as buttons."""

    lang: Lang
    options: tuple[Option, ...]
    subject: Subject = Subject()
    explain: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def records(self) -> tuple[str, ...]:
        """The key of each option."""
        return tuple(option.key for option in self.options)


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """We do not hold it, or it was small talk. `facts`: what `blocks` show nearby."""

    lang: Lang
    blocks: tuple[Block, ...]
    facts: tuple[str, ...] = ()
    explain: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def records(self) -> tuple[str, ...]:
        """The known unknown that is said, and what is shown nearby."""
        return records_of(self.blocks)


Reply = Answered | Choice | NoAnswer
