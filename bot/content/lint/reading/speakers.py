"""Who says what in a briefing: each sentence that reports speech, and the side of its speaker."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.content.lint.reading.finding import Content
from bot.content.lint.reading.sentences import Sentence, find_sentences
from bot.domain.text import Lang

_CUES = {
    Lang.NL: re.compile(
        r"\b(?:([Vv]olgens|[Aa]ldus)|[Zz]ei(?:den)?|[Zz]egt|zeggen|schree?f|schrijft|schreven|noem(?:de|t|den)|vindt"
        r"|vond(?:en)?|verweet|verwijt|beschuldig(?:de|t)|ontken(?:de|t|den|nen)|erken(?:de|t)|betoog(?:de|t)"
        r"|beweer(?:de|t|den)|verklaar(?:de|t)|voer(?:t|de)(?=.{0,60}\baan\b)|waarschuw(?:de|t)|antwoord(?:de|t)"
        r"|benadruk(?:te|t)|mee(?:nt|nde)|vertel(?:de|t)|stelt|spreekt|sprak|bepleit)\b"
    ),
    Lang.EN: re.compile(
        r"\b(?:([Aa]ccording to)|[Ss]aid|[Ss]ays?|wrote|writes?|call(?:ed|s)(?! \w+ in\b)|argue[ds]?|accuse[ds]?"
        r"|denie[ds]|deny|accept(?:ed|s)|acknowledge[ds]?|claim(?:ed|s)|told|tells|stated|replied|answer(?:ed|s)"
        r"|stress(?:ed|es)|warn(?:ed|s)|insist(?:ed|s)|contends?|view)\b"
    ),
}
_OF_PERSONS = {
    Lang.NL: re.compile(r"\b(?:hij|hem|zij|ze|haar)\b", re.IGNORECASE),
    Lang.EN: re.compile(r"\b(?:he|him|she|her)\b", re.IGNORECASE),
}
_OF_OTHERS = {
    Lang.NL: re.compile(r"\b(?:het|hun|zij|ze|haar)\b", re.IGNORECASE),
    Lang.EN: re.compile(r"\b(?:it|they|its|their)\b", re.IGNORECASE),
}
_HIM = re.compile(r"(?:hem|him)\b")
_CLAUSE = re.compile(r"\b(?:dat|of|te|om|that|to|if|whether|volgens)\b|[,:;]")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_NEAR = 2  # characters between a speaker and the verb that stands right before or after
_FAR = 40  # characters after "volgens" in which titles and first names may come before the name we know
_BESIDE = 8  # characters: "it also wrote", "schreef hij"
_NOBODY = "other"


@dataclass(frozen=True, slots=True)
class Mention:
    """Where someone is named, and of which side they are."""

    start: int
    end: int
    side: str
    is_person: bool


@dataclass(frozen=True, slots=True)
class Voices:
    """The names and descriptions by which a text in one language can mean someone: (side, whether a person)."""

    known: Mapping[str, tuple[str, bool]]
    pattern: re.Pattern[str]
    lang: Lang

    def find(self, text: str) -> list[Mention]:
        """Everyone who is mentioned, in order."""
        return [
            Mention(match.start(), match.end(), *self.known[_plain(match.group())])
            for match in self.pattern.finditer(text)
        ]


def gather_voices(content: Content, lang: Lang) -> Voices:
    """Everyone who can speak: persons, organisations, groups and roles, by name and alias."""
    known: dict[str, tuple[str, bool]] = {}
    for record in content.of("people"):
        model = record.model
        if model.type == "product":
            continue
        is_person = model.type == "person"
        names = getattr(model.names, lang.value)
        surnames = [name.split()[-1] for name in names if is_person]
        for word in (*names, *surnames, *getattr(model.aliases, lang.value)):
            known[_plain(word)] = (model.side, is_person)
    longest_first = sorted(known, key=len, reverse=True)
    listed = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first) or r"(?!)"
    return Voices(known, re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE), lang)


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def attribute(prose: str, voices: Voices) -> Iterator[tuple[Sentence, str]]:
    """Each sentence that reports speech, with the speaker's side; a pronoun stands for whom the paragraph named last."""
    for paragraph in _PARAGRAPH.split(prose):
        person, other = "", ""
        for sentence in find_sentences(paragraph):
            mentions = voices.find(sentence.text)
            side = _speaker(sentence.text, mentions, voices.lang, person, other)
            if side:
                yield sentence, side
            person = next((each.side for each in mentions if each.is_person), person)
            other = side or next((each.side for each in mentions if not each.is_person), other)


def _speaker(text: str, mentions: Sequence[Mention], lang: Lang, person: str, other: str) -> str:
    """The side of whoever speaks in a sentence; empty where nobody does. `person`, `other`: whom a pronoun means."""
    cue = _CUES[lang].search(text)
    if cue is None:
        return ""
    before = [each for each in mentions if each.end <= cue.start()]
    after = [each for each in mentions if each.start >= cue.end()]
    if cue[1]:  # according to: the speaker follows
        if _HIM.match(text, cue.end() + 1):
            return person or _NOBODY
        if after and after[0].start - cue.end() <= _FAR:
            return after[0].side
        return (other or _NOBODY) if _OF_OTHERS[lang].match(text, cue.end() + 1) else _NOBODY
    if before and cue.start() - before[-1].end <= _NEAR:
        return before[-1].side
    if after and after[0].start - cue.end() <= _NEAR:
        return after[0].side
    around = (max(0, cue.start() - _BESIDE), cue.end() + _BESIDE)
    if _OF_PERSONS[lang].search(text, *around):
        return next((each.side for each in reversed(before) if each.is_person), person) or _NOBODY
    if _OF_OTHERS[lang].search(text, *around):
        return other or _NOBODY
    if before:
        return before[-1].side
    if after and after[0].start - cue.end() <= _FAR:
        between = text[cue.end() : after[0].start]
        turned = lang is Lang.NL or text[: cue.start()].rstrip().endswith((",", '"', "”", "’", "'"))
        if turned and not _CLAUSE.search(between):  # "…", said the baker Bea Brood; Later zei bakker Brood
            return after[0].side
    return _NOBODY
