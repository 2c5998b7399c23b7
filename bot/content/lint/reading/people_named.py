"""People as a text names them, and whether it says who they are where it does so first."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.content.lint.reading.finding import Content
from bot.content.lint.reading.sentences import find_sentences
from bot.domain.text import Lang

_WORD = re.compile(r"[^\W\d_]+")
_LISTED = re.compile(r"\s*(?:,|(?:,\s*)?(?:en|and|&))\s*")
_STEM = 5  # letters in which two forms of one word agree
# What people are called in every dossier, besides their roles in this one.
_TITLES: Mapping[Lang, re.Pattern[str]] = {
    Lang.NL: re.compile(
        r"(?:minister|president|senator|rechter|woordvoerd|topman|topvrouw|bestuur|directeur|hoofd|baas|advoca|jurist"
        r"|raads|hoogleraar|onderzoeker|professor|generaal|admiraal|kolonel|burgemeester|wethouder|voorzitter|oprichter"
        r"|adviseur|ambtenaar|functionaris|analist|schrijver|journalist|kamerlid|congreslid|afgevaardigde|gouverneur"
        r"|commissaris|secretaris|medewerker|werknemer|eigenaar|koning|premier|kanselier|officier|griffier|getuige"
        r"|deskundige)\w*$",
        re.IGNORECASE,
    ),
    Lang.EN: re.compile(
        r"(?:secretar|president|senator|judge|justice|spokes|chief|executive|head|director|boss|lawyer|attorney|counsel"
        r"|professor|research|general|admiral|colonel|mayor|alderman|chair|founder|advis|official|analyst|author"
        r"|journalist|member|representative|congress|governor|commissioner|employee|owner|king|minister|chancellor"
        r"|officer|clerk|witness|expert)\w*$",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of people.yaml; `stems` begin the words that say who this is."""

    id: str
    name: str
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class People:
    """Everyone who can be named, in one language."""

    by_name: Mapping[str, Person]
    pattern: re.Pattern[str]
    lang: Lang

    def find_strangers(self, text: str) -> Iterator[tuple[Person, int]]:
        """Who is named for the first time in a sentence that has no word of who that is, and where."""
        seen: set[str] = set()
        for sentence in find_sentences(text):
            known = False
            end = 0
            found = list(self.pattern.finditer(sentence.text))
            for number, match in enumerate(found):
                person = self.by_name[match.group()]
                before = sentence.text[end : match.start()]
                known = known and _LISTED.fullmatch(before) is not None
                end = match.end()
                after = sentence.text[end : found[number + 1].start() if number + 1 < len(found) else None]
                known = known or self._is_introduced(person, sentence.text, before, after)
                if person.id not in seen and not known:
                    yield person, sentence.at + match.start()
                seen.add(person.id)

    def _is_introduced(self, person: Person, sentence: str, before: str, after: str) -> bool:
        """By a word of the role anywhere in the sentence, or by what people are called right beside the name."""
        titles = _TITLES[self.lang]
        return any(titles.match(word) for part in (before, after) for word in _WORD.findall(part)) or any(
            word.casefold()[:_STEM] in person.stems for word in _WORD.findall(sentence)
        )


def gather_people(content: Content, lang: Lang) -> People:
    """Persons by full name and surname."""
    records = content.of("people")
    names: Mapping[str, Sequence[str]] = {
        record.model.id: (*record.model.names.nl, *record.model.names.en) for record in records
    }
    by_name: dict[str, Person] = {}
    for record in records:
        model = record.model
        if model.type != "person":
            continue
        said = [getattr(model.role, lang.value), *names.get(model.affiliation or "", ())]
        stems = frozenset(
            word.casefold()[:_STEM] for text in said for word in _WORD.findall(text) if len(word) > 2
        )
        person = Person(model.id, getattr(model.names, lang.value)[0], stems)
        for name in names[model.id]:
            by_name[name] = by_name[name.split()[-1]] = person
    listed = "|".join(re.escape(name) for name in sorted(by_name, key=len, reverse=True)) or r"(?!)"
    return People(by_name, re.compile(rf"(?<![\w-])(?:{listed})(?!\w|['’]?s? administration)"), lang)
