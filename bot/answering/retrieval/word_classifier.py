"""A linear classifier from a question's words to the record that it is after.

Multinomial logistic regression by averaged stochastic gradient descent (Bottou, 2010), over stems, pairs of stems and
names. It learns from the questions that lead to each record and, as if they were questions, from the records' own texts:
so a record without questions has a place in it too. It carries its own vocabulary, and serves a newer snapshot until its
successor is learned.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.answering.retrieval.vectors import Floats, Ints, Vector, Vectoriser

EPOCHS = 5
FIRST_STEP = 4.0  # learning rate of the first epoch; falls as 1 / (1 + epoch / 2)
RAREST = 4  # questions and texts in which a pair of words stands at least
DECAY = 0.05  # pull towards zero in each epoch, against learning rare words by heart
_FAMILIES = ("w:", "p:", "n:")  # of features; letters are left to the nearest questions


@dataclass(frozen=True, eq=False)
class WordClassifier:
    """Weights per feature and class."""

    vectoriser: Vectoriser
    ids: tuple[str, ...]  # keys of the documents
    weights: NDArray[np.float16]  # features × classes

    def scores(self, features: Mapping[str, float]) -> Floats:
        """The logarithm of each class's probability, shifted so that an even guess is zero; bounded to -1 … 2."""
        vector = self.vectoriser.vector(words_of(features))
        if not len(vector.columns):
            return np.zeros(len(self.ids), dtype=np.float32)
        raw = vector.weights @ self.weights[vector.columns].astype(np.float32)
        raw -= raw.max()
        chances = np.exp(raw)
        chances /= chances.sum()
        return np.asarray(np.clip(np.log(chances * len(raw) + 1e-6), -4, 8) / 4, dtype=np.float32)


def words_of(features: Mapping[str, float]) -> dict[str, float]:
    """The features without those of letters."""
    return {key: value for key, value in features.items() if key.startswith(_FAMILIES)}


def learn_words(
    ids: Sequence[str], examples: Iterable[tuple[dict[str, float], int]], *, seed: int = 1
) -> WordClassifier:
    """From the features of texts and questions, each with the number of its class in `ids`. Some seconds for 15,000."""
    asked = [(words_of(features), number) for features, number in examples]
    vectoriser = Vectoriser((features for features, _ in asked), count=len(asked), rarest=RAREST)
    vectors: list[Vector] = [vectoriser.vector(features) for features, _ in asked]
    classes: Ints = np.asarray([number for _, number in asked], dtype=np.int32)
    del asked
    weights = np.zeros((vectoriser.size, len(ids)), dtype=np.float32)
    total = np.zeros_like(weights)
    generator = np.random.default_rng(seed)
    for epoch in range(EPOCHS):
        step = FIRST_STEP / (1 + epoch / 2)
        for place in generator.permutation(len(vectors)).tolist():
            columns, values = vectors[place].columns, vectors[place].weights
            rows = weights[columns]
            raw = values @ rows
            raw -= raw.max()
            chances = np.exp(raw)
            chances /= chances.sum()
            chances[classes[place]] -= 1.0
            weights[columns] = rows - (step * values)[:, None] * chances
        weights *= 1 - DECAY
        if epoch >= EPOCHS // 2:
            total += weights
    total /= max(1, EPOCHS - EPOCHS // 2)
    return WordClassifier(vectoriser, tuple(ids), total.astype(np.float16))
