"""Names: a capitalised word that no person, source, topic or term of the dossier knows, or that is spelt nearly like one."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.content.lint.finding import Content, Finding
from bot.content.lint.number_words import MONTHS, PARTS_OF_DAY, WEEKDAYS
from bot.content.lint.passages import prose_of, without_quotations
from bot.content.lint.sentences import find_sentences
from bot.content.problem import suggest
from bot.domain.text import Lang
from bot.i18n import list_places_and_languages

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BARE = str.maketrans(dict.fromkeys('.,;:!?()[]"“”„‘*_–/', " "))
_POSSESSIVE = re.compile(r"['’]?s$|['’]$|['’](?:er|je|tje)$")
_ZONES = (
    "utc",
    "gmt",
    "eastern",
    "pacific",
    "central",
    "mountain",
    "time",
    "et",
    "est",
    "edt",
    "cet",
    "cest",
)
_STEM = 5  # letters in which a country and its people agree: Venezuela, Venezuelan, Venezolaans
_NEAR = 80.0  # of 100: as near as one letter in a name of five
_SHORTEST = 5  # letters; among shorter words too many are near


@dataclass(frozen=True, slots=True)
class _Known:
    """Lower-case words: all that may stand with a capital, and of these the names of people and organisations."""

    words: frozenset[str]
    stems: frozenset[str]
    own: frozenset[str]


def find(content: Content) -> Iterator[Finding]:
    """Each unknown name once a record; outside quotations, and at the start of a sentence only where one is nearly spelt so."""
    known = {lang: _gather(content, lang) for lang in Lang}
    lower = _lower_words(content)
    told: set[tuple[int, str]] = set()
    for pair in content.pairs:
        for passage in pair:
            if passage.is_verbatim:
                continue
            for name, at, starts in find_capitalised(prose_of(passage)):
                fault = _fault(name, known[passage.lang], lower[passage.lang], starts=starts)
                if fault and (id(passage.record), name) not in told:
                    told.add((id(passage.record), name))
                    yield Finding("unknown-name", passage.record, passage.problem(fault, at))


@lru_cache(maxsize=1 << 16)
def find_capitalised(text: str) -> tuple[tuple[str, int, bool], ...]:
    """(word, where, whether it begins a sentence) of each word with a capital outside quotations."""
    found = []
    for sentence in find_sentences(without_quotations(text)):
        found += [
            (match.group(), sentence.at + match.start(), number == 0)
            for number, match in enumerate(_WORD.finditer(sentence.text))
            if match.group()[0].isupper()
        ]
    return tuple(found)


def _fault(name: str, known: _Known, lower: frozenset[str], *, starts: bool) -> str:
    plain = name.casefold()
    forms = (plain, _POSSESSIVE.sub("", plain))
    if len(forms[1]) < 2 or any(form in known.words or form[:_STEM] in known.stems for form in forms):
        return ""
    if starts:
        if plain in lower or not (near := _nearest(forms[1], known.own)):
            return ""
        return f"{name!r} is nearly {near.capitalize()!r}"
    if plain in lower and name[1:].islower() and not _nearest(forms[1], known.own):
        return ""
    return f"no person, source, topic or term knows the name {name!r}{_suggest(forms[1], known.own)}"


@lru_cache(maxsize=1 << 14)
def _suggest(word: str, own: frozenset[str]) -> str:
    return suggest(word, own)


@lru_cache(maxsize=1 << 14)
def _nearest(word: str, own: frozenset[str]) -> str:
    """The name with the same first letter that is nearly spelt like `word`, of five letters or more; else nothing."""
    if len(word) < _SHORTEST:
        return ""
    found = process.extractOne(word, _by_letter(own).get(word[0], ()), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return str(found[0]) if found else ""


@lru_cache
def _by_letter(names: frozenset[str]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        found.setdefault(name[0], []).append(name)
    return found


def _gather(content: Content, lang: Lang) -> _Known:
    own, words = set(_ZONES), set[str]()
    for record in content.of("people"):
        model = record.model
        named = set(_words_of([*model.names.nl, *model.names.en]))
        own |= named
        words |= set(_words_of([model.role.nl, model.role.en]))
        words |= _rightly_spelt(_words_of([*model.aliases.nl, *model.aliases.en]), named)
    for record in content.of("topics"):
        model = record.model
        named = set(_words_of([model.name.nl, model.name.en]))
        words |= named | _rightly_spelt(_words_of([*model.aliases.nl, *model.aliases.en]), named)
    for record in content.of("glossary"):
        model = record.model
        words |= set(_words_of([model.term.nl, model.term.en, *model.aliases.nl, *model.aliases.en]))
    for record in content.of("sources"):
        words |= set(_words_of([record.model.publisher, record.model.title]))
    title = content.dossier.title
    words |= set(_words_of([title.nl, title.en, *content.dossier.known_names]))
    words |= own | _general(lang)
    stems = frozenset(word[:_STEM] for word in _places(lang) if len(word) >= _STEM)
    return _Known(frozenset(words), stems, frozenset(word for word in own if len(word) > 3))


@lru_cache
def _places(lang: Lang) -> frozenset[str]:
    return frozenset(_words_of(list_places_and_languages(lang)))


@lru_cache
def _general(lang: Lang) -> frozenset[str]:
    """What has a capital in every dossier: countries, languages, and in English the calendar."""
    return _places(lang) | frozenset(_words_of([*MONTHS[lang], *WEEKDAYS[lang], *PARTS_OF_DAY]))


def _rightly_spelt(aliases: Iterable[str], named: set[str]) -> set[str]:
    """Words of aliases but for misspellings, which stand there for readers' sake: those that are nearly a name."""
    frozen = frozenset(named)
    return {alias for alias in aliases if alias in named or not _nearest(alias, frozen)}


def _lower_words(content: Content) -> Mapping[Lang, frozenset[str]]:
    """The words that stand somewhere without a capital: at the start of a sentence they are no names."""
    texts = {
        Lang.NL: " ".join(pair.nl.text for pair in content.pairs),
        Lang.EN: " ".join(pair.en.text for pair in content.pairs),
    }
    return {
        lang: frozenset(word for word in set(text.translate(_BARE).split()) if word.islower())
        for lang, text in texts.items()
    }


def _words_of(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for match in _WORD.finditer(text):
            word = match.group().casefold()
            yield word
            yield _POSSESSIVE.sub("", word)
