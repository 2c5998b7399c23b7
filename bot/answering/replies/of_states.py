"""Answers with a state of play: of what is known of a measure, the part that was asked for comes first."""

from collections.abc import Sequence

from bot.answering.replies.turn import Turn
from bot.answering.retrieval.meaning import like
from bot.answering.understanding.cues.asked import is_about_next
from bot.answering.understanding.cues.words import says_allowed, says_ended, says_standing
from bot.answering.understanding.text import fold, tokenise
from bot.domain.answer import Answered
from bot.domain.blocks import ShowStatus, StatusPart
from bot.domain.records.status import Status
from bot.domain.text import Lang
from bot.i18n.sentences import split_sentences

# Cosines: how like a sentence a question has to be, and how much more like it than like the record's own question, for
# that sentence to be what is asked for. Read off some thirty questions about the real dossier.
LIKE_FROM, LIKE_MORE_BY = 0.2, 0.1
ASIDE_FROM, ASIDE_MORE_BY = 0.3, 0.1


def compose_state(turn: Turn, status: Status) -> Answered:
    """How a measure stands at the moment of asking."""
    then = turn.visible.status(status)
    if then is None or then.answer is None:
        return _as_they_stood(turn, status)
    meant = _part_meant(turn, then)
    part = _part_asked_for(turn, status, then, meant)
    if part is StatusPart.NEXT:
        return _what_is_next(turn, [status] if meant is part else _meant(turn, status))
    facts = turn.visible_facts(then.facts)
    if part is StatusPart.AWAITED and then.awaited is not None:
        facts = tuple(dict.fromkeys((*turn.visible_facts(then.awaited.facts), *facts)))
    return turn.answered([ShowStatus(status.id, part)], rests_on=facts, more=facts)


def compose_both(turn: Turn, status: Status) -> Answered:
    """How this measure and those that are told with it stand, in the editors' words on all of them."""
    then = [turn.visible.status(each) for each in (status, *told_with(turn, status))]
    facts = turn.visible_facts(fact for each in then if each is not None for fact in each.facts)
    return turn.answered([ShowStatus(status.id, StatusPart.WHICH)], rests_on=facts, more=facts)


def _part_asked_for(turn: Turn, status: Status, then: Status, meant: StatusPart) -> StatusPart:
    """`meant`: the part whose sentences are most like the question."""
    if then.awaited is not None and _asks_when_it_will(turn):
        return StatusPart.AWAITED
    if then.awaited is not None and (meant is StatusPart.NEXT or is_about_next(turn.question.own)):
        return StatusPart.NEXT
    if then.lead_when_unspecified is not None and not _says_which(turn, status):
        return StatusPart.WHICH
    return meant if _asks_whether(turn, status) else StatusPart.STATE


def _part_meant(turn: Turn, then: Status) -> StatusPart:
    """The part whose sentences are most like the question: its yes or no, what comes next, or what else is told of it.

    Without a sentence encoder the yes or no. The record's example questions are after any of the three.
    """
    if turn.engine is None or turn.engine.learned.sense is None or then.answer is None:
        return StatusPart.ANSWER
    verdict, *others = split_sentences(then.answer[turn.lang])
    asked = [then.question[turn.lang], verdict]
    following = split_sentences(then.awaited.text[turn.lang]) if then.awaited is not None else []
    question = turn.question
    # What it takes from the question before it would draw it towards that one's answer.
    text = " ".join(question.own) if question.kept else question.text
    likenesses = iter(like(text, [*asked, *following, *others]).tolist())
    of_verdict, of_next, of_others = (
        max((next(likenesses) for _ in sentences), default=0.0) for sentences in (asked, following, others)
    )
    if of_next >= max(LIKE_FROM, of_verdict + LIKE_MORE_BY):
        return StatusPart.NEXT
    if of_others >= max(ASIDE_FROM, of_verdict + ASIDE_MORE_BY):
        return StatusPart.STATE
    return StatusPart.ANSWER


def _what_is_next(turn: Turn, meant: Sequence[Status]) -> Answered:
    """What has not come yet of these measures."""
    found = [then for each in meant if (then := turn.visible.status(each)) and then.awaited]
    facts = turn.visible_facts(
        fact for then in found for fact in (*(then.awaited.facts if then.awaited else ()), *then.facts)
    )
    return turn.answered([ShowStatus(then.id, StatusPart.NEXT) for then in found], rests_on=facts, more=facts)


def _as_they_stood(turn: Turn, status: Status) -> Answered:
    """How it stood then, and the others that the question may mean where it does not say which: a ruling on one is none on them."""
    then = [turn.visible.status(each) for each in _meant(turn, status)]
    found = [each for each in then if each is not None]
    facts = turn.visible_facts(fact for each in found for fact in each.facts)
    blocks = [ShowStatus(each.id, StatusPart.THEN) for each in found]
    return turn.answered(blocks, rests_on=facts, more=facts)


def _meant(turn: Turn, status: Status) -> list[Status]:
    """The measure, and where the question does not say which, those that it may mean as well."""
    return [status] if _says_which(turn, status) else [status, *told_with(turn, status)]


def told_with(turn: Turn, status: Status) -> list[Status]:
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
    others = told_with(turn, status)
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
