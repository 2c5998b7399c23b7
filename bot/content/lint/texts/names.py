"""Names: a capitalised word that no person, source, topic or term of the dossier knows, or that is spelt nearly like one."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.content.lint.reading.finding import Content, Finding
from bot.content.lint.reading.number_words import MONTHS, PARTS_OF_DAY, WEEKDAYS
from bot.content.lint.reading.passages import prose_of, without_quotations
from bot.content.lint.reading.sentences import find_sentences
from bot.domain.text import Lang
from bot.i18n import list_places_and_languages

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BARE = str.maketrans(dict.fromkeys('.,;:!?()[]"“”„‘*_–/', " "))
_POSSESSIVE = re.compile(r"['’]?s$|['’]$|['’](?:er|je|tje)$")
_ZONES = ("utc", "gmt", "eastern", "pacific", "central", "mountain", "time", "et", "est", "edt", "cet", "cest")  # fmt: skip
_STEM = 5  # letters in which a country and its people agree: Venezuela, Venezuelan, Venezolaans
_NEAR = 80.0  # of 100: as near as one letter in a name of five
_SHORTEST = 5  # letters; among shorter words too many are near


@dataclass(frozen=True, slots=True)
class _Known:
    """Lower-case words: all that may stand with a capital, and of these the names of people and organisations.

    `shown`: these names as they are written.
    """

    words: frozenset[str]
    stems: frozenset[str]
    own: frozenset[str]
    shown: Mapping[str, str]


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
    near = known.shown.get(_nearest(forms[1], known.own), "")
    if starts:
        return f"{name!r} is nearly {near!r}" if near and plain not in lower else ""
    if plain in lower and name[1:].islower() and not near:
        return ""
    meant = f"; did you mean {near!r}?" if near else ""
    return f"no person, source, topic or term knows the name {name!r}{meant}"


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
    words, shown = set(_ZONES), dict[str, str]()
    for record in content.of("people"):
        model = record.model
        named = set(_words_of([*model.names.nl, *model.names.en]))
        shown |= {
            word.casefold(): word
            for name in (*model.names.nl, *model.names.en)
            for word in _WORD.findall(name)
        }
        words |= named | set(_words_of([model.role.nl, model.role.en]))
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
    words |= _general(lang)
    stems = frozenset(word[:_STEM] for word in _places(lang) if len(word) >= _STEM)
    return _Known(frozenset(words), stems, frozenset(shown), shown)


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
