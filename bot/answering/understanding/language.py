"""Which language a question is in: one of the two, or none of them."""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from bot.answering.understanding.cues.asked import ASKED
from bot.answering.understanding.cues.word_lists import by_language
from bot.domain.blocks import Phrase
from bot.domain.text import Lang

# Letter pairs that are common in one language and rare in the other.
_DUTCH = ("ij", "aa", "oe", "ui", "ee", "uu", "sch", "aan", "ijk", "gen", "eer", "cht")
_ENGLISH = ("th", "wh", "ck", "tion", "ing", "sh", "ow", "ould", "ly", "ay", "ea")
_TELLING = ASKED[: ASKED.index("define")]  # whose words are of one language
MOST_OWN = 1  # words of ours that a message in another language may have by chance


def detect_language(tokens: Sequence[str], default: Lang = Lang.EN) -> Lang:
    """By grammar words, then by spelling; `default` where neither tells."""
    scores = _score_languages(tokens)
    if scores[Lang.NL] != scores[Lang.EN]:
        return max(scores, key=lambda lang: scores[lang])
    text = " ".join(tokens)
    dutch = sum(text.count(pair) for pair in _DUTCH)
    english = sum(text.count(pair) for pair in _ENGLISH)
    if dutch == english:
        return default
    return Lang.NL if dutch > english else Lang.EN


def find_other_language(tokens: Sequence[str]) -> Phrase | None:
    """What to say to a message that is in neither Dutch nor English but in one that we know by its grammar words."""
    own = max(_score_languages(tokens).values())
    counts = {code: sum(token in words for token in tokens) for code, words in _grammar().items()}
    code = max(counts, key=lambda each: counts[each])
    if counts[code] < 2 or counts[code] <= own or own > MOST_OWN:
        return None
    return Phrase(f"only-two-languages-{code}")


def _score_languages(tokens: Sequence[str]) -> dict[Lang, int]:
    """How many of the words are cues or grammar of each language."""
    scores = {}
    for lang in Lang:
        other = Lang.EN if lang is Lang.NL else Lang.NL
        own = _of_language(lang) - _of_language(other)
        scores[lang] = sum(token in own for token in tokens)
    return scores


@cache
def _of_language(lang: Lang) -> frozenset[str]:
    return frozenset(word for name in (*_TELLING, "function_words") for word in by_language(name)[lang.value])


@cache
def _grammar() -> dict[str, frozenset[str]]:
    """By language, words of its grammar that neither Dutch nor English has."""
    raw = json.loads((files("bot.answering.understanding") / "other_languages.json").read_text("utf-8"))
    return {code: frozenset(words) for code, words in raw.items()}
