"""What chats shorten, spelt out."""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from bot.answering.understanding.text import fold, tokenise


def spell_out(tokens: Sequence[str]) -> tuple[str, ...]:
    """Chat abbreviations as the words that they stand for ("wnr": wanneer)."""
    known = _abbreviations()
    if not any(token in known for token in tokens):
        return tuple(tokens)
    return tuple(word for token in tokens for word in known.get(token, (token,)))


def read_tokens(text: str) -> tuple[str, ...]:
    """A text as tokens, folded and with abbreviations spelt out: as questions and examples are read alike."""
    return spell_out(tokenise(fold(text)))


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, str]] = json.loads(
        (files("bot.answering.understanding.cues") / "abbreviations.json").read_text("utf-8")
    )
    return {short: tuple(long.split()) for of_lang in found.values() for short, long in of_lang.items()}
