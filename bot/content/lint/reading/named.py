"""Names in a text, found by their words: quick however many names there are."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Names by their first word; each as its words, in lower case, the longest first."""

    by_first: Mapping[str, tuple[tuple[str, ...], ...]]

    def find(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Each name as it was given, in lower case, with where it begins and ends; the longest where several begin."""
        words = _words(text)
        at = 0
        while at < len(words):
            name = next(
                (
                    name
                    for name in self.by_first.get(words[at][0], ())
                    if all(
                        at + number < len(words) and words[at + number][0] == word
                        for number, word in enumerate(name)
                    )
                ),
                None,
            )
            if name is None:
                at += 1
                continue
            yield " ".join(name), words[at][1], words[at + len(name) - 1][2]
            at += len(name)


def index_names(names: Iterable[str]) -> NameIndex:
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for words in {tuple(plain(name).split()) for name in names}:
        if words:
            by_first.setdefault(words[0], []).append(words)
    return NameIndex(
        {first: tuple(sorted(names, key=len, reverse=True)) for first, names in by_first.items()}
    )


def plain(name: str) -> str:
    """A name as it is compared: its words in lower case, without the signs between them."""
    return " ".join(word for word, _, _ in _words(name))


@lru_cache(maxsize=1 << 15)
def _words(text: str) -> tuple[tuple[str, int, int], ...]:
    return tuple((match.group().casefold(), match.start(), match.end()) for match in _WORD.finditer(text))
