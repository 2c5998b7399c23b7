"""How readers' words go with the words of what answers them: a translation model learned from the edition itself.

IBM model 1 (Brown et al., 1993; as Berger and Lafferty, 1999, use it to find documents): for each word of a text, how
likely each word of a question about it is. It knows "hoelang" for "two years" from other records' questions, so that
it also finds a record that has none of its own.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.answering.retrieval.vectors import Floats, Ints

ROUNDS = 5
KEPT = 40  # question words a text word keeps, the likeliest
LEAST = 0.004  # a less likely translation is dropped
SMOOTHING = 0.25  # how much of a word's chance comes from questions at large
OWN = 0.15  # … and from the word itself standing in the text
_BOUND = 6.0


@dataclass(frozen=True, eq=False)
class Lexicon:
    """`targets` and `chances`, of each source word from `starts` on: question words and how likely they are."""

    sources: tuple[str, ...]
    targets_known: tuple[str, ...]
    starts: Ints
    targets: Ints
    chances: Floats
    background: Floats  # chance of each question word in questions at large

    def table(
        self, documents: Sequence[tuple[str, ...]], before: "LexiconTable | None" = None
    ) -> "LexiconTable":
        """The chances of each question word for each document, given its stems; those of `before`, a table of its, are kept."""
        known = before.places if before is not None else {}
        source = {stem: place for place, stem in enumerate(self.sources)}
        target = {stem: place for place, stem in enumerate(self.targets_known)}
        rows = np.zeros((len(documents), len(target)), dtype=np.float16)
        for row, stems in zip(rows, documents, strict=True):
            if before is not None and stems in known:
                row[:] = before.rows[known[stems]]
                continue
            found = np.zeros(len(target), dtype=np.float32)
            for stem in stems:
                place = source.get(stem)
                if place is not None:
                    begin, end = self.starts[place], self.starts[place + 1]
                    found[self.targets[begin:end]] += self.chances[begin:end]
            found *= (1 - OWN) / max(1, len(stems))
            for stem in stems:
                if stem in target:
                    found[target[stem]] += OWN / len(stems)
            row[:] = np.log((1 - SMOOTHING) * found / self.background + SMOOTHING)
        return LexiconTable(target, rows, {stems: place for place, stems in enumerate(documents)})


@dataclass(frozen=True, eq=False)
class LexiconTable:
    """Per document and question word, the logarithm of how much likelier the word is than in questions at large."""

    target: Mapping[str, int]
    rows: NDArray[np.float16]  # documents × question words
    places: Mapping[tuple[str, ...], int]  # of rows, by a document's stems

    def scores(self, stems: Mapping[str, float]) -> Floats:
        """A score a document: the mean over the question's words."""
        known = [(self.target[stem], count) for stem, count in stems.items() if stem in self.target]
        if not known:
            return np.zeros(len(self.rows), dtype=np.float32)
        columns, counts = zip(*known, strict=True)
        weights = np.asarray(counts, dtype=np.float32) / max(3.0, sum(stems.values()))
        return np.asarray(self.rows[:, list(columns)].astype(np.float32) @ weights / _BOUND, dtype=np.float32)


def learn_lexicon(documents: Sequence[Sequence[str]], asked: Sequence[tuple[int, Sequence[str]]]) -> Lexicon:
    """From pairs of a document's number and the stems of a question that it answers. About a second for 10,000."""
    counts: dict[int, Counter[str]] = {}
    for number, stems in asked:
        counts.setdefault(number, Counter()).update(stems)
    sources = tuple(dict.fromkeys(stem for number in counts for stem in documents[number]))
    targets = tuple(dict.fromkeys(stem for each in counts.values() for stem in each))
    source_of = {stem: place for place, stem in enumerate(sources)}
    target_of = {stem: place for place, stem in enumerate(targets)}
    # One row for each (word of a question, word of the text it is about); the rows of one question word form a group.
    source_rows, target_rows, groups, weights = [], [], [], []
    group = 0
    for number, each in counts.items():
        own = np.asarray([source_of[stem] for stem in dict.fromkeys(documents[number])], dtype=np.int32)
        if not len(own):
            continue
        words = np.asarray([target_of[stem] for stem in each], dtype=np.int32)
        source_rows.append(np.tile(own, len(words)))
        target_rows.append(np.repeat(words, len(own)))
        groups.append(np.repeat(np.arange(group, group + len(words), dtype=np.int32), len(own)))
        weights.append(np.asarray(list(each.values()), dtype=np.float32))
        group += len(words)
    total = np.zeros(len(targets))
    for each in counts.values():
        for stem, count in each.items():
            total[target_of[stem]] += count
    background = np.asarray((total + 1) / (total.sum() + len(targets) + 1), dtype=np.float32)
    if not group:
        nothing = np.zeros(0, dtype=np.int32)
        starts = np.zeros(len(sources) + 1, dtype=np.int32)
        return Lexicon(sources, targets, starts, nothing, nothing.astype(np.float32), background)
    source_row, target_row = np.concatenate(source_rows), np.concatenate(target_rows)
    group_row, weight = np.concatenate(groups), np.concatenate(weights)
    cells = source_row.astype(np.int64) * len(targets) + target_row
    del source_row, target_row
    cell, places = np.unique(cells, return_inverse=True)
    cell_of_row = places.astype(np.int32)
    del cells, places
    source_of_cell = cell // len(targets)
    chances = np.ones(len(cell))
    for _ in range(ROUNDS):
        share = chances[cell_of_row]
        share = share / np.bincount(group_row, share, minlength=group)[group_row] * weight[group_row]
        expected = np.bincount(cell_of_row, share, minlength=len(cell))
        chances = expected / np.bincount(source_of_cell, expected, minlength=len(sources))[source_of_cell]
    return _pruned(sources, targets, source_of_cell, cell % len(targets), chances, background)


def _pruned(
    sources: tuple[str, ...],
    targets: tuple[str, ...],
    source_of_cell: NDArray[np.int64],
    target_of_cell: NDArray[np.int64],
    chances: NDArray[np.float64],
    background: Floats,
) -> Lexicon:
    order = np.lexsort((-chances, source_of_cell))
    source_of_cell, target_of_cell, chances = source_of_cell[order], target_of_cell[order], chances[order]
    first = np.searchsorted(source_of_cell, np.arange(len(sources)))
    rank = np.arange(len(source_of_cell)) - first[source_of_cell]
    kept = (rank < KEPT) & (chances >= LEAST)
    starts = np.searchsorted(source_of_cell[kept], np.arange(len(sources) + 1))
    return Lexicon(
        sources,
        targets,
        starts.astype(np.int32),
        target_of_cell[kept].astype(np.int32),
        chances[kept].astype(np.float32),
        background,
    )
