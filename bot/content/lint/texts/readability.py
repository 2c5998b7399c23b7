"""Readability of the long texts: Flesch's formula for English, and Douma's for Dutch, on the same scale."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.content.lint.reading.finding import Content, Finding
from bot.content.lint.reading.passages import Passage, prose_of
from bot.content.lint.reading.sentences import Sentence, find_sentences
from bot.domain.text import Lang

LEAST_EASE = (
    30.0  # Flesch's border between "difficult" (30–50: a broadsheet) and "very difficult" (scientific)
)
FEWEST_WORDS = 100  # Flesch's own sample; on less the formulas say little

_NL_VOWELS = re.compile(r"[aeiouyàáâäèéêëìíîïòóôöùúûü]+", re.IGNORECASE)
_NL_ONE_SOUND = re.compile(
    r"aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ij|ei|au|ou|ai|oi|[aeiouyàáâäèéêëìíîïòóôöùúûü]", re.IGNORECASE
)  # fmt: skip
_EN_VOWELS = re.compile(r"[aeiouy]+", re.IGNORECASE)
_EN_SILENT = re.compile(r"(?:[^laeiouy]es|[^tdaeiouy]ed|[^l]e|[^aeiouy]le(?=s$))$", re.IGNORECASE)
_EN_SPLIT = re.compile(r"ia(?!l$|n$)|io(?!n|us)|eo(?!us)|iu|ua(?!r)|creat|[aeiou]ing$", re.IGNORECASE)
_FIGURES = re.compile(r"\d")


def find(content: Content) -> Iterator[Finding]:
    """Briefings, and other texts of a hundred words or more."""
    for pair in content.pairs:
        for passage in pair:
            if passage.is_verbatim or passage.text.count(" ") + passage.text.count("\n") < FEWEST_WORDS - 1:
                continue
            ease = _ease(passage)
            if ease is not None and ease < LEAST_EASE:
                message = (
                    f"is hard to read: {ease:.0f} on Flesch's scale, where {LEAST_EASE:.0f} is the least; "
                    "shorter sentences and words help"
                )
                yield Finding("hard-to-read", passage.record, passage.problem(message))


def _ease(passage: Passage) -> float | None:
    sentences = [each for each in find_sentences(prose_of(passage)) if not each.text.startswith("#")]
    words = sum(len(sentence.words) for sentence in sentences)
    return reading_ease(sentences, passage.lang) if words >= FEWEST_WORDS else None


def reading_ease(sentences: Sequence[Sentence], lang: Lang) -> float:
    """From 100 (very easy) to 0 and below; there is at least one word.

    English: 206.835 - 1.015 words a sentence - 84.6 syllables a word (R. Flesch, "A new readability yardstick",
    Journal of Applied Psychology 32 (1948), 221-233). Dutch: 206.84 - 0.93 words a sentence - 77 syllables a word
    (W. H. Douma, De leesbaarheid van landbouwbladen, Landbouwhogeschool Wageningen, Bulletin 17, 1960).
    """
    words = [word for sentence in sentences for word in sentence.words]
    length = len(words) / len(sentences)
    syllables = sum(count_syllables(word, lang) for word in words) / len(words)
    if lang is Lang.NL:
        return 206.84 - 0.93 * length - 77.0 * syllables
    return 206.835 - 1.015 * length - 84.6 * syllables


@lru_cache(maxsize=1 << 15)
def count_syllables(word: str, lang: Lang) -> int:
    """By groups of vowels: right for nine words in ten, which is enough for a mean. A figure counts as one."""
    if _FIGURES.search(word):
        return 1
    if lang is Lang.NL:
        return max(1, sum(len(_NL_ONE_SOUND.findall(group)) for group in _NL_VOWELS.findall(word)))
    plain = _EN_SILENT.sub("", word) if len(word) > 3 else word
    return max(1, len(_EN_VOWELS.findall(plain)) + len(_EN_SPLIT.findall(plain)))
