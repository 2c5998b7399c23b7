"""Questions whose answer needs no ranking: who someone is, what happened on a day, where an answer comes from."""

import re
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
from bot.answering.understanding.cues.asked import (
    asks_for_list,
    asks_for_one,
    asks_time_left,
    find_asked,
    find_opener,
)
from bot.answering.understanding.cues.words import (
    asks_about,
    is_explaining,
    is_filler,
    is_follow_word,
    is_function_word,
    is_person_word,
    is_relative,
    is_telling,
    says_office,
    says_standing,
    says_wanting,
)
from bot.answering.understanding.text import fold, stem, tokenise
from bot.domain.answer import Answered, Reply
from bot.domain.blocks import DirectDate, DirectSources, Phrase, Say, ShowAbout, ShowFact
from bot.domain.records.deadline import Deadline, DeadlineState, Nature, is_known
from bot.domain.records.person import PersonType
from bot.domain.records.record import RecordKind, record_key

_MORE_THAN_WHO = frozenset({"when", "why", "said", "react", "amount"})
_MORE_THAN_WHAT = _MORE_THAN_WHO | {"who", "source", "compare"}
_CLAUSE = re.compile(r"[,.?!;:\n]+|\s[-–]\s")


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
    deadline = next_deadline(turn) if asks_time_left(turn.question.own) else None
    if deadline is not None:
        facts = turn.visible_facts(deadline.facts)
        return turn.answered([DirectDate(deadline.due), ShowFact(facts[0].id)], facts[1:])
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
    if len(named) != 1 or not (
        _is_all_about(turn, others) or _asks_of_office(turn) or _tells_who_apart(turn)
    ):
        return None
    place = turn.engine.index.position[f"person:{named[0]}"]
    return named[0] if turn.engine.allow(turn.visible)[place] else None


def _wants_list(turn: Turn) -> bool:
    """Whether it is after several ("which members of Congress …")."""
    own = turn.question.own
    return turn.question.opener == "which" and asks_for_list(own) and not asks_for_one(own)


def _is_all_about(turn: Turn, others: Sequence[str]) -> bool:
    """Whether the words beside a name only ask to be told of it ("who is …", "tell me about …")."""
    asked = _asked_of(others)
    return (
        (turn.question.opener == "what" or "who" in asked or any(map(is_telling, others)))
        and all(map(asks_about, others))
        and not any(map(says_wanting, others))
        and not asked & _MORE_THAN_WHO
    )


def _asked_of(tokens: Sequence[str]) -> frozenset[str]:
    """What is asked, without the words that only want to be told or explained something."""
    return find_asked([token for token in tokens if not is_telling(token)])


def _asks_of_office(turn: Turn) -> bool:
    """Whether it is after somebody's job."""
    question = turn.question
    assert turn.engine is not None
    _, others = turn.engine.index.people.split(question.own)
    # "By which president was X appointed?" is after somebody else.
    is_all = all(asks_about(token) or says_office(token) for token in others)
    return question.opener in ("what", "which") and is_all and any(map(says_office, others))


def _tells_who_apart(turn: Turn) -> bool:
    """Whether what follows "who is" and a name only says which one is meant: "who's that Henderson that disagreed"."""
    assert turn.engine is not None
    own, find = turn.question.own, turn.engine.index.people.find
    end = next((end for end in range(1, len(own) + 1) if find(own[:end])), len(own))
    before, after = own[:end], own[end:]
    opens = all(asks_about(token) or find((token,)) for token in before) and "who" in find_asked(before)
    # More of the name, and what such a person is called, may come before the clause.
    while after and not is_relative(after[0]) and (is_person_word(after[0]) or find((after[0],))):
        after = after[1:]
    return opens and bool(after) and is_relative(after[0])


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
    is_plain = len(named) == 1 and says_no_more and turn.question.opener is not None and not _wants_list(turn)
    return named[0] if is_plain and said_by(turn, named[0]) else None


def next_deadline(turn: Turn) -> Deadline | None:
    """The next term that had not run out at the moment that is told of, and rests on a fact that may be shown."""
    pending = [
        deadline
        for deadline in turn.visible.deadlines
        if deadline.nature is Nature.TERM
        and is_known(deadline.known_from, turn.moment)
        and deadline.state_at(turn.moment) is DeadlineState.PENDING
        and turn.visible_facts(deadline.facts)
    ]
    return min(pending, key=lambda each: each.due.sort_key, default=None)


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
    allowed = turn.engine.allow(turn.visible)
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
    """The term that the question is after, where it is "what is" with a term's name, and nothing else is asked.

    Clause by clause: "sorry, I am new here: 'mandate', what is that?" has one that names it, and one that asks.
    """
    assert turn.engine is not None
    index = turn.engine.index
    asking: list[frozenset[str]] = []
    explaining: list[frozenset[str]] = []
    telling: list[frozenset[str]] = []
    for clause in filter(str.strip, _CLAUSE.split(turn.question.text)):
        tokens = tokenise(fold(clause))
        asks = any(find_opener((token,)) == "what" for token in tokens)
        if asks or "define" in find_asked(tokens):
            asking.append(_content(tokens))
        elif any(map(is_explaining, tokens)):
            explaining.append(_content(tokens))
        elif find_opener(tokens[:1]) is None and not _asked_of(tokens) & _MORE_THAN_WHAT:
            telling.append(_content(tokens))
        else:
            return None
    for number in range(index.fact_count, index.count):
        document = index.documents[number]
        if document.kind is not RecordKind.TERM:
            continue
        names = set(index.name_sets(number))
        # "Leg 'mandate' uit" asks for the term; "our teacher did not explain" for nothing.
        asked_for = [*asking, *(each for each in explaining if each in names)]
        is_named = any(each in names for each in (*asked_for, *telling))
        if asked_for and is_named and all(not each or each in names for each in asking):
            return document if turn.engine.allow(turn.visible)[number] else None
    return None


def _content(tokens: Sequence[str]) -> frozenset[str]:
    """The stems of words that do more than ask what something is."""
    return frozenset(
        stem(token)
        for token in tokens
        if not (
            is_function_word(token)
            or is_filler(token)
            or is_telling(token)
            or "define" in find_asked((token,))
        )
    )
