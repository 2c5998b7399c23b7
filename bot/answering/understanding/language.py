"""Which of the two languages a question is in."""

from collections.abc import Sequence

from bot.answering.understanding.cues import score_languages
from bot.domain.text import Lang

# Letter pairs that are common in one language and rare in the other.
_DUTCH = ("ij", "aa", "oe", "ui", "ee", "uu", "sch", "aan", "ijk", "gen", "eer", "cht")
_ENGLISH = ("th", "wh", "ck", "tion", "ing", "sh", "ow", "ould", "ly", "ay", "ea")


def detect_language(tokens: Sequence[str], default: Lang = Lang.EN) -> Lang:
    """By grammar words, then by spelling; `default` where neither tells."""
    scores = score_languages(tokens)
    if scores[Lang.NL] != scores[Lang.EN]:
        return max(scores, key=lambda lang: scores[lang])
    text = " ".join(tokens)
    dutch = sum(text.count(pair) for pair in _DUTCH)
    english = sum(text.count(pair) for pair in _ENGLISH)
    if dutch == english:
        return default
    return Lang.NL if dutch > english else Lang.EN
