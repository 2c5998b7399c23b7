"""Which documents may be found, and told of, at a moment."""

from collections.abc import Iterable

from bot.answering.retrieval.documents import Document
from bot.domain.records.deadline import is_known
from bot.domain.records.record import RecordKind
from bot.domain.snapshot import Visible
from bot.domain.text import Lang


def may_be_found(document: Document, visible: Visible) -> bool:
    """Whether it may be found: what it rests on was known then, and may be shown.

    An expired fact is found, so that the question which it answered is not answered by the next best thing.
    """
    snapshot = visible.snapshot
    if document.fact is not None:
        fact = document.fact
        known = is_known(snapshot.known_from(fact), visible.moment)
        return known and (fact.lifecycle.is_visible(visible.now) or fact.lifecycle.is_expired(visible.now))
    match document.kind:
        case RecordKind.ABOUT:
            return True
        case RecordKind.UNKNOWN:
            # What it says of what is open tells of the facts that it rests on.
            return visible.supports(document.facts) and _is_all_known(document.facts, visible)
        case RecordKind.PERSON:
            naming = snapshot.facts_by_person.get(document.id, ())
            return not naming or any(map(visible.shows, naming))
        case RecordKind.STATUS:
            return visible.status(snapshot.statuses[document.id]) is not None
        case RecordKind.DEADLINE:
            deadline = snapshot.deadlines[document.id]
            return is_known(deadline.known_from, visible.moment) and visible.supports(deadline.facts)
        case RecordKind.BRIEFING:
            told = any(is_told_in(document, lang, visible) for lang in Lang)
            return told and _is_all_known(document.facts, visible)
        case RecordKind.CONFLICT:
            shown = visible.conflicts_of([snapshot.conflicts[document.id]])
            return bool(shown) and _is_all_known(document.facts, visible)
        case _:
            return _is_all_known(document.facts, visible)


def is_told_in(document: Document, lang: Lang, visible: Visible) -> bool:
    """Whether it may be shown in this language: a briefing may be hidden in one, all else is in both."""
    if document.kind is not RecordKind.BRIEFING:
        return True
    briefing = visible.snapshot.briefings.get((document.id, lang))
    return briefing is not None and briefing.lifecycle.is_visible(visible.now)


def _is_all_known(fact_ids: Iterable[str], visible: Visible) -> bool:
    """Whether a text that rests on these may be said: nothing of it came later, and some of it may be shown."""
    facts = [visible.snapshot.facts[fact_id] for fact_id in fact_ids]
    if not facts:
        return True
    told = [fact for fact in facts if fact.lifecycle.is_visible(visible.now)]
    return bool(told) and all(map(visible.shows, told))
