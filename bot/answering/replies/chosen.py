"""Answers with what a reader chose: a button was pressed, or a link was followed; nothing has to be found."""

from collections.abc import Sequence

from bot.answering.replies.compose import compose
from bot.answering.replies.of_facts import compose_chosen_facts
from bot.answering.replies.turn import Turn
from bot.answering.retrieval.documents import document_of
from bot.answering.retrieval.visibility import is_told_in, may_be_found
from bot.answering.understanding.question import no_question
from bot.domain.answer import Answered
from bot.domain.records.fact import Fact
from bot.domain.snapshot import Visible
from bot.domain.text import Lang


def compose_chosen(visible: Visible, facts: Sequence[Fact], lang: Lang) -> Answered:
    """The answer with the first of `facts`, which may be shown, and the others beside it."""
    return compose_chosen_facts(_turn(visible, lang), facts)


def compose_chosen_record(visible: Visible, key: str, lang: Lang) -> Answered | None:
    """The answer with a record; None where it is not there, may not be shown, or is a known unknown."""
    document = document_of(visible.snapshot, key)
    if document is None or not may_be_found(document, visible) or not is_told_in(document, lang, visible):
        return None
    turn = _turn(visible, lang)
    if document.fact is not None:
        return compose_chosen_facts(turn, [document.fact]) if turn.shows(document.fact) else None
    return compose(turn, [(document, 1.0)])


def _turn(visible: Visible, lang: Lang) -> Turn:
    return Turn(visible, no_question(lang), lang, from_context=False, explain={})
