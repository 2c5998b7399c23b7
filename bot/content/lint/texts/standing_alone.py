"""Texts that are shown alone: they lean on nothing before them, and say who it is whom they name."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain

from bot.content.lint.reading.finding import Content, Finding
from bot.content.lint.reading.passages import (
    Passage,
    briefing_pairs,
    pair_at,
    pairs_of_briefing,
    prose_of,
    without_quotations,
)
from bot.content.lint.reading.people_named import People, gather_people
from bot.content.lint.reading.sentences import find_sentences
from bot.domain.text import Lang

_ALONE = ("facts", "update", "deadlines", "stakes")
_FIRST: Mapping[Lang, re.Pattern[str]] = {
    Lang.NL: re.compile(
        r"(?:(?:Hij|Zij|Ze|Dit(?! dossier)|Deze|Die|Daarmee|Daarop|Daarna|Daarom|Daarvoor|Daarnaast|Daarbij|Daartegen|Daarover|Hiermee"
        r"|Hierop|Hiervoor|Ook|Verder|Bovendien|Desondanks|Toch|Vervolgens|Intussen|Zulke|Los daarvan|Even later|Kort daarna)\b"
        r"|Zo(?! (?:snel|veel|goed|lang|groot)\b)(?=\s)"
        r"|Dat (?:is|was|waren|zijn|had|heeft|geldt|gold|zou|kan|kon|deed|doet|meldde|zei|schreef|noemde|komt|kwam|leidde|betekent)\b)"
    ),
    Lang.EN: re.compile(
        r"(?:He|She|They|This(?! dossier)|These|Those|Such|Also|Moreover|Besides|Furthermore|Nevertheless|Afterwards|Meanwhile"
        r"|It (?:said|wrote|added|called|denied|argued|told|wanted)|Therefore|Apart from that|Separately|That (?:is|was|had|has|would|means|meant|came|led|applies|did))\b"
    ),
}  # fmt: skip
_WITHIN: Mapping[Lang, re.Pattern[str]] = {
    Lang.NL: re.compile(
        r"(?<!maar )(?<!als )(?<!hoe dan )(?<!wat dan )(?<!wie dan )(?<!dat is )(?<!die )\book\b(?! (?:al|als|na|nu)\b)"
        r"|\bzo (?:wordt|werd|worden|werden|genoemd|aangemerkt|bestempeld|behandeld)\b"
        r"|\bvoegde\w*\b[^.]*\btoe\b|\b(?:de|die) stap\b(?! (?:om|van|naar)\b)|\blos daarvan\b"
    ),
    Lang.EN: re.compile(
        r"(?<!but )(?<!only )(?<!and )(?<!who is )(?<!which is )\balso\b|\btoo(?=[.,;]|$)|\bas well(?! as)\b"
        r"|\b(?:he|she|they|the (?:company|department|court|judge|baker)) added\b|\bin this way\b"
        r"|\bthe (?:step|move)\b(?! (?:of|to)\b)|\bthis (?!week|month|year|day|spring|summer|autumn|winter)\w+"
        r"|\b(?:these|those) (?!who|which|that|of|with|in)\w+"
    ),
}  # fmt: skip


def find(content: Content) -> Iterator[Finding]:
    """Texts that lean, in their first sentence; then people without a role, in briefings too."""
    people = {lang: gather_people(content, lang) for lang in Lang}
    for kind in _ALONE:
        for record in content.of(kind):
            for passage in pair_at(record, "text") or ():
                yield from _leaning(passage)
                yield from _strangers(passage, people[passage.lang])
    for versions in briefing_pairs(content.records):
        _, *short, body = pairs_of_briefing(versions[Lang.NL], versions[Lang.EN])
        for passage in chain(*short, body):
            yield from _strangers(passage, people[passage.lang])


def _leaning(passage: Passage) -> Iterator[Finding]:
    found = _find_leaning(passage.text, passage.lang)
    if found:
        word, at = found
        message = f"{word!r} leans on something before it, and this text is shown alone; say what it means"
        yield Finding("leaning-text", passage.record, passage.problem(message, at))


@lru_cache(maxsize=1 << 14)
def _find_leaning(text: str, lang: Lang) -> tuple[str, int] | None:
    """The word on which the first sentence leans, and where. Kept, for most texts do not change."""
    first = next(iter(find_sentences(without_quotations(text))), None)
    if first is None:
        return None
    match = _FIRST[lang].match(first.text) or _WITHIN[lang].search(first.text)
    return (match.group(), first.at + match.start()) if match else None


def _strangers(passage: Passage, people: People) -> Iterator[Finding]:
    for person, at in people.find_strangers(without_quotations(prose_of(passage))):
        message = f"{person.name} is named for the first time here without a word of who that is"
        yield Finding("person-without-role", passage.record, passage.problem(message, at))
