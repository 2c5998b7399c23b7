"""Answers that begin with another record than a fact: a card, a term, a state of play, a briefing in short."""

from collections.abc import Sequence

from bot.answering.replies.turn import LISTED, Turn
from bot.answering.retrieval.documents import Document
from bot.answering.understanding.cues import says_allowed, says_ended, says_standing
from bot.answering.understanding.text import fold, tokenise
from bot.domain.answer import (
    Answered,
    Block,
    Role,
    ShowAbout,
    ShowBriefing,
    ShowConflict,
    ShowDeadline,
    ShowFact,
    ShowPerson,
    ShowStake,
    ShowStatus,
    ShowTerm,
    StatusPart,
)
from bot.domain.records.fact import Fact
from bot.domain.records.person import PersonType
from bot.domain.records.record import RecordKind
from bot.domain.records.status import Status
from bot.domain.text import Lang

TOLD_BY = 200  # facts about one person that are looked through for the most telling; of more, those found
SHOWN = 2  # facts below a record; the rest stands behind "more"
MOST_STAKES = 3  # of one holder


def compose_record(turn: Turn, document: Document, ranked: Sequence[Fact]) -> Answered:
    """The answer with a record that is no fact; `ranked`: the facts that were found beside it, the likeliest first."""
    rests_on = turn.visible(document.facts)
    facts = (
        *(fact for fact in ranked if fact in rests_on),
        *(fact for fact in rests_on if fact not in ranked),
    )
    match document.kind:
        case RecordKind.PERSON:
            return compose_person(turn, document.id, ranked)
        case RecordKind.STATUS:
            return _status(turn, turn.snapshot.statuses[document.id])
        case RecordKind.STAKE:
            return _stakes(turn, document.id)
        case RecordKind.BRIEFING:
            return turn.answered([ShowBriefing(document.id)], rests_on=rests_on)
        case RecordKind.ABOUT:
            return turn.answered([ShowAbout(document.id)])
        case RecordKind.CONFLICT:
            return turn.answered([ShowConflict(document.id)], rests_on=facts, more=facts)
        case RecordKind.DEADLINE:
            return turn.answered([ShowDeadline(document.id)], rests_on=rests_on, more=rests_on)
        case _:
            blocks: list[Block] = [ShowTerm(document.id)]
            blocks += [ShowFact(fact.id, Role.SUPPORT) for fact in facts[:1]]
            return turn.answered(blocks, facts[1:], rests_on=facts)


def compose_person(turn: Turn, person_id: str, ranked: Sequence[Fact] = ()) -> Answered:
    """A person's card, and the facts that name them, the most telling first."""
    facts = _telling(turn, person_id, ranked)
    blocks: list[Block] = [
        ShowPerson(person_id),
        *(ShowFact(fact.id, Role.SUPPORT) for fact in facts[:SHOWN]),
    ]
    return turn.answered(blocks, facts[SHOWN:])


def _telling(turn: Turn, person_id: str, ranked: Sequence[Fact]) -> Sequence[Fact]:
    """The facts that name someone: the one that states their role first."""
    person = turn.snapshot.people[person_id]
    naming: Sequence[Fact] = turn.snapshot.facts_by_person.get(person.id, ())
    if len(naming) > TOLD_BY and ranked:
        naming = tuple(fact for fact in ranked if person.id in fact.who)
    visible = [fact for fact in naming if turn.shows(fact)]
    role = {token for lang in Lang for token in tokenise(fold(person.role[lang])) if len(token) > 3}
    called = [frozenset(tokenise(fold(name))) for name in person.names.all()]
    if person.type is PersonType.PERSON:  # texts call them by their last name
        called += [frozenset(tokenise(fold(person.names[lang][0]))[-1:]) for lang in Lang]

    def telling(fact: Fact) -> float:
        words = {token for lang in Lang for token in tokenise(fold(fact.text[lang]))}
        is_named = any(name <= words for name in called)
        return 2.0 * is_named + len(role & words) / (len(role) or 1) + 0.2 * (fact.who[0] == person.id)

    return sorted(visible[-TOLD_BY:], key=telling, reverse=True)[:LISTED]


def _status(turn: Turn, status: Status) -> Answered:
    then = turn.snapshot.status_at(status, turn.now, as_of=turn.as_of)
    if then is None or then.answer is None:
        return _as_they_stood(turn, status)
    facts = turn.visible(then.facts)
    part = StatusPart.ANSWER
    if _asks_when_it_will(turn) and then.awaited is not None:
        part = StatusPart.AWAITED
        facts = tuple(dict.fromkeys((*turn.visible(then.awaited.facts), *facts)))
    elif then.lead_when_unspecified is not None and not _says_which(turn, status):
        part = StatusPart.WHICH
    elif not _asks_whether(turn, status):
        part = StatusPart.STATE
    return turn.answered([ShowStatus(status.id, part)], rests_on=facts, more=facts)


def _as_they_stood(turn: Turn, status: Status) -> Answered:
    """How it stood then, and the others that the question may mean where it does not say which: a ruling on one is none on them."""
    meant = [status] if _says_which(turn, status) else [status, *_told_with(turn, status)]
    then = [turn.snapshot.status_at(each, turn.now, as_of=turn.as_of) for each in meant]
    found = [each for each in then if each is not None]
    facts = turn.visible(fact for each in found for fact in each.facts)
    blocks = [ShowStatus(each.id, StatusPart.THEN) for each in found]
    return turn.answered(blocks, rests_on=facts, more=facts)


def _told_with(turn: Turn, status: Status) -> list[Status]:
    """The others that a question may mean which does not say which."""
    return [
        other
        for other in turn.snapshot.statuses.values()
        if other is not status and other.is_told_with(status)
    ]


def _asks_when_it_will(turn: Turn) -> bool:
    return {"when", "future"} <= turn.question.asked


def _asks_whether(turn: Turn, status: Status) -> bool:
    """Whether a yes or no to the record's own question answers this one too: it expects one, and does not turn it round.

    To "is it dead letter now?" or "may they use it again?" the "no" of "is it still in force?" would say the opposite.
    """
    own, asked_for = turn.question.own, turn.question.asked
    # "Geldt het nog?" opens with a verb like any other.
    asks_still = turn.question.opener is None and "now" in asked_for and not any(map(says_standing, own))
    if not (turn.question.opener == "whether" or asks_still) or asked_for & {"when", "who", "why", "amount"}:
        return False
    asked = {token for lang in Lang for token in tokenise(fold(status.question[lang]))}
    return not any((says_ended(token) or says_allowed(token)) and token not in asked for token in own)


def _says_which(turn: Turn, status: Status) -> bool:
    """Whether the question has a word of this measure that those do not have which it may be taken for."""
    others = _told_with(turn, status)
    own = _words(turn, status)
    elsewhere = {word for other in others for word in _words(turn, other)}
    said = set(turn.question.tokens)
    named = set(turn.question.people)
    courts = {other.court for other in others}
    return bool(said & (own - elsewhere)) or (status.court in named and status.court not in courts)


def _words(turn: Turn, status: Status) -> set[str]:
    texts = [
        *(status.title[lang] for lang in Lang),
        *(status.question[lang] for lang in Lang),
        status.law or "",
    ]
    if status.court is not None:
        texts += turn.snapshot.people[status.court].names.all()
    return {token for text in texts for token in tokenise(fold(text))}


def _stakes(turn: Turn, stake_id: str) -> Answered:
    """What is at stake for one holder: the one asked for first."""
    snapshot = turn.snapshot
    first = snapshot.stakes[stake_id]
    others = [
        stake
        for stake in snapshot.stakes.values()
        if stake.holder is first.holder and stake is not first and turn.shows_all(stake.facts)
    ]
    shown = [first, *others][:MOST_STAKES]
    facts = turn.visible(fact for stake in shown for fact in stake.facts)
    return turn.answered([ShowStake(stake.id) for stake in shown], rests_on=facts, more=facts)
