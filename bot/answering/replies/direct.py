"""Questions whose answer needs no ranking: who someone is, what happened on a day, where an answer comes from."""

from collections.abc import Sequence

from bot.answering.replies.of_records import compose_person, compose_record
from bot.answering.replies.turn import Turn
from bot.answering.retrieval.documents import Document
from bot.answering.understanding.cues import (
    asks_about,
    find_asked,
    is_filler,
    is_function_word,
    is_telling,
    says_happened,
    says_how,
)
from bot.answering.understanding.dates import is_date_word
from bot.answering.understanding.text import stem
from bot.domain.answer import (
    Answered,
    Block,
    DirectSources,
    NoAnswer,
    Phrase,
    Reply,
    Role,
    Say,
    ShowAbout,
    ShowFact,
)
from bot.domain.moment import Precision
from bot.domain.records.fact import Fact, Kind
from bot.domain.records.record import RecordKind

SHOWN = 4  # facts of a day; the rest stands behind "more"
_EXACT = (Precision.MINUTE, Precision.DAY)
_NO_PERIOD = frozenset({"said", "react", "why", "who", "amount"})  # of these the days are a detail
_LASTING = (Kind.BACKGROUND, Kind.POSITION, Kind.STAKE)  # these happen on no day


def reply_to_plain(turn: Turn, asks_source_of: Sequence[str] = ()) -> Reply | None:
    """The reply to "who is X", "what happened on that day" and "who says so?"; None for any other question.

    `asks_source_of`: for the last, the facts of the answer before it, the best first; they may be shown.
    """
    if asks_source_of:
        return turn.answered([DirectSources(asks_source_of[0]), ShowFact(asks_source_of[0])])
    person = asks_who_is(turn)
    if person is not None:
        return compose_person(turn, person)
    term = asks_what_is(turn)
    if term is not None:
        return compose_record(turn, term, ())
    if asks_what_happened(turn):
        return _compose_days(turn)
    return None


def reply_to_doubt(turn: Turn, facts: Sequence[str]) -> Answered:
    """On whose word we have what was answered, and how to report a mistake; `facts`: of that answer, the best first."""
    if not facts:
        return turn.answered([ShowAbout("dossier"), Say(Phrase.REPORT_A_MISTAKE)])
    return turn.answered([DirectSources(facts[0]), ShowFact(facts[0]), Say(Phrase.REPORT_A_MISTAKE)])


def asks_who_is(turn: Turn) -> str | None:
    """Whom the question is after, where it is "who is" with the name of one person or organisation, and nothing else."""
    assert turn.engine is not None
    named, others = turn.engine.index.people.split(turn.question.own)
    asked = [find_asked((token,)) for token in others]
    is_plain = (
        len(named) == 1
        and (
            turn.question.opener == "what"
            or any("who" in found or is_telling(token) for found, token in zip(asked, others, strict=True))
        )
        and all(map(asks_about, others))
        and not turn.question.asked & {"when", "why", "said", "react", "amount"}
    )
    if not is_plain:
        return None
    place = turn.engine.index.position[f"person:{named[0]}"]
    return named[0] if turn.engine.allow(turn.now, turn.as_of)[place] else None


def asks_what_is(turn: Turn) -> Document | None:
    """The term that the question is after, where it is "what is" with a term's name, and nothing else."""
    assert turn.engine is not None
    question, index = turn.question, turn.engine.index
    if question.opener != "what" and "define" not in question.asked:
        return None
    said = frozenset(
        stem(token)
        for token in question.own
        if not (is_function_word(token) or is_filler(token) or "define" in find_asked((token,)))
    )
    for number in range(index.fact_count, index.count):
        document = index.documents[number]
        if document.kind is RecordKind.TERM and said and said in index.name_sets(number):
            return document if turn.engine.allow(turn.now, turn.as_of)[number] else None
    return None


def asks_what_happened(turn: Turn) -> bool:
    """Whether the question is "what happened" with a date, and nothing else."""
    question = turn.question
    if question.span is None or question.people or question.asked & {"when", "why", "who"}:
        return False
    rest = [token for token in question.tokens if not (is_date_word(token) or says_how(token))]
    return any(says_happened(token) for token in question.tokens) and all(map(says_happened, rest))


def in_period(turn: Turn, facts: Sequence[Fact]) -> Sequence[Fact]:
    """Those of the facts that were found which fall in the days asked for, where that is what is asked; else none."""
    span = turn.question.span
    if span is None or span.first == span.last or "period" not in turn.question.asked:
        return ()
    if turn.question.asked & _NO_PERIOD:
        return ()
    return [fact for fact in facts if span.holds(fact.when.day) and fact.kind not in _LASTING]


def compose_period(turn: Turn, facts: Sequence[Fact]) -> Answered:
    """What was found of a period, the likeliest first."""
    blocks: list[Block] = [
        ShowFact(fact.id, Role.SUPPORT if place else Role.MAIN) for place, fact in enumerate(facts[:SHOWN])
    ]
    return turn.answered(blocks, facts[SHOWN:])


def _compose_days(turn: Turn) -> Reply | None:
    """What happened in the days asked for: those on which most other facts bear first.

    None for days beyond those that the dossier knows.
    """
    span, snapshot = turn.question.span, turn.snapshot
    if span is None or span.first > snapshot.dossier.known_until:
        return None
    one_day = span.first == span.last
    held = [
        fact
        for fact in snapshot.facts.values()
        if turn.shows(fact)
        and fact.kind not in _LASTING
        and span.holds(fact.when.day)
        and (fact.when.precision in _EXACT or not one_day)
    ]
    if not held:
        return NoAnswer(turn.lang, (Say(Phrase.NOTHING_THEN),), explain=turn.explain)
    held.sort(key=lambda fact: (-len(snapshot.related_to.get(fact.id, ())), fact.when.sort_key, fact.id))
    blocks: list[Block] = [
        ShowFact(fact.id, Role.SUPPORT if place else Role.MAIN) for place, fact in enumerate(held[:SHOWN])
    ]
    return turn.answered(blocks, held[SHOWN:])
