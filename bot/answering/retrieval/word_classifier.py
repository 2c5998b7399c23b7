"""A linear classifier from questions to the records they ask for, learned from the editors' `asks`.

Multinomial logistic regression by averaged stochastic gradient descent (Bottou, 2010), over sparse rows. It carries
its own vocabulary and record ids, so that it can serve a newer snapshot while its successor is still being learned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from bot.answering.retrieval.vectors import Floats, Ints, Vector, Vectoriser

VERSION = "words/2 use-m3/1"  # part of the digest: to be raised with any change in how things are learned
EPOCHS = 6
FIRST_STEP = 4.0  # learning rate of the first epoch; falls as 1 / (1 + epoch / 2)
DECAY = 0.05  # pull towards zero in each epoch, against learning rare words by heart


@dataclass(frozen=True, eq=False)
class Learned:
    """Weights per feature and class; `digest` says from which examples."""

    vectoriser: Vectoriser
    ids: tuple[str, ...]  # of the classes
    weights: Floats  # features × classes
    digest: str

    def meet(self, position: Mapping[str, int]) -> tuple[Ints, Ints]:
        """Of the records that both know: their numbers in `position`, and in `scores`, in the same order."""
        return meet(self.ids, position)

    def scores(self, vector: Vector) -> Floats:
        """The logarithm of each class's probability, shifted so that an even guess is zero; bounded to ±8.

        `vector` is one of `vectoriser`.
        """
        if not len(vector.columns):
            return np.zeros(len(self.ids), dtype=np.float32)
        return score(vector.weights @ self.weights[vector.columns])


def meet(ids: Sequence[str], position: Mapping[str, int]) -> tuple[Ints, Ints]:
    """Of the classes that `position` knows too: their numbers there, and here, in the same order."""
    both = [(position[each], number) for number, each in enumerate(ids) if each in position]
    here, there = zip(*both, strict=True) if both else ((), ())
    return np.asarray(here, dtype=np.int32), np.asarray(there, dtype=np.int32)


def score(raw: Floats) -> Floats:
    """Logits, one a class, to the logarithm of each class's probability; an even guess is zero; bounded to -1 … 2."""
    raw = raw - raw.max()
    chances = np.exp(raw)
    chances /= chances.sum()
    return np.asarray(np.clip(np.log(chances * len(raw) + 1e-6), -4, 8) / 4, dtype=np.float32)


def digest_of(asked: Sequence[tuple[str, str]]) -> str:
    """A digest of (question, record id) pairs: the same pairs, the same classifier."""
    hashed = blake2b(VERSION.encode(), digest_size=12)
    for text, record_id in asked:
        hashed.update(f"{text}\0{record_id}\0".encode())
    return hashed.hexdigest()


def learn(
    vectoriser: Vectoriser,
    examples: Sequence[Vector],
    record_ids: Sequence[str],
    digest: str,
    *,
    seed: int = 1,
) -> Learned:
    """Learns from `examples`, each of the record in the same place of `record_ids`. Takes about a second for 5,000."""
    ids = tuple(dict.fromkeys(record_ids))
    number = {record_id: place for place, record_id in enumerate(ids)}
    classes = [number[record_id] for record_id in record_ids]
    weights = np.zeros((vectoriser.size, len(ids)), dtype=np.float32)
    total = np.zeros_like(weights)
    generator = np.random.default_rng(seed)
    for epoch in range(EPOCHS):
        step = FIRST_STEP / (1 + epoch / 2)
        for place in generator.permutation(len(examples)).tolist():
            columns, values = examples[place].columns, examples[place].weights
            raw = values @ weights[columns]
            raw -= raw.max()
            chances = np.exp(raw)
            chances /= chances.sum()
            chances[classes[place]] -= 1.0
            weights[columns] -= (step * values)[:, None] * chances
        weights *= 1 - DECAY
        if epoch >= EPOCHS // 2:
            total += weights
    average = np.asarray(total / max(1, EPOCHS - EPOCHS // 2), dtype=np.float32)
    return Learned(vectoriser, ids, average, digest)
