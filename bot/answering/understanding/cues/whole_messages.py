"""Messages that are known as a whole: small talk, and what only asks about the answer before it."""

from collections.abc import Sequence
from functools import cache

from bot.answering.understanding.cues.word_lists import by_language
from bot.answering.understanding.text import fold, tokenise
from bot.domain.blocks import Phrase

_SMALL_TALK = {"greeting": Phrase.GREETING, "thanks": Phrase.THANKS, "goodbye": Phrase.GOODBYE}


def find_small_talk(tokens: Sequence[str]) -> Phrase | None:
    """The friendly line for a message that is nothing but small talk."""
    said = " ".join(tokens)
    # Goodbyes first: "thx bye" is both thanks and a goodbye.
    for name in ("goodbye", "thanks", "greeting"):
        if said in _lines(name):
            return _SMALL_TALK[name]
    lines = [line for name in _SMALL_TALK for line in _lines(name)]
    return _all_small_talk(said, tuple(lines))


def asks_for_sources(tokens: Sequence[str]) -> bool:
    """Whether a message asks only where the answer before it comes from ("who says so?")."""
    return " ".join(tokens) in _lines("sourcing")


def asks_if_sure(tokens: Sequence[str]) -> bool:
    """Whether a message only doubts the answer before it ("are you sure?", "that is wrong")."""
    return " ".join(tokens) in _lines("doubting")


def _all_small_talk(said: str, lines: tuple[str, ...]) -> Phrase | None:
    """A message made of several small-talk lines ("ok thanks, good night")."""
    rest, first = said, None
    while rest:
        line = max(
            (line for line in lines if rest == line or rest.startswith(line + " ")), key=len, default=None
        )
        if line is None:
            return None
        first = first or next(_SMALL_TALK[name] for name in _SMALL_TALK if line in _lines(name))
        rest = rest[len(line) :].strip()
    return first


@cache
def _lines(name: str) -> frozenset[str]:
    return frozenset(" ".join(tokenise(fold(line))) for lines in by_language(name).values() for line in lines)
