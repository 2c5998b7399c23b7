"""What has passed: texts that call a thing open, awaited or under way of which the files themselves say that it is over."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from bot.content.lint.reading.finding import Content, Finding
from bot.content.lint.reading.passages import Pair, Passage, pair_at, prose_of, without_quotations
from bot.content.lint.reading.sentences import find_sentences
from bot.content.lint.texts.dates import find_days
from bot.domain.text import Lang

_OPEN: Mapping[Lang, re.Pattern[str]] = {
    Lang.NL: re.compile(
        r"\b(?:(?:is|zijn|staat|staan|ligt|liggen|loopt|lopen|geldt|gelden|duurt|wacht|wachten|dient|blijft|blijven)\b[^.;]{0,40}\bnog\b"
        r"|nog (?:steeds|altijd|niet|geen)\b|wordt verwacht|worden verwacht|in afwachting|zal|zullen|moet|moeten|loopt\b[^.;]{0,40}\baf\b)(?!\w)",
        re.IGNORECASE,
    ),
    Lang.EN: re.compile(
        r"\b(?:(?:is|are|has|have|remains?|stands?|runs?|lies|waits?)\b[^.;]{0,40}\b(?:still|pending|awaited|outstanding)\b"
        r"|still (?:open|pending|awaited|runs?|stands?|has|have|is|are)|has (?:until|not yet)|have (?:until|not yet)|not yet|yet to"
        r"|is expected|are expected|is awaited|is due|will|must|expires|ends on|has to|have to)\b",
        re.IGNORECASE,
    ),
}  # fmt: skip
_KNOWN: Mapping[Lang, re.Pattern[str]] = {
    Lang.NL: re.compile(
        r"\b(?:bekend (?:op|tot(?: en met)?)|stand van|(?:weten|kennen|vonden)\b[^.]{0,60}\btot en met)\s+(?=\d)",
        re.IGNORECASE,
    ),
    Lang.EN: re.compile(
        r"\b(?:known (?:on|up to|until)|as of|we (?:know|found)\b[^.]{0,60}\bup to)\s+(?=\d)", re.IGNORECASE
    ),
}
_TO_COME: Mapping[Lang, re.Pattern[str]] = {
    Lang.NL: re.compile(
        r"\b(?:termijn|deadline|ultimatum|uiterste \w+)\b[^.;]{0,40}\b(?:valt|verloopt|verstrijkt|eindigt|loopt)\b",
        re.IGNORECASE,
    ),
    Lang.EN: re.compile(
        r"\b(?:term|time|deadline|ultimatum)\b[^.;]{0,40}\b(?:falls|expires|ends|is due|runs out|passes)\b",
        re.IGNORECASE,
    ),
}
_SPEAK_OF_KNOWLEDGE = ("dossier", "unknowns", "status", "stakes", "glossary", "briefing")


def find(content: Content) -> Iterator[Finding]:
    """Deadlines that are over, periods and facts that have ended, then knowledge that goes on after the day a text names."""
    known_until = content.dossier.known_until
    for record in content.of("deadlines"):
        if record.model.due[:10] <= known_until:
            over = f"its moment was {record.model.due[:10]}"
            yield from _open(pair_at(record, "text"), over)
    for record in content.of("status"):
        for number, period in enumerate(record.model.periods):
            if period.until and period.until <= known_until:
                yield from _open(
                    pair_at(record, "periods", number, "text"), f"this period ended on {period.until}"
                )
    ended = _ended(content)
    for record in content.of("facts"):
        if len(record.model.date) > 10 and record.model.date[:10] <= known_until:
            yield from _running_out(pair_at(record, "text"), record.model.date[:10])
        if record.model.id in ended:
            yield from _open(pair_at(record, "text"), ended[record.model.id])
    for pair in content.pairs:
        if (
            pair.nl.record.kind.name in _SPEAK_OF_KNOWLEDGE
            and not pair.nl.is_verbatim
            and not pair.nl.is_former
        ):
            for passage in pair:
                yield from _older(passage, date.fromisoformat(known_until))


def _ended(content: Content) -> Mapping[str, str]:
    """Facts that hold no more, and why."""
    facts = {record.model.id: record.model for record in content.of("facts")}
    ended = {
        name: f"it held until {fact.until}"
        for name, fact in facts.items()
        if fact.until and fact.until <= content.dossier.known_until
    }
    for fact in facts.values():
        if not fact.draft:
            ended |= {
                relation.supersedes: f"{fact.id!r} replaces it"
                for relation in fact.relations
                if relation.supersedes
            }
    return ended


def _open(pair: Pair | None, over: str) -> Iterator[Finding]:
    """In sentences without a date: one with a date says of when it speaks."""
    for passage in pair or ():
        if _OPEN[passage.lang].search(passage.text) is None:
            continue
        for sentence in find_sentences(without_quotations(passage.text)):
            match = _OPEN[passage.lang].search(sentence.text)
            if match and not find_days(sentence.text, passage.lang, 2000):
                message = f"{match.group()!r} speaks of something open, and {over}"
                yield Finding(
                    "open-though-passed",
                    passage.record,
                    passage.problem(message, sentence.at + match.start()),
                )


def _running_out(pair: Pair | None, day: str) -> Iterator[Finding]:
    """A moment that was, told as one to come."""
    for passage in pair or ():
        match = _TO_COME[passage.lang].search(without_quotations(passage.text))
        if match:
            message = f"{match.group()!r} speaks of a moment to come, and it was on {day}"
            yield Finding("open-though-passed", passage.record, passage.problem(message, match.start()))


def _older(passage: Passage, known_until: date) -> Iterator[Finding]:
    """Where a text says up to what day things are known, and we know more since."""
    if not _KNOWN[passage.lang].search(passage.text):
        return
    text = without_quotations(prose_of(passage))
    for match in _KNOWN[passage.lang].finditer(text):
        for value, day in find_days(text, passage.lang, known_until.year):
            if value.at == match.end() and day < known_until:
                message = f"{value.shown!r}: the dossier knows things up to {known_until.isoformat()}"
                yield Finding("open-though-passed", passage.record, passage.problem(message, match.start()))
