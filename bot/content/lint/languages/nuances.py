"""Nuances: a name, a hedge or a negation that stands in one language and not in the other."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.content.lint.languages.parity import NAMES
from bot.content.lint.reading.finding import Content, Finding
from bot.content.lint.reading.named import NameIndex, index_names, plain
from bot.content.lint.reading.passages import Pair, Passage, prose_of, without_quotations
from bot.content.lint.reading.phrases import NEGATION, is_hedged, may_negate
from bot.content.schema.rules import RuleName
from bot.domain.text import Lang

_HEDGE: Mapping[Lang, re.Pattern[str]] = {
    Lang.NL: re.compile(r"\b(?:volgens(?! (?:de|het) (?:wet|regels?|plan\w*|contract))|aldus|naar verluidt|naar eigen zeggen|mogelijk|misschien|wellicht|waarschijnlijk|vermoedelijk)\b", re.IGNORECASE),
    Lang.EN: re.compile(r"\b(?:according to|reported(?:ly)?|allegedly|may(?! \d)(?<!\d\sMay)|might|possibly|perhaps|probably|apparently)\b", re.IGNORECASE),
}  # fmt: skip
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_SEVERAL = re.compile(r",\s+|\s+(?:and|en|via)\s+")
_PERMISSION = re.compile(r"\b(?:mag|mogen|mocht(?:en)?)\b", re.IGNORECASE)  # what a "may" can be in Dutch
_FREE = ("sources", "people", "topics", "glossary", "terms")  # what they say is names


def find(content: Content) -> Iterator[Finding]:
    """Texts with their own words only; a briefing paragraph by paragraph where both have as many."""
    names = _gather(content)
    for pair in content.pairs:
        if pair.nl.is_verbatim or pair.nl.is_former or pair.nl.record.kind.name in _FREE:
            continue
        for nl, en in _parts(pair):
            yield from _names(pair, nl, en, names)
            if "channel" not in pair.nl.steps:
                yield from _words(pair, nl, en)


@dataclass(frozen=True, slots=True)
class _Names:
    """Who can be named: ids by what they are called. `own`: what is a name in every language."""

    ids: Mapping[Lang, Mapping[str, frozenset[str]]]
    own: frozenset[str]
    indexes: Mapping[Lang, NameIndex]

    def find(self, text: str, lang: Lang) -> list[tuple[frozenset[str], str, int]]:
        """Everyone who is named or meant: who that can be, in which words, and where."""
        return [
            (self.ids[lang][name], text[start:end], start)
            for name, start, end in self.indexes[lang].find(text)
        ]


def _names(pair: Pair, nl: tuple[str, int], en: tuple[str, int], names: _Names) -> Iterator[Finding]:
    named = names.find(nl[0], Lang.NL), names.find(en[0], Lang.EN)
    for here, there, (_, start), (other, _), found, elsewhere in (
        (pair.nl, pair.en, nl, en, named[0], named[1]),
        (pair.en, pair.nl, en, nl, named[1], named[0]),
    ):
        known = {each for ids, _, _ in elsewhere for each in ids}
        for ids, words, at in found:
            name = plain(words)
            if name not in names.own or words.islower() or not known.isdisjoint(ids):
                continue
            known |= ids
            short = name.split()[0] if words.split()[0].isupper() else name
            if short not in plain(other):
                yield _finding("name-in-one-language", here, there, words, start + at)


def _words(pair: Pair, nl: tuple[str, int], en: tuple[str, int]) -> Iterator[Finding]:
    for rule, lang, words, at in _differences(nl[0], en[0]):
        here, there, start = (pair.nl, pair.en, nl[1]) if lang is Lang.NL else (pair.en, pair.nl, en[1])
        yield _finding(rule, here, there, words, start + at)


@lru_cache(maxsize=1 << 15)
def _differences(dutch: str, english: str) -> tuple[tuple[RuleName, Lang, str, int], ...]:
    """Hedges and negations of one language for which the other has nothing. Kept, for most texts do not change."""
    found: list[tuple[RuleName, Lang, str, int]] = []
    for here, text, there, other in ((Lang.NL, dutch, Lang.EN, english), (Lang.EN, english, Lang.NL, dutch)):
        own = without_quotations(text)
        hedge = _HEDGE[here].search(own)
        if hedge and not is_hedged(other, there) and not _PERMISSION.search(other):
            found.append(("hedge-in-one-language", here, hedge.group(), hedge.start()))
        negation = NEGATION[here].search(own)
        if negation and not may_negate(other, there):
            found.append(("negation-in-one-language", here, negation.group(), negation.start()))
    return tuple(found)


def _finding(rule: RuleName, here: Passage, there: Passage, words: str, at: int) -> Finding:
    message = f"{words!r} stands in the {NAMES[here.lang]}, and nothing like it in the {NAMES[there.lang]}"
    return Finding(rule, here.record, here.problem(message, at))


def _parts(pair: Pair) -> Iterable[tuple[tuple[str, int], tuple[str, int]]]:
    """The texts, with where each begins; of briefings the paragraphs."""
    nl, en = _paragraphs(prose_of(pair.nl)), _paragraphs(prose_of(pair.en))
    if len(nl) == len(en):
        return zip(nl, en, strict=True)
    return [((prose_of(pair.nl), 0), (prose_of(pair.en), 0))]


@lru_cache(maxsize=1 << 14)
def _paragraphs(text: str) -> tuple[tuple[str, int], ...]:
    found, start = [], 0
    for gap in _PARAGRAPH.finditer(text):
        found.append((text[start : gap.start()], start))
        start = gap.end()
    return (*found, (text[start:], start))


def _gather(content: Content) -> _Names:
    ids: dict[Lang, dict[str, set[str]]] = {lang: {} for lang in Lang}
    own: set[str] = set()
    for record in content.of("people"):
        model = record.model
        if model.type == "product":
            continue
        named = [*model.names.nl, *model.names.en]
        if model.type == "person":
            named += [name.split()[-1] for name in named]
            own.update(map(plain, named))
        else:
            own |= set(map(plain, model.names.nl)) & set(map(plain, model.names.en))
        for lang in Lang:
            for word in (*named, *getattr(model.aliases, lang.value)):
                ids[lang].setdefault(plain(word), set()).add(model.id)
    for record in content.of("sources"):
        for publisher in (record.model.publisher, record.model.publisher_nl or record.model.publisher):
            for name in map(plain, _SEVERAL.split(publisher.partition(" (")[0])):
                own.add(name)
                for lang in Lang:
                    ids[lang].setdefault(name, set()).add(f"source {name}")
    return _Names(
        {lang: {word: frozenset(of) for word, of in words.items()} for lang, words in ids.items()},
        frozenset(own),
        {lang: index_names(words) for lang, words in ids.items()},
    )
