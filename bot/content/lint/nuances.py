"""Nuances: a name, a hedge or a negation that stands in one language and not in the other."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.content.lint.finding import Content, Finding
from bot.content.lint.parity import NAMES
from bot.content.lint.passages import Pair, Passage, prose_of, without_quotations
from bot.content.lint.phrases import NEGATION, is_hedged, may_negate
from bot.content.rules import RuleName
from bot.domain.text import Lang

_HEDGE: Mapping[Lang, re.Pattern[str]] = {
    Lang.NL: re.compile(r"\b(?:volgens(?! (?:de|het) (?:wet|regels?|plan\w*|contract))|aldus|naar verluidt|naar eigen zeggen|mogelijk|misschien|wellicht|waarschijnlijk|vermoedelijk)\b", re.IGNORECASE),
    Lang.EN: re.compile(r"\b(?:according to|reported(?:ly)?|allegedly|may(?! \d)(?<!\d May)|might|possibly|perhaps|probably|apparently)\b", re.IGNORECASE),
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
    """Who can be named: ids by what they are called, in lower case. `own`: what is a name in every language."""

    ids: Mapping[Lang, Mapping[str, frozenset[str]]]
    own: frozenset[str]

    def find(self, text: str, lang: Lang) -> list[tuple[frozenset[str], str, int]]:
        """Everyone who is named or meant: who that can be, in which words, and where."""
        return [
            (self.ids[lang][_plain(words)], words, at)
            for words, at in _occurrences(text, frozenset(self.ids[lang]))
        ]


@lru_cache(maxsize=1 << 15)
def _occurrences(text: str, words: frozenset[str]) -> tuple[tuple[str, int], ...]:
    return tuple((match.group(), match.start()) for match in _pattern(words).finditer(text))


def _names(pair: Pair, nl: tuple[str, int], en: tuple[str, int], names: _Names) -> Iterator[Finding]:
    for here, (text, start), there, (other, _) in _sides(pair, nl, en):
        found = names.find(text, here.lang)
        known = frozenset[str]().union(*(ids for ids, _, _ in names.find(other, there.lang)))
        told: set[frozenset[str]] = set()
        for ids, words, at in found:
            is_name = _plain(words) in names.own and not words.islower()
            if not is_name or ids & known or ids in told or _plain(words) in _plain(other):
                continue
            told.add(ids)
            yield _finding("name-in-one-language", here, there, words, start + at)


def _words(pair: Pair, nl: tuple[str, int], en: tuple[str, int]) -> Iterator[Finding]:
    for here, (text, start), there, (other, _) in _sides(pair, nl, en):
        own = without_quotations(text)
        hedge = _HEDGE[here.lang].search(own)
        if hedge and not is_hedged(other, there.lang) and not _PERMISSION.search(other):
            yield _finding("hedge-in-one-language", here, there, hedge.group(), start + hedge.start())
        negation = NEGATION[here.lang].search(own)
        if negation and not may_negate(other, there.lang):
            yield _finding("negation-in-one-language", here, there, negation.group(), start + negation.start())


def _sides(
    pair: Pair, nl: tuple[str, int], en: tuple[str, int]
) -> tuple[tuple[Passage, tuple[str, int], Passage, tuple[str, int]], ...]:
    return ((pair.nl, nl, pair.en, en), (pair.en, en, pair.nl, nl))


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
            own.update(map(_plain, named))
        else:
            own |= set(map(_plain, model.names.nl)) & set(map(_plain, model.names.en))
        for lang in Lang:
            for word in (*named, *getattr(model.aliases, lang.value)):
                ids[lang].setdefault(_plain(word), set()).add(model.id)
    for record in content.of("sources"):
        for publisher in (record.model.publisher, record.model.publisher_nl or record.model.publisher):
            for name in map(_plain, _SEVERAL.split(publisher.partition(" (")[0])):
                own.add(name)
                for lang in Lang:
                    ids[lang].setdefault(name, set()).add(f"source {name}")
    return _Names({lang: {word: frozenset(of) for word, of in words.items()} for lang, words in ids.items()}, frozenset(own))


@lru_cache(maxsize=4)
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    listed = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
