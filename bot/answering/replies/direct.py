"""Questions whose answer needs no ranking: who someone is, what happened on a day, where an answer comes from."""

from collections.abc import Sequence

from bot.answering.replies.of_records import compose_person, compose_record
from bot.answering.replies.periods import (
    asks_newest,
    compose_days,
    compose_newest,
    compose_said,
    find_period,
    said_by,
)
from bot.answering.replies.turn import Turn
from bot.answering.retrieval.documents import Document
from bot.answering.understanding.cues import (
    asks_about,
    find_asked,
    is_filler,
    is_follow_word,
    is_function_word,
    is_telling,
    says_standing,
    says_wanting,
)
from bot.answering.understanding.text import fold, stem, tokenise
from bot.domain.answer import (
    Answered,
    DirectSources,
    Phrase,
    Reply,
    Say,
    ShowAbout,
    ShowFact,
)
from bot.domain.records.person import PersonType
from bot.domain.records.record import RecordKind, record_key


def reply_to_plain(turn: Turn, asks_source_of: Sequence[str] = ()) -> Reply | None:
    """The reply to "who is X", "what happened then", "what is new" and "who says so?"; None for any other question.

    `asks_source_of`: for the last, the facts of the answer before it, the best first; they may be shown.
    """
    if asks_source_of:
        return turn.answered([DirectSources(asks_source_of[0]), ShowFact(asks_source_of[0])])
    person = asks_who_is(turn)
    if person is not None:
        return compose_person(turn, person)
    speaker = asks_what_was_said(turn)
    if speaker is not None:
        return compose_said(turn, speaker)
    term = asks_what_is(turn)
    if term is not None:
        return compose_record(turn, term, ())
    status = asks_state_of(turn)
    if status is not None:
        return compose_record(turn, status, ())
    period = find_period(turn)
    if period is not None:
        return compose_days(turn, period)
    return compose_newest(turn) if asks_newest(turn) else None


def reply_to_doubt(turn: Turn, facts: Sequence[str]) -> Answered:
    """On whose word we have what was answered, and how to report a mistake; `facts`: of that answer, the best first."""
    if not facts:
        return turn.answered([ShowAbout("dossier"), Say(Phrase.REPORT_A_MISTAKE)])
    return turn.answered([DirectSources(facts[0]), ShowFact(facts[0]), Say(Phrase.REPORT_A_MISTAKE)])


def asks_who_is(turn: Turn) -> str | None:
    """Whom the question is after, where it is "who is" with the name of one person or organisation, and nothing else."""
    assert turn.engine is not None
    named, others = turn.engine.index.people.split(turn.question.own)
    # "That Michael of Defence": the second says where the first belongs.
    if len(named) == 2 and turn.snapshot.people[named[0]].affiliation == named[1]:
        named = named[:1]
    asked = [find_asked((token,)) for token in others]
    is_plain = (
        len(named) == 1
        and (
            turn.question.opener == "what"
            or any("who" in found or is_telling(token) for found, token in zip(asked, others, strict=True))
        )
        and all(map(asks_about, others))
        and not any(map(says_wanting, others))
        and not turn.question.asked & {"when", "why", "said", "react", "amount"}
    )
    if not is_plain:
        return None
    place = turn.engine.index.position[f"person:{named[0]}"]
    return named[0] if turn.engine.allow(turn.now, turn.as_of)[place] else None


def asks_what_was_said(turn: Turn) -> str | None:
    """Who, where it is "what does X say about this?" or "did X comment?" and nothing else, of one who said something that may be told."""
    assert turn.engine is not None
    # "What do you think of X?" asks what the bot thinks.
    if turn.from_context or "said" not in turn.question.asked or "to_bot" in turn.question.asked:
        return None
    named, others = turn.engine.index.people.split(turn.question.own)
    says_no_more = all(
        asks_about(token) or is_follow_word(token) or find_asked((token,)) & {"said", "what"}
        for token in others
    )
    is_plain = len(named) == 1 and says_no_more and turn.question.opener is not None
    return named[0] if is_plain and said_by(turn, named[0]) else None


def asks_state_of(turn: Turn) -> Document | None:
    """The measure that is named with "status" or the like and nothing else ("status designation-3252", "stand uitfasering")."""
    assert turn.engine is not None
    index, own, snapshot = turn.engine.index, turn.question.own, turn.snapshot
    if not any(map(says_standing, own)):
        return None
    said = {stem(token) for token in own if not (says_standing(token) or is_function_word(token))}
    organisations = {
        stem(token)
        for person in turn.question.people
        if snapshot.people[person].type is not PersonType.PERSON
        for name in snapshot.people[person].names.all()
        for token in tokenise(fold(name))
    }
    allowed = turn.engine.allow(turn.now, turn.as_of)
    found = []
    for status_id, status in snapshot.statuses.items():
        number = index.position[record_key(RecordKind.STATUS, status_id)]
        if not allowed[number]:
            continue
        called = {stem(token) for token in tokenise(fold(status_id))}
        if said == called:
            return index.documents[number]
        words = called.union(*index.name_sets(number))
        if said & words and said - words <= organisations:
            found.append(status)
    if not found or not all(found[0].is_told_with(other) for other in found[1:]):
        return None
    return index.documents[index.position[record_key(RecordKind.STATUS, found[0].id)]]


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
