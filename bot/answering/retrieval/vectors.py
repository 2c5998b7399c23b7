"""Texts as sparse, length-normalised TF-IDF vectors over stems, stem pairs, character n-grams and names."""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.answering.understanding.cues.words import is_function_word

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

RAREST = 2  # texts in which a feature has to be, where there are many texts


@dataclass(frozen=True, slots=True)
class Vector:
    """Column numbers and weights, the same length; the weights' squares add up to one (or to nothing)."""

    columns: Ints
    weights: Floats


class Counted:
    """Texts as the numbers of their features and their raw weights, by a key each, in the order of their adding."""

    __slots__ = ("number", "texts", "used")

    def __init__(self, features: Mapping[str, int] | None = None) -> None:
        """`features`: numbers that some have already, perhaps of texts that are gone."""
        self.number = dict(features or {})
        self.texts: dict[Hashable, tuple[Ints, NDArray[np.float64]]] = {}
        self.used = 0  # features that some text has; known once they are weighed

    def add(self, key: Hashable, features: Mapping[str, float]) -> None:
        number = self.number
        numbers = [number.setdefault(feature, len(number)) for feature in features]
        self.texts[key] = np.asarray(numbers, dtype=np.int32), np.asarray(list(features.values()))


class Vectoriser:
    """Knows the features of the texts it was made from; others are left out of a vector."""

    def __init__(self, texts: Iterable[dict[str, float]], *, count: int, rarest: int = RAREST) -> None:
        """Of `count` texts. Features in fewer than `rarest` texts are left out when there are many texts."""
        frequency: Counter[str] = Counter()
        for text in texts:
            frequency.update(text.keys())
        self._keep(frequency, count, rarest)

    def _keep(self, frequency: Mapping[str, int], count: int, rarest: int) -> None:
        least = rarest if count > 200 else 1
        kept = [key for key, times in frequency.items() if times >= least or (times and key[0] in "wn")]
        self._column = {key: number for number, key in enumerate(kept)}
        total = count + 1
        self._idf = [math.log(total / (frequency[key] + 0.5)) + 0.2 for key in kept]
        self.size = len(kept)

    @classmethod
    def and_vectors(cls, texts: Iterable[dict[str, float]]) -> tuple["Vectoriser", list[Vector]]:
        """That of `texts`, and the vector of each. Their features are made once, and kept as numbers meanwhile."""
        counted = Counted()
        for place, features in enumerate(texts):
            counted.add(place, features)
        return cls.of_counted(counted)

    @classmethod
    def of_counted(cls, counted: Counted) -> tuple["Vectoriser", list[Vector]]:
        """The same of texts that are counted."""
        read = counted.texts.values()
        frequency = np.zeros(len(counted.number), dtype=np.int64)
        for numbers_of_text, _ in read:
            frequency[numbers_of_text] += 1
        counted.used = int(np.count_nonzero(frequency))
        made = cls((), count=0)
        made._keep(dict(zip(counted.number, frequency.tolist(), strict=True)), len(read), RAREST)
        place = np.asarray([made._column.get(key, -1) for key in counted.number], dtype=np.int32)
        idf = np.asarray(made._idf)
        vectors = []
        for numbers_of_text, values in read:
            columns = place[numbers_of_text]
            known = columns >= 0
            columns = columns[known]
            vectors.append(_of_unit_length(columns, (values[known] * idf[columns]).astype(np.float32)))
        return made, vectors

    @property
    def record(self) -> tuple[tuple[str, ...], tuple[float, ...]]:
        """The features it knows and what each weighs, to be kept."""
        return tuple(self._column), tuple(self._idf)

    @classmethod
    def of_record(cls, keys: Sequence[str], weights: Sequence[float]) -> "Vectoriser":
        """The one that was kept."""
        made = cls((), count=0)
        made._column = {key: number for number, key in enumerate(keys)}
        made._idf = list(weights)
        made.size = len(made._idf)
        return made

    def vector(self, features: dict[str, float]) -> Vector:
        """The vector of a text's features."""
        column, idf = self._column, self._idf
        columns: list[int] = []
        weights: list[float] = []
        for key, value in features.items():
            number = column.get(key)
            if number is not None:
                columns.append(number)
                weights.append(value * idf[number])
        return _of_unit_length(np.asarray(columns, dtype=np.int32), np.asarray(weights, dtype=np.float32))

    def same_as(self, other: "Vectoriser") -> bool:
        """Whether both make the same vector of every text."""
        return self is other or (self._column == other._column and self._idf == other._idf)

    def share_known(self, features: dict[str, float]) -> float:
        """How much of the content words is in the vocabulary, 0 to 1, long words counting more."""
        known = total = 0.0
        for key in features:
            if key[0] == "w":
                word = key[2:]
                if is_function_word(word):
                    continue
                weight = float(min(len(word), 8))
                total += weight
                known += weight * (key in self._column)
        return known / total if total else 1.0


def _of_unit_length(columns: Ints, weights: Floats) -> Vector:
    length = float(np.sqrt(np.dot(weights, weights)))
    return Vector(columns, weights / length if length else weights)


class Rows:
    """Many vectors, by column: similarity of a vector to all of them without touching those that share nothing."""

    def __init__(self, vectors: Sequence[Vector], size: int) -> None:
        self.count = len(vectors)
        rows = np.repeat(np.arange(len(vectors), dtype=np.int32), [len(vector.columns) for vector in vectors])
        columns = np.concatenate([vector.columns for vector in vectors]) if vectors else np.zeros(0, np.int32)
        weights = (
            np.concatenate([vector.weights for vector in vectors]) if vectors else np.zeros(0, np.float32)
        )
        order = np.argsort(columns, kind="stable")
        self._rows = rows[order]
        self._weights = weights[order].astype(np.float32)
        self._starts = np.searchsorted(columns[order], np.arange(size + 1)).astype(np.int64)

    def similarity(self, vector: Vector) -> Floats:
        """The cosine with each row."""
        pieces_rows, pieces = [], []
        starts = self._starts
        for column, weight in zip(vector.columns.tolist(), vector.weights.tolist(), strict=True):
            begin, end = starts[column], starts[column + 1]
            pieces_rows.append(self._rows[begin:end])
            pieces.append(self._weights[begin:end] * weight)
        if not pieces:
            return np.zeros(self.count, dtype=np.float32)
        return np.bincount(
            np.concatenate(pieces_rows), weights=np.concatenate(pieces), minlength=self.count
        ).astype(np.float32)
