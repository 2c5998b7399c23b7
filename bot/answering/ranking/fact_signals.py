"""What the structure of a fact says for it: who speaks, what sort of thing it is, when, and how it bears on the rest."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.answering.retrieval.index import Index
from bot.answering.retrieval.vectors import Floats
from bot.answering.understanding.cues import ASKED, OPENERS
from bot.answering.understanding.question import Question
from bot.answering.understanding.text import stem
from bot.domain.fact import Fact, Kind, RelationKind, Stance

_PLAIN = (
    "speaker",  # the first of `who` is named
    "party",  # another of `who` or `said_to` is named
    "others",  # someone is named whom the fact does not name
    "speaks_for",  # the speaker belongs to an organisation that is named
    "nobody_named",  # the fact has a speaker and the question names nobody
    "said_by_speaker",  # asked is what someone said, and the speaker is the one named
    "said_by_another",  # … and the speaker is none of those named
    "why_of_speaker",  # asked are reasons, and the speaker is named, or speaks for who is
    "group",  # someone of a role that is asked for ("which senators")
    "amount_number",  # asked is how much, and the fact has a number
    "react_answer",  # asked is a reaction, and the fact answers another
    "date_match",
    "date_miss",
    "channel",
    "publisher",
    "topic",
    "central",  # how many other facts bear on it
    "fresh",  # how near to the moment of asking, or to the last that we know
    "fresh_state",  # … where asked is how things stand
    "fresh_then",  # … where the moment of asking is in the midst of the events
    "pending",  # it is about a deadline that is yet to come
    "pending_when",  # … where asked is when, or how long
    "kept_fact",  # follow-up: what the question before it was about
    "kept_detail",  # … where asked is only when, how much or by whom
    "kept_answer",  # answers or denies what the question before it was about, or comes of it
    "kept_cause",  # is what that answered
    "kept_topic",
    "kept_people",
    "kept_later",  # happened within a month after it
    "kept_after",  # … where asked is what came of it or what others said to it
    "own_covered",  # the part of the follow-up's own words that the record has
)
_ASKED = (*ASKED, *OPENERS, "nothing")
_SORTS = tuple(str(sort) for sort in (*Kind, *(f"is {stance}" for stance in Stance)))
STRUCTURE = (*_PLAIN, *(f"{asked}: {sort}" for asked in _ASKED for sort in _SORTS))
_SORT = {sort: place for place, sort in enumerate(_SORTS)}
_MONTH = 30  # days
_REPLIES = (RelationKind.ANSWERS, RelationKind.DENIES)
_BEARING = (*_REPLIES, RelationKind.OUTCOME_OF, RelationKind.SUPERSEDES)
_DETAIL = frozenset({"when", "amount", "who", "source"})
_AFTER = frozenset({"react", "outcome", "consequence", "state", "said"})


@dataclass(frozen=True, slots=True)
class Background:
    """What a follow-up leans on: the best facts of the question before it, and whom that named."""

    facts: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    question: Question | None = None  # that question itself, completed by those before it


@dataclass(frozen=True, slots=True)
class Setting:
    """What of a question is the same for each candidate."""

    question: Question
    named: frozenset[str]
    stems: frozenset[str]
    group: frozenset[str]
    asked: tuple[int, ...]  # places in `_ASKED`
    today: date  # or the last day that we know of
    in_the_midst: bool  # today is before that day
    before: Fact | None
    before_people: frozenset[str]
    own_words: dict[str, float]

    @classmethod
    def of(cls, index: Index, question: Question, background: Background, now: datetime) -> "Setting":
        stems = frozenset(stem(token) for token in question.tokens)
        dossier = index.snapshot.dossier
        names = [name for name in ASKED if name in question.asked] + [question.opener or ""]
        asked = tuple(_ASKED.index(name) for name in names if name in _ASKED)
        today = now.astimezone(ZoneInfo(dossier.dispute_zone)).date()
        before = index.snapshot.facts[background.facts[0]] if background.facts else None
        return cls(
            question=question,
            named=frozenset(question.people),
            stems=stems,
            group=index.group_of(question.tokens),
            asked=asked or (_ASKED.index("nothing"),),
            today=min(today, dossier.known_until),
            in_the_midst=today < dossier.known_until,
            before=before,
            before_people=frozenset(background.people or (before.who if before else ())),
            own_words=index.words.weigh(question.own) if before else {},
        )


def measure_structure(row: Floats, index: Index, number: int, setting: Setting) -> None:
    """Writes the signals of one fact into `row`, in the order of `STRUCTURE`."""
    fact = index.facts[number]
    question = setting.question
    row[0:9] = _people(index, fact, setting)
    row[9] = "amount" in question.asked and index.numeric[number]
    row[10] = "react" in question.asked and any(relation.kind in _REPLIES for relation in fact.relations)
    if question.span is not None:
        row[11] = question.span.holds(fact.when.day)
        row[12] = 1.0 - row[11]
    row[13] = bool(setting.stems & index.channels[number])
    row[14] = bool(setting.stems & index.publishers[number])
    if question.topics:
        row[15] = len(set(question.topics) & set(fact.about)) / len(question.topics)
    row[16] = min(len(index.snapshot.related_to.get(fact.id, ())), 5) / 5
    row[17] = 1.0 / (1.0 + max(0, (setting.today - fact.when.day).days) / _MONTH)
    row[18] = row[17] * ("state" in question.asked)
    row[19] = row[17] * setting.in_the_midst
    due = index.due.get(fact.id)
    if due is not None and setting.today <= due:
        row[20] = 1.0
        row[21] = bool(question.asked & {"when", "amount"})
    if setting.before is not None:
        row[22:31] = _background(index, number, fact, setting, setting.before)
    first = len(_PLAIN)
    kind, stance = _SORT[str(fact.kind)], _SORT[f"is {fact.stance}"]
    for asked in setting.asked:
        row[first + asked * len(_SORTS) + kind] = 1.0
        row[first + asked * len(_SORTS) + stance] = 1.0


def _people(index: Index, fact: Fact, setting: Setting) -> tuple[float, ...]:
    named, asked = setting.named, setting.question.asked
    speaker = fact.who[0]
    group = float(speaker in setting.group)
    if not named:
        return 0.0, 0.0, 0.0, 0.0, float(fact.kind is Kind.STATEMENT), 0.0, 0.0, 0.0, group
    parties = {*fact.who, *fact.said_to}
    speaks = speaker in named
    speaks_for = index.snapshot.people[speaker].affiliation in named
    said = "said" in asked or "react" in asked
    return (
        float(speaks),
        float(bool(named & (parties - {speaker}))),
        len(named - parties) / len(named),
        float(speaks_for),
        0.0,
        float(said and speaks),
        float(said and not speaks and not speaks_for),
        float("why" in asked and (speaks or speaks_for)),
        group,
    )


def _background(index: Index, number: int, fact: Fact, setting: Setting, before: Fact) -> tuple[float, ...]:
    asked = setting.question.asked
    same = fact.id == before.id
    days = (fact.when.day - before.when.day).days
    later = float(not same and 0 <= days <= _MONTH)
    return (
        float(same),
        float(same and bool(asked & _DETAIL)),
        float(any(relation.to == before.id and relation.kind in _BEARING for relation in fact.relations)),
        float(any(relation.to == fact.id and relation.kind in _BEARING for relation in before.relations)),
        len(set(before.about) & set(fact.about)) / len(before.about),
        float(bool(setting.before_people & set(fact.who))),
        later,
        later * bool(asked & _AFTER),
        index.words.share_covered(setting.own_words, number),
    )
