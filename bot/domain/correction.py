"""Corrections that facts and briefings declare themselves, as the updates that tell of them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.domain.records.briefing import Briefing, Level, Update, UpdateKind
from bot.domain.records.fact import Change, ChangeKind, Fact, Lifecycle
from bot.domain.records.topic import Topic
from bot.domain.text import Lang, Text

LONGEST_NAME = 80  # characters, as the ledger keeps them


def name_of_briefing(slug: str) -> str:
    """What the ledger calls a briefing among the facts that were shown."""
    return f"briefing/{slug}"[:LONGEST_NAME]


def declared_corrections(
    facts: Mapping[str, Fact], briefings: Mapping[tuple[str, Lang], Briefing], topics: Mapping[str, Topic]
) -> Iterator[Update]:
    """One for each correction that no update of its own tells; its id begins with its day."""
    for fact in facts.values():
        topic = topics[fact.about[0]].name
        title = Text(*(topic[lang][:1].upper() + topic[lang][1:] for lang in (Lang.NL, Lang.EN)))
        for change, text in _told(fact.lifecycle, fact.text):
            update = _update(fact.id, change, fact.lifecycle, title, text)
            yield replace(update, about=fact.about, facts=(fact.id,), corrects=(fact.id,))
    for (slug, lang), briefing in briefings.items():
        other = briefings.get((slug, Lang.EN))
        if lang is not Lang.NL or other is None:
            continue
        title = Text(briefing.title, other.title)
        for change, text in _told(briefing.lifecycle, title):
            update = _update(slug, change, briefing.lifecycle, title, text)
            corrects = (name_of_briefing(slug),)
            yield replace(update, about=briefing.about, facts=briefing.facts, corrects=corrects)


def _told(lifecycle: Lifecycle, current: Text) -> Iterator[tuple[Change, Text]]:
    """Each correction with what it put in the old words' place: where that was corrected again, what stood there then."""
    told = [change for change in lifecycle.changes if change.kind is ChangeKind.CORRECTION and change.was]
    for number, change in enumerate(told):
        later = told[number + 1].was if number + 1 < len(told) else None
        yield change, change.becomes or later or current


def _update(record: str, change: Change, lifecycle: Lifecycle, title: Text, text: Text) -> Update:
    return Update(
        id=f"{change.on.isoformat()}-{record[:48]}-{change.revision}",
        kind=UpdateKind.CORRECTION,
        level=Level.NORMAL,
        title=title,
        text=text,
        about=(),
        facts=(),
        publish_at=lifecycle.publish_at,
        draft=lifecycle.draft,
        expires=lifecycle.expires,
        was=change.was,
        reason=change.reason,
    )
