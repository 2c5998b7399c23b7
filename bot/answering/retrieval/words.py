"""The dossier's words: which of a question's words a record knows, and which nobody here has ever used."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.answering.understanding.cues.abbreviations import read_tokens
from bot.answering.understanding.cues.words import is_function_word
from bot.answering.understanding.mentions import SHORTEST_FUZZY
from bot.answering.understanding.text import stem

NEAR = 80  # rapidfuzz ratio, of 100, from which a word counts as misspelt
MOST_REMEMBERED = 20_000  # records whose words are kept once they were asked for


class Words:
    """Stems by record, with their weight; made from the texts of all records."""

    def __init__(self, texts: Sequence[Iterable[str]]) -> None:
        """`texts`: of each record, everything that is said in it or asked about it."""
        self._texts = texts
        self._of: dict[int, frozenset[str]] = {}
        self._right: dict[str, str] = {}
        counts: Counter[str] = Counter()
        vocabulary: set[str] = set()
        for parts in texts:
            tokens, stems = _words_of(tuple(parts))
            vocabulary |= tokens
            counts.update(stems)
        many = max(1, len(texts))
        self._weights = {each: math.log(1 + many / count) for each, count in counts.items()}
        self._most = math.log(1 + many)
        self._vocabulary = sorted(token for token in vocabulary if _may_be_misspelt(token))

    def knows(self, token: str) -> bool:
        """Whether some record has this word, or it is a word that carries no meaning of its own."""
        return is_function_word(token) or stem(token) in self._weights

    def weigh(self, tokens: Sequence[str]) -> dict[str, float]:
        """The stems of a question that carry meaning, misspelt ones put right, each with its weight.

        A word that is in no record weighs most, and is kept as it is.
        """
        found: dict[str, float] = {}
        for token in tokens:
            if is_function_word(token) or len(token) < 2:
                continue
            root = stem(token)
            if root not in self._weights and _may_be_misspelt(token):
                root = self._put_right(token, root)
            found[root] = self._weights.get(root, self._most)
        return found

    def _put_right(self, token: str, root: str) -> str:
        """The stem of the known word that `token` is near to, else `root`."""
        right = self._right.get(token)
        if right is None:
            if len(self._right) >= MOST_REMEMBERED:
                self._right.clear()
            near = process.extractOne(token, self._vocabulary, scorer=fuzz.ratio, score_cutoff=NEAR)
            right = self._right[token] = stem(near[0]) if near is not None else root
        return right

    def share_unknown(self, weighed: dict[str, float]) -> float:
        """The part of a question's weight that lies on words that no record has."""
        total = sum(weighed.values())
        unknown = sum(weight for root, weight in weighed.items() if root not in self._weights)
        return unknown / total if total else 0.0

    def share_covered(self, weighed: dict[str, float], record: int) -> float:
        """The part of a question's weight that lies on words that this record has."""
        total = sum(weighed.values())
        if not total:
            return 0.0
        own = self._stems(record)
        return sum(weight for root, weight in weighed.items() if root in own) / total

    def _stems(self, record: int) -> frozenset[str]:
        """The stems that stand in a record's texts."""
        found = self._of.get(record)
        if found is None:
            if len(self._of) >= MOST_REMEMBERED:
                self._of.clear()
            found = self._of[record] = _words_of(tuple(self._texts[record]))[1]
        return found


def _may_be_misspelt(token: str) -> bool:
    """A number is never taken for another."""
    return len(token) >= SHORTEST_FUZZY and not token.isdigit()


# A save changes few of the records and of their thousands of texts: the others' words are those of the index before.
@lru_cache(maxsize=2_048)
def _words_of(texts: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """All tokens of a record's texts, and their stems."""
    tokens = frozenset(token for text in texts for token in read_tokens(text))
    return tokens, frozenset(stem(token) for token in tokens)
