"""The questions that lead to documents, as an index of vectors: which of them a new question resembles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b

import numpy as np

from bot.answering.retrieval.documents import Document
from bot.answering.retrieval.vectors import Floats, Ints, Rows, Vector, Vectoriser
from bot.answering.understanding.cues.abbreviations import read_tokens
from bot.answering.understanding.features import features_of
from bot.answering.understanding.mentions import Names

FEW_NEW = 0.02  # the part of the questions that may be new before what words weigh is reckoned anew at once
VERSION = "5"  # part of the digest: to be raised with any change in how things are learned

read_ask = lru_cache(maxsize=65_536)(read_tokens)


@dataclass(frozen=True, eq=False)
class Asks:
    """All questions, each with the number of its document; the ones of a document stand together."""

    texts: tuple[str, ...]
    classes: Ints
    assuming: frozenset[int]  # those that assume what their document contradicts
    named: dict[tuple[str, ...], tuple[str, ...]]  # whom a question names, by its tokens
    vectoriser: Vectoriser
    vectors: dict[str, Vector]
    rows: Rows
    provisional: bool  # some were added, and are read with the vocabulary from before them
    taught: dict[tuple[str, ...], int]  # the one document that has a question, by its tokens
    counts: Ints  # by document
    ids: tuple[str, ...]

    @cached_property
    def digest(self) -> str:
        """Of the questions and whom they lead to: what was learned from the same ones has the same."""
        hashed = blake2b(VERSION.encode(), digest_size=12)
        for text, number in zip(self.texts, self.classes.tolist(), strict=True):
            hashed.update(f"{text}\0{self.ids[number]}\0".encode())
        return hashed.hexdigest()

    def find(self, question: str) -> tuple[int, ...]:
        """The documents that have the question in just these words."""
        wanted = read_tokens(question)
        pairs = zip(self.texts, self.classes.tolist(), strict=True)
        return tuple(dict.fromkeys(number for text, number in pairs if read_ask(text) == wanted))


def index_asks(documents: Sequence[Document], people: Names, known: "Asks | None", same_people: bool) -> Asks:
    """The questions of `documents`; what an edit left as it was is taken from those `known` before it."""
    asked: list[tuple[str, int]] = []
    assuming: list[int] = []
    for number, document in enumerate(documents):
        asked.extend((ask, number) for ask in document.asks.all())
        assuming.extend(range(len(asked), len(asked) + len(document.refutes.all())))
        asked.extend((ask, number) for ask in document.refutes.all())
    texts = tuple(text for text, _ in asked)
    classes = np.asarray([number for _, number in asked], dtype=np.int32)
    before = known.named if known is not None and same_people else {}
    tokens = [read_ask(text) for text in texts]
    named = {each: before[each] if each in before else people.find(each) for each in tokens}
    vectoriser, vectors, provisional = _vectors(texts, named, known)
    if known is not None and texts == known.texts and vectors.keys() == known.vectors.keys():
        rows = known.rows
    else:
        rows = Rows([vectors[text] for text in texts], vectoriser.size)
    owners: dict[tuple[str, ...], set[int]] = {}
    for each, number in zip(tokens, classes.tolist(), strict=True):
        owners.setdefault(each, set()).add(number)
    return Asks(
        texts=texts,
        classes=classes,
        assuming=frozenset(assuming),
        named=named,
        vectoriser=vectoriser,
        vectors=vectors,
        rows=rows,
        provisional=provisional,
        taught={each: next(iter(numbers)) for each, numbers in owners.items() if len(numbers) == 1},
        counts=np.bincount(classes, minlength=len(documents)).astype(np.int32),
        ids=tuple(document.key for document in documents),
    )


def best_of_class(classes: Ints, count: int, similar: Floats) -> tuple[Floats, Floats]:
    """For each of `count` documents, the best of its questions' cosines, and the mean of its best three."""
    nearest = np.zeros(count, dtype=np.float32)
    total = np.zeros(count, dtype=np.float32)
    taken = np.zeros(count, dtype=np.int32)
    if not len(similar):
        return nearest, total
    some = min(120, len(similar))
    best = np.argpartition(-similar, some - 1)[:some]
    for number in best[np.argsort(-similar[best])].tolist():
        group = classes[number]
        if taken[group] == 0:
            nearest[group] = similar[number]
        if taken[group] < 3:
            total[group] += similar[number]
            taken[group] += 1
    return nearest, np.asarray(total / 3, dtype=np.float32)


def _vectors(
    texts: Sequence[str], named: dict[tuple[str, ...], tuple[str, ...]], known: "Asks | None"
) -> tuple[Vectoriser, dict[str, Vector], bool]:
    """How the questions become vectors, these by their texts, and whether that is provisional.

    A few new ones among thousands hardly change what words weigh: until all is made anew, the others stay as they were.
    """

    def features(some: Sequence[str]) -> Iterator[dict[str, float]]:
        for text in some:
            tokens = read_ask(text)
            yield features_of(tokens, named[tokens])

    own = tuple(dict.fromkeys(texts))
    if known is not None:
        new = [text for text in own if text not in known.vectors]
        if len(new) <= len(own) * FEW_NEW:
            made = dict(zip(new, map(known.vectoriser.vector, features(new)), strict=True))
            vectors = {text: made[text] if text in made else known.vectors[text] for text in own}
            return known.vectoriser, vectors, known.provisional or bool(new)
    vectoriser, made_all = Vectoriser.and_vectors(features(own))
    return vectoriser, dict(zip(own, made_all, strict=True)), False
