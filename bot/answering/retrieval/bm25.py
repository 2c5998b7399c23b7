"""BM25 over the documents' own texts: the part of a question's weight that a text answers, 0 to 1."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from bot.answering.retrieval.vectors import Floats, Rows, Vector

K1, B = 1.2, 0.5


class Bm25:
    """Robertson and Zaragoza, 2009. Made once from the stems of all documents."""

    def __init__(self, documents: Iterable[Sequence[str]]) -> None:
        """`documents`: the stems of each, function words left out."""
        counts = [Counter(document) for document in documents]
        frequency: Counter[str] = Counter()
        for each in counts:
            frequency.update(each.keys())
        total = len(counts)
        self._column = {stem: place for place, stem in enumerate(frequency)}
        self._idf = {
            stem: math.log(1 + (total - count + 0.5) / (count + 0.5)) for stem, count in frequency.items()
        }
        self._unseen = math.log(1 + (total + 0.5) / 0.5)
        mean = sum(each.total() for each in counts) / max(1, total) or 1.0
        vectors = []
        for each in counts:
            length = K1 * (1 - B + B * each.total() / mean)
            columns = np.asarray([self._column[stem] for stem in each], dtype=np.int32)
            found = np.asarray(list(each.values()), dtype=np.float32)
            vectors.append(Vector(columns, found / (found + length)))
        self._rows = Rows(vectors, len(self._column))

    def scores(self, stems: dict[str, float]) -> Floats:
        """A score a document, for the stems of a question and how much each counts beside its rarity."""
        weights = {stem: count * self._idf.get(stem, self._unseen) for stem, count in stems.items()}
        total = sum(weights.values())
        known = [(self._column[stem], weight) for stem, weight in weights.items() if stem in self._column]
        if not known:
            return np.zeros(self._rows.count, dtype=np.float32)
        columns, values = zip(*known, strict=True)
        vector = Vector(np.asarray(columns, dtype=np.int32), np.asarray(values, dtype=np.float32) / total)
        return self._rows.similarity(vector)
