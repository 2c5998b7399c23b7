"""Answers with what a reader chose: a button was pressed, or a link was followed; nothing has to be found."""

from collections.abc import Sequence
from datetime import datetime

from bot.answering.replies.compose import compose
from bot.answering.replies.of_facts import compose_chosen_facts
from bot.answering.replies.turn import Turn
from bot.answering.retrieval.documents import document_of, is_told_in, may_be_found
from bot.answering.understanding.question import no_question
from bot.domain.answer import Answered
from bot.domain.records.fact import Fact
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang


def compose_chosen(
    snapshot: Snapshot, facts: Sequence[Fact], lang: Lang, now: datetime, as_of: datetime | None = None
) -> Answered:
    """The answer with the first of `facts`, which may be shown, and the others beside it."""
    return compose_chosen_facts(_turn(snapshot, lang, now, as_of), facts)


def compose_chosen_record(
    snapshot: Snapshot, key: str, lang: Lang, now: datetime, as_of: datetime | None = None
) -> Answered | None:
    """The answer with a record; None where it is not there, may not be shown, or is a known unknown."""
    document = document_of(snapshot, key)
    if document is None or not may_be_found(snapshot, document, now, as_of):
        return None
    if not is_told_in(snapshot, document, lang, now):
        return None
    turn = _turn(snapshot, lang, now, as_of)
    if document.fact is not None:
        return compose_chosen_facts(turn, [document.fact]) if turn.shows(document.fact) else None
    return compose(turn, [(document, 1.0)])


def _turn(snapshot: Snapshot, lang: Lang, now: datetime, as_of: datetime | None) -> Turn:
    return Turn(snapshot, no_question(lang), lang, now, as_of, from_context=False, explain={})
