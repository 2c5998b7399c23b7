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
    Lang.NL: re.compile(r"\b(?:volgens|aldus|naar verluidt|naar eigen zeggen|mogelijk|misschien|wellicht|waarschijnlijk|vermoedelijk)\b", re.IGNORECASE),
    Lang.EN: re.compile(r"\b(?:according to|reported(?:ly)?|allegedly|may(?! \d)(?<!\d May)|might|possibly|perhaps|probably|apparently)\b", re.IGNORECASE),
}  # fmt: skip
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_PROPER = re.compile(r"[A-ZÀ-Þ]")
_FREE = ("sources", "people", "topics", "glossary", "terms")  # what they say is names


def find(content: Content) -> Iterator[Finding]:
    """Texts with their own words only; a briefing paragraph by paragraph where both have as many."""
    names = _gather(content)
    for pair in content.pairs:
        if pair.nl.is_verbatim or pair.nl.is_former:
            continue
        for nl, en in _parts(pair):
            if pair.nl.record.kind.name not in _FREE:
                yield from _names(pair, nl, en, names)
            yield from _words(pair, nl, en)


@dataclass(frozen=True, slots=True)
class _Names:
    """Who can be named: ids by what they are called, in lower case."""

    ids: Mapping[Lang, Mapping[str, frozenset[str]]]
    patterns: Mapping[Lang, re.Pattern[str]]

    def find(self, text: str, lang: Lang) -> list[tuple[frozenset[str], str, int]]:
        """Everyone who is named: who that can be, in which words, and where."""
        return [
            (self.ids[lang][_plain(match.group())], match.group(), match.start())
            for match in self.patterns[lang].finditer(text)
        ]


def _names(
    pair: Pair, nl: tuple[str, int], en: tuple[str, int], names: _Names
) -> Iterator[Finding]:
    found = {
        passage.lang: names.find(text, passage.lang) for passage, (text, _) in zip(pair, (nl, en), strict=True)
    }
    for here, there, (_, start) in ((pair.nl, pair.en, nl), (pair.en, pair.nl, en)):
        known = frozenset[str]().union(*(ids for ids, _, _ in found[there.lang]))
        told: set[frozenset[str]] = set()
        for ids, words, at in found[here.lang]:
            if ids & known or ids in told or not _PROPER.match(words):
                continue
            told.add(ids)
            yield _finding("name-in-one-language", here, there, words, start + at)


def _words(pair: Pair, nl: tuple[str, int], en: tuple[str, int]) -> Iterator[Finding]:
    sides = ((pair.nl, nl, pair.en, en), (pair.en, en, pair.nl, nl))
    for here, (text, start), there, (other, _) in sides:
        own = without_quotations(text)
        hedge = _HEDGE[here.lang].search(own)
        if hedge and not is_hedged(other, there.lang):
            yield _finding("hedge-in-one-language", here, there, hedge.group(), start + hedge.start())
        negation = NEGATION[here.lang].search(own)
        if negation and not may_negate(other, there.lang):
            yield _finding("negation-in-one-language", here, there, negation.group(), start + negation.start())


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
    for record in content.of("people"):
        model = record.model
        if model.type == "product":
            continue
        for lang in Lang:
            # A name is known in both languages; what someone is called besides only in its own.
            named = [*model.names.nl, *model.names.en, *getattr(model.aliases, lang.value)]
            surnames = [name.split()[-1] for name in named if model.type == "person"]
            for word in (*named, *surnames):
                ids[lang].setdefault(_plain(word), set()).add(model.id)
    for record in content.of("sources"):
        for name in (record.model.publisher, record.model.publisher_nl or record.model.publisher):
            plain = _plain(name.partition(" (")[0])
            for lang in Lang:
                ids[lang].setdefault(plain, set()).add(f"source {plain}")
    frozen = {lang: {word: frozenset(of) for word, of in words.items()} for lang, words in ids.items()}
    return _Names(frozen, {lang: _pattern(frozenset(words)) for lang, words in frozen.items()})


@lru_cache(maxsize=4)
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    listed = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
