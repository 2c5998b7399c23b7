"""What the bot replies to a question: blocks that name records and phrases, in the order shown.

Nothing here is text: a block points at a record of the snapshot or at a catalog phrase, and rendering
turns it into words. So nothing can be said that no editor and no translator wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.moment import Moment
from bot.domain.text import Lang


class Phrase(StrEnum):
    """Catalog phrases that an answer may hold; rendering keeps the wording, in both languages."""

    PREMISE_CONTRADICTED = "premise-contradicted"  # what you assume is not what we hold
    BOTH_SIDES = "both-sides"
    NOTHING_OF_THEM = "nothing-of-them"  # of one whom a question compares with another
    SAME_SIDE = "same-side"  # others of their party, then
    OTHER_SIDE = "other-side"  # the other side's answer
    WHAT_CAME_OF_IT = "what-came-of-it"
    NEWEST_FIRST = "newest-first"
    WE_DO_NOT_KNOW = "we-do-not-know"
    NOTHING_NEARBY = "nothing-nearby"
    NEARBY = "nearby"  # what we do know
    WHICH_DO_YOU_MEAN = "which-do-you-mean"
    NOT_KNOWN_THEN = "not-known-then"  # /asof: nothing was known of this by then
    NOTHING_THEN = "nothing-then"  # of the days asked for
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    WHO_ARE_YOU = "who-are-you"
    NO_ADVICE = "no-advice"
    NO_OPINION = "no-opinion"
    NO_FORECAST = "no-forecast"


class Role(StrEnum):
    """A fact's part in an answer."""

    MAIN = "main"
    SUPPORT = "support"
    OTHER_SIDE = "other-side"
    OUTCOME = "outcome"
    NEARBY = "nearby"


@dataclass(frozen=True, slots=True)
class Say:
    """A catalog phrase of its own line."""

    phrase: Phrase


@dataclass(frozen=True, slots=True)
class DirectDate:
    """The direct answer is a date: shown first, with how long ago or how long to go."""

    when: Moment


@dataclass(frozen=True, slots=True)
class DirectPeople:
    """The direct answer is one or more names."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DirectSources:
    """The direct answer is who reported it: the fact's sources, by publisher and date."""

    fact: str


@dataclass(frozen=True, slots=True)
class ShowFact:
    fact: str
    role: Role = Role.MAIN


@dataclass(frozen=True, slots=True)
class ShowPerson:
    person: str


@dataclass(frozen=True, slots=True)
class ShowTerm:
    term: str


@dataclass(frozen=True, slots=True)
class ShowDeadline:
    deadline: str


@dataclass(frozen=True, slots=True)
class ShowStake:
    stake: str


@dataclass(frozen=True, slots=True)
class ShowConflict:
    conflict: str


@dataclass(frozen=True, slots=True)
class ShowUnknown:
    unknown: str


Block = (
    Say
    | DirectDate
    | DirectPeople
    | DirectSources
    | ShowFact
    | ShowPerson
    | ShowTerm
    | ShowDeadline
    | ShowStake
    | ShowConflict
    | ShowUnknown
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question was about, for follow-ups and for the "about: …" line."""

    people: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer. `facts`: the facts that it shows, the best first. `more`: further ones, behind a button."""

    lang: Lang
    blocks: tuple[Block, ...]
    facts: tuple[str, ...]
    subject: Subject = Subject()
    from_context: bool = False  # resolved against earlier questions: say "about: …"
    more: tuple[str, ...] = ()
    as_of: datetime | None = None
    explain: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Option:
    """One reading offered back; its label is the record's own words, its choice shows `blocks`."""

    facts: tuple[str, ...]  # the best first
    person: str | None = None  # label by a person's name and role
    topic: str | None = None  # label by a topic's name
    # neither: label by the best fact's date and opening words


@dataclass(frozen=True, slots=True)
class Choice:
    """Two or three real readings, as buttons."""

    lang: Lang
    options: tuple[Option, ...]
    subject: Subject = Subject()
    explain: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """We do not hold it, or it was small talk. `facts`: what `blocks` show nearby."""

    lang: Lang
    blocks: tuple[Block, ...]
    facts: tuple[str, ...] = ()
    explain: Mapping[str, Any] = field(default_factory=dict, compare=False)


Reply = Answered | Choice | NoAnswer
