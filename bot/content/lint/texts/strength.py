"""Strength: a sentence that rests on weak facts alone says who says so, and that a report was seen only as relayed."""

import re
from collections.abc import Iterator

from bot.content.lint.reading.finding import Content, Finding
from bot.content.lint.reading.phrases import is_hedged, is_marked
from bot.content.lint.reading.resting import Ground, Stated, find_stated
from bot.domain.text import Lang

_LONG = ("briefing", "update")
_BACK = {  # a sentence that says of the one before it where it comes from
    Lang.NL: re.compile(r"(?:Dat|Dit|Die|Deze|Zo|Ook die|Ook dat|Hun|[A-Z][\w ,&]+ (?:meldde|schree?f))"),
    Lang.EN: re.compile(r"(?:That|This|Those|These|So|It is|Their|[A-Z][\w ,&]+ (?:reported|wrote))"),
}

_OPEN = {  # a sentence that leaves something open
    Lang.NL: re.compile(r"(?:Of|Wat|Wie|Wanneer|Hoe|Waarom)\b|.*\?$", re.DOTALL),
    Lang.EN: re.compile(r"(?:Whether|What|Who|When|How|Why)\b|.*\?$", re.DOTALL),
}


def find(content: Content) -> Iterator[Finding]:
    """Sentences stronger than their sources; then texts and sections on relayed reports without a mark or the outlet's name."""
    ground = Ground(content)
    outlets = _outlets(content)
    relayed = frozenset(name for name, each in ground.facts.items() if each.is_relayed and not each.is_sure)
    for stated in find_stated(content, ground):
        passage = stated.passage
        if passage.record.kind.name == "conflicts":  # each version begins with whose it is
            continue
        names = [each.fact.id for each in stated.facts]
        listed = ", ".join(names[:3])
        if not any(each.is_sure for each in stated.facts) and not _is_hedged(stated):
            message = f"stated flatly, and it rests on {listed}, of medium confidence: say who says so, or name a firmer fact"
            yield Finding(
                "stronger-than-source", passage.record, passage.problem(message, stated.sentence.at)
            )
        if relayed.issuperset(names) and _needs_mark(stated, relayed) and not _is_marked(stated, outlets):
            message = f"rests on {listed}, seen only as others relay or reproduce it, and does not say so"
            yield Finding("unmarked-relay", passage.record, passage.problem(message, stated.sentence.at))


def _needs_mark(stated: Stated, relayed: frozenset[str]) -> bool:
    """In long texts and pushes each sentence; elsewhere what rests on nothing else. A thirty-second version has no room."""
    if stated.passage.record.kind.name in _LONG:
        return "short" not in stated.passage.steps
    return relayed.issuperset(stated.rests_on)


def _is_hedged(stated: Stated) -> bool:
    lang = stated.passage.lang
    return _OPEN[lang].match(stated.sentence.text) is not None or any(
        is_hedged(text, lang) for text in _said_of(stated)
    )


def _is_marked(stated: Stated, outlets: re.Pattern[str]) -> bool:
    """By the fixed words under the same heading, or by the outlet that is named with it."""
    lang = stated.passage.lang
    if is_marked(stated.section, lang) or _OPEN[lang].match(stated.sentence.text):
        return True
    is_long = stated.passage.record.kind.name == "briefing"
    near = _said_of(stated) if is_long else (each.text for each in stated.paragraph)
    return any(outlets.search(text) for text in near)


def _said_of(stated: Stated) -> Iterator[str]:
    """The sentence itself, and the next one where that says of it where it comes from."""
    yield stated.sentence.text
    at = stated.paragraph.index(stated.sentence)
    following = stated.paragraph[at + 1 : at + 2]
    for each in following:
        if _BACK[stated.passage.lang].match(each.text):
            yield each.text


def _outlets(content: Content) -> re.Pattern[str]:
    names = {
        name.strip()
        for record in content.of("sources")
        for publisher in (record.model.publisher, record.model.publisher_nl or "")
        for name in re.split(r",\s+|\s+(?:and|en|via)\s+", publisher.partition(" (")[0])
        if name.strip()
    }
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or r"(?!)"
    return re.compile(
        rf"(?<!\w)(?:{listed}|[Mm]edia|[Nn]ews agencies|[Pp]ersbureaus|[Dd]igest|[Nn]otities|notes)(?!\w)"
    )
