"""The parts of an answer: blocks that name records and phrases.

Nothing here is text: a block points at a record of the snapshot or at a catalog phrase, and rendering
turns it into words. So nothing can be said that no editor and no translator wrote.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.moment import Moment
from bot.domain.records.record import RecordKind, record_key


class Phrase(StrEnum):
    """Catalog phrases that an answer may hold; rendering keeps the wording, in both languages."""

    PREMISE_CONTRADICTED = "premise-contradicted"  # what you assume is not what we hold
    BOTH_SIDES = "both-sides"
    NOTHING_OF_THEM = "nothing-of-them"  # of one whom a question compares with another
    SAME_SIDE = "same-side"  # others of their party, then
    OTHER_SIDE = "other-side"  # the other side's answer
    WHAT_CAME_OF_IT = "what-came-of-it"
    WE_DO_NOT_KNOW = "we-do-not-know"
    NO_DATE_KNOWN = "no-date-known"  # of what is yet to come
    REPORT_A_MISTAKE = "report-a-mistake"
    NEARBY = "nearby"  # what we do know
    WHICH_DO_YOU_MEAN = "which-do-you-mean"
    NOT_KNOWN_THEN = "not-known-then"  # /asof: nothing was known of this by then
    NOTHING_THEN = "nothing-then"  # of the days asked for
    BEYOND_KNOWLEDGE = "beyond-knowledge"  # of days after the last that the dossier knows of
    NEWEST = "newest"  # the last things that happened
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    ABOUT_BOT = "about-bot"  # what I can do, and how I work
    ONLY_TWO_LANGUAGES_DE = "only-two-languages-de"  # said in the language that was spoken
    ONLY_TWO_LANGUAGES_FR = "only-two-languages-fr"
    ONLY_TWO_LANGUAGES_ES = "only-two-languages-es"
    ONLY_TWO_LANGUAGES_IT = "only-two-languages-it"
    ONLY_TWO_LANGUAGES_PT = "only-two-languages-pt"
    ONLY_TWO_LANGUAGES_PL = "only-two-languages-pl"
    ONLY_TWO_LANGUAGES_TR = "only-two-languages-tr"


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
class DirectSpan:
    """Above what happened in some days: which days, and how many of the facts about them are shown."""

    first: date
    last: date
    shown: int
    held: int


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
    """A fact; not `quoted`: without the speaker's own words, where a day or a number is asked for."""

    fact: str
    role: Role = Role.MAIN
    quoted: bool = True


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
    """The versions of a point on which sources differ, without those of the facts `told`; not `in_full`: only that they do."""

    conflict: str
    in_full: bool = True
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowUnknown:
    unknown: str


class StatusPart(StrEnum):
    """What of a state of play is said first."""

    ANSWER = "answer"  # whether it holds, and on whose word
    STATE = "state"  # the same without its yes or no, where the question is another one
    WHICH = "which"  # of each of those that a question may mean
    AWAITED = "awaited"  # that no day is known, then what has not come yet, and from whom
    NEXT = "next"  # what has not come yet, and from whom
    THEN = "then"  # how it stood in the period that holds


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """How a measure stands at the moment of asking."""

    status: str
    part: StatusPart = StatusPart.ANSWER


@dataclass(frozen=True, slots=True)
class ShowBriefing:
    """The thirty-second version of a briefing, with the way to the whole; `in_gist`: in a few sentences, where it has them."""

    briefing: str
    in_gist: bool = False


class AboutPart(StrEnum):
    """What of this service is told: who made the dossier, from what and how far it goes, or both in that order."""

    ALL = "all"
    MAKER = "maker"
    KNOWLEDGE = "knowledge"  # first; then the maker


@dataclass(frozen=True, slots=True)
class ShowAbout:
    """Who made this, or what this bot does: `dossier` or `bot`."""

    about: str
    part: AboutPart = AboutPart.ALL


@dataclass(frozen=True, slots=True)
class ShowScreen:
    """The screen of a command, by the command's name, with the words that would follow it."""

    screen: str
    words: str = ""


Block = (
    Say
    | DirectDate
    | DirectSpan
    | DirectPeople
    | DirectSources
    | ShowFact
    | ShowPerson
    | ShowTerm
    | ShowDeadline
    | ShowStake
    | ShowConflict
    | ShowUnknown
    | ShowStatus
    | ShowBriefing
    | ShowAbout
    | ShowScreen
)


def record_of(block: Block) -> str | None:
    """The key of the record that a block shows; None for a phrase or a date."""
    match block:
        case ShowFact(fact=record_id) | DirectSources(fact=record_id):
            return record_key(RecordKind.FACT, record_id)
        case ShowPerson(person=record_id):
            return record_key(RecordKind.PERSON, record_id)
        case ShowTerm(term=record_id):
            return record_key(RecordKind.TERM, record_id)
        case ShowDeadline(deadline=record_id):
            return record_key(RecordKind.DEADLINE, record_id)
        case ShowStake(stake=record_id):
            return record_key(RecordKind.STAKE, record_id)
        case ShowConflict(conflict=record_id):
            return record_key(RecordKind.CONFLICT, record_id)
        case ShowUnknown(unknown=record_id):
            return record_key(RecordKind.UNKNOWN, record_id)
        case ShowStatus(status=record_id):
            return record_key(RecordKind.STATUS, record_id)
        case ShowBriefing(briefing=record_id):
            return record_key(RecordKind.BRIEFING, record_id)
        case ShowAbout(about=record_id):
            return record_key(RecordKind.ABOUT, record_id)
        case ShowScreen(screen=record_id):
            return record_key(RecordKind.SCREEN, record_id)
        case _:
            return None


def records_of(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The keys of all that blocks show, each once, in the order shown."""
    return tuple(dict.fromkeys(key for key in map(record_of, blocks) if key is not None))
