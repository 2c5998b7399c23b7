"""Briefings that answer a question by their form: a list, a comparison, reasons, or the story in plain words."""

from collections.abc import Collection, Sequence

import numpy as np

from bot.answering.replies.compose import is_open
from bot.answering.replies.of_facts import SURE_FROM
from bot.answering.replies.turn import RESTS_ON, Turn
from bot.answering.retrieval.documents import Document
from bot.answering.retrieval.meaning import like
from bot.answering.retrieval.visibility import is_told_in, may_be_found
from bot.answering.understanding.cues.asked import (
    asks_for_all,
    asks_for_list,
    asks_for_one,
    asks_for_reasons,
    asks_plainly,
    says_comparing,
)
from bot.domain.records.briefing import Briefing, Form
from bot.domain.records.person import Side
from bot.domain.records.record import RecordKind

# How much of the chance lies with the facts of a list or comparison, and how like its title a question has to be (cosine),
# for it to be what is asked for: together, where the question asks for that form; each, where only its subject tells.
FROM, SHARE_FROM, LIKE_FROM = 0.7, 0.9, 0.4
LEAST_SHARE, LEAST_LIKE = 0.15, 0.2
# The same as LEAST_LIKE where words only set two things beside each other ("both", "same").
COMPARES_LIKE = 0.37
NAMED_FROM = 0.6  # cosine with its title from which a list or comparison is as good as named
# Together, for reasons: of thirty questions for a why those above it got the right ones.
REASONS_FROM = 0.95
# Where no form is asked for at all: like the title, or both.
TITLE_FROM, BOTH_FROM = 0.7, 0.45
_OF_ITS_OWN = frozenset(
    {"when", "why", "said", "react", "define"}
)  # no list is said by somebody, or has one day
_ANSWERS_ITSELF = frozenset({RecordKind.STATUS, RecordKind.PERSON, RecordKind.TERM, RecordKind.BRIEFING})
_OF_FACTS = frozenset({RecordKind.STAKE, RecordKind.CONFLICT})
_OF_ONE_THING = frozenset({"when", "who", "amount", "define", "react"})


def find_collected(turn: Turn, ranked: Sequence[tuple[Document, float]]) -> Document | None:
    """The briefing that is of the form that the question asks for, and of what it is about; None where there is none.

    `ranked`: what may answer, with its chance, the likeliest first.
    """
    if turn.engine is None or not ranked:
        return None
    form = _form_asked_for(turn, ranked[0][0])
    if form is Form.PLAIN:
        return next((document for document, _ in _told(turn, (form,))), None)
    if turn.engine.learned.sense is None:
        return None
    reasons = _most_like(turn, ranked, Form.REASONS) if asks_for_reasons(turn.question.own) else None
    if reasons is not None or (form is Form.STORY and _has_its_own_answer(turn, *ranked[0])):
        return reasons
    return _most_like(turn, ranked, form)


def _has_its_own_answer(turn: Turn, best: Document, chance: float) -> bool:
    """Whether a question that asks for no form is after one thing, or has an answer already; who supports somebody are several."""
    question = turn.question
    if "support" in question.asked:
        return False
    is_of_one = bool(question.asked & _OF_ITS_OWN) or question.opener == "whether" or is_open(question)
    return is_of_one or best.kind in _ANSWERS_ITSELF or chance >= SURE_FROM


def _most_like(turn: Turn, ranked: Sequence[tuple[Document, float]], form: Form) -> Document | None:
    """The briefing of that form that is asked for; of a story, the list or comparison whose subject alone says so."""
    found = _told(turn, (form,) if form is not Form.STORY else (Form.LIST, Form.COMPARISON))
    # By what it is called, or by how it begins; reasons begin with what is told elsewhere too.
    titles = like(turn.question.text, [briefing.title for _, briefing in found])
    leads = like(turn.question.text, [briefing.short.split("\n")[0] for _, briefing in found])
    likeness = (titles if form is Form.REASONS else np.maximum(titles, leads)).tolist()
    worth = [
        (_share(document, ranked, beside=form is Form.STORY), near, document)
        for (document, _), near in zip(found, likeness, strict=True)
    ]
    share, near, best = max(worth, key=lambda each: each[0] + each[1], default=(0.0, 0.0, None))
    return best if _is_meant(turn.question.asked, form, share, near) else None


def _is_meant(asked: Collection[str], form: Form, share: float, near: float) -> bool:
    """Whether a briefing with that share of the chance, and that near to the question, is what is asked for."""
    match form:
        case Form.REASONS:
            return share + near >= REASONS_FROM and near >= LIKE_FROM
        case Form.STORY if "support" in asked:
            # Whether they are called "which", "groups that" or "who".
            return share >= SHARE_FROM and near >= LIKE_FROM
        case Form.STORY:
            return near >= TITLE_FROM or (near >= BOTH_FROM and share >= BOTH_FROM)
        case Form.COMPARISON if "compare" not in asked:
            least = COMPARES_LIKE
        case _:
            least = LEAST_LIKE
    return near >= NAMED_FROM or (share + near >= FROM and share >= LEAST_SHARE and near >= least)


def _told(turn: Turn, forms: Sequence[Form]) -> list[tuple[Document, Briefing]]:
    """The briefings of these forms that may be told at the moment."""
    assert turn.engine is not None
    snapshot, lang = turn.snapshot, turn.lang
    return [
        (document, snapshot.briefings[document.id, lang])
        for document in turn.engine.index.collections
        if is_told_in(document, lang, turn.visible)
        and snapshot.briefings[document.id, lang].form in forms
        and may_be_found(document, turn.visible)
    ]


def _form_asked_for(turn: Turn, best: Document) -> Form:
    question = turn.question
    parties = {person for person in question.people if turn.snapshot.people[person].side is not Side.OTHER}
    is_whole = best.kind is RecordKind.BRIEFING or (not question.topics and parties == set(question.people))
    if is_whole and asks_plainly(question.own) and not question.asked & _OF_ONE_THING:
        return Form.PLAIN
    is_pointed = bool(question.asked & {"when", "who", "amount"})
    if "compare" in question.asked or (says_comparing(question.own) and not is_pointed):
        return Form.COMPARISON
    if "stake" in question.asked and set(question.people) - parties:
        return Form.LIST  # of one that has no stakes of its own here
    # "Which judge" is after one, "every day on which a judge" after several.
    are_several = asks_for_all(question.own) or not asks_for_one(question.own)
    is_reason = "why" in question.asked  # "om welke reden"
    return Form.LIST if asks_for_list(question.own) and are_several and not is_reason else Form.STORY


def _share(briefing: Document, ranked: Sequence[tuple[Document, float]], *, beside: bool) -> float:
    """How much of the chance lies with the facts that a briefing rests on; `beside`: and with stakes and conflicts of these alone."""
    rests_on = frozenset(briefing.facts)
    return sum(
        chance
        for document, chance in ranked
        if (document.fact is not None and document.id in rests_on)
        or (beside and document.kind in _OF_FACTS and rests_on.issuperset(document.facts[:RESTS_ON]))
    )
