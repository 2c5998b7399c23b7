"""The words by which cues are known, by name and language."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise


@cache
def words_of(name: str) -> frozenset[str]:
    """Those of both languages."""
    return frozenset(word for words in by_language(name).values() for word in words)


def says_any(name: str, tokens: Sequence[str]) -> bool:
    """Whether one of these words occurs."""
    return not words_of(name).isdisjoint(tokens)


def says_pair(first: str, second: str, tokens: Sequence[str]) -> bool:
    """Whether one of the first words stands right before one of the second."""
    return any(one in words_of(first) and other in words_of(second) for one, other in pairwise(tokens))


def by_language(name: str) -> Mapping[str, Sequence[str]]:
    """Words or lines, in the order in which they are written down."""
    return _read()[name]


@cache
def _read() -> Mapping[str, Mapping[str, Sequence[str]]]:
    found: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(
        (files("bot.answering.understanding.cues") / "word_lists.json").read_text("utf-8")
    )
    return found
