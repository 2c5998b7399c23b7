"""What was learned, as the documents of one index meet it."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from bot.answering.retrieval.index import Index
from bot.answering.retrieval.lexicon import Lexicon, LexiconTable
from bot.answering.retrieval.meaning import BEGIN, Meaning, meet
from bot.answering.retrieval.vectors import Floats, Ints
from bot.answering.retrieval.word_classifier import WordClassifier


class Learned:
    """A lexicon and a meaning, perhaps of an earlier snapshot, laid over the documents of this one."""

    def __init__(
        self,
        index: Index,
        lexicon: Lexicon | None,
        classifier: WordClassifier | None,
        meaning: Meaning | None,
        texts: tuple[Ints, Floats] | None,
        before: "Learned | None" = None,
    ) -> None:
        """`texts`: of each text the number of its document and its vector, as encoded; None: the encoder was not asked.

        `before`: of the index before this one, of which is kept what an edit left as it was.
        """
        self.lexicon = lexicon
        self.classifier = classifier
        self._count = index.count
        self._here, self._there = meet(classifier.ids if classifier else (), index.position)
        self.meaning = meaning
        table = before._table if before is not None and before.lexicon is lexicon else None
        self._table: LexiconTable | None = (
            lexicon.table([index.stems_of(number) for number in range(index.count)], table)
            if lexicon
            else None
        )
        self.sense = Sense(index, meaning, *texts) if meaning is not None and texts is not None else None

    def guess(self, features: Mapping[str, float]) -> Floats:
        """The classifier's score a document; one that was not learned yet gets the middle one."""
        found = np.zeros(self._count, dtype=np.float32)
        if self.classifier is None:
            return found
        scores = self.classifier.scores(features)
        found += np.median(scores)
        found[self._here] = scores[self._there]
        return found

    @property
    def words(self) -> Callable[[Mapping[str, float]], Floats] | None:
        """The lexicon's score a document, for the stems of a question."""
        return self._table.scores if self._table is not None else None


class Sense:
    """Meaning, by the documents of an index: one that came after it was learned is found by its texts."""

    def __init__(self, index: Index, meaning: Meaning, owners: Ints, texts: Floats) -> None:
        self._meaning = meaning
        self._count = index.count
        points = meaning.space.of_texts(texts)
        first = np.zeros((index.count, points.shape[1]), dtype=np.float32)
        second = np.zeros_like(first)
        for place, owner in enumerate(owners.tolist()):
            (second if first[owner].any() else first)[owner] = points[place]
        self._texts: NDArray[np.float32] = np.concatenate([first, second])
        here, there = meet(meaning.ids, index.position)
        self._there = dict(zip(here.tolist(), there.tolist(), strict=True))
        mean = first + second
        length = np.sqrt((mean * mean).sum(axis=1, keepdims=True))
        weights = BEGIN * mean / np.maximum(length, 1e-9)
        weights[here] = meaning.weights[there]
        self._weights = weights

    def place(self, vector: Floats) -> Floats:
        """A question's vector, in the space."""
        return self._meaning.space.of_questions(vector)

    def like_texts(self, point: Floats) -> Floats:
        """For each document the cosine with the nearer of its texts."""
        both = (self._texts @ point).reshape(2, self._count)
        return np.asarray(both.max(axis=0), dtype=np.float32)

    def like_classes(self, point: Floats) -> Floats:
        """For each document the classifier's logarithm of its chance, shifted and bounded to -1 … 2."""
        raw = self._weights @ point
        raw -= raw.max()
        chances = np.exp(raw)
        chances /= chances.sum()
        return np.asarray(np.clip(np.log(chances * len(raw) + 1e-6), -4, 8) / 4, dtype=np.float32)

    def like_asks(self, point: Floats, number: int) -> tuple[float, float]:
        """The best cosine with a question of a document, and the mean of the best three."""
        there = self._there.get(number)
        if there is None:
            return 0.0, 0.0
        rows = self._meaning.asks_of(there)
        if not len(rows):
            return 0.0, 0.0
        best = np.sort(rows @ point)[::-1][:3]
        return float(best[0]), float(best.sum() / 3)
