"""Learns the ranking's weights and the thresholds, and prints cross-validated figures.

    python -m benchmarks.answers.learn_weights QUESTIONS.jsonl [MORE.jsonl …] [--write] [--failures] [--part 0.3]

Each question is in the fold of those who wrote it (`HANDS`). Its signals are measured by an engine whose questions lack
every one of that fold, its figures come from the whole bot with weights and thresholds of the other folds: nothing has
seen it, nor anything else by its writer. A second engine a fold hides the questions of some of the records too, all or all but a few, as of one that an editor has just written: so
the weights learn what to go by where there are none. No record or question enters the weights: they are about signals.
"""

import argparse
import hashlib
import itertools
import json
import os
import pickle
import random
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack

from benchmarks.answers.asked import gold_of, keys_of, moment_of, outcome, read, shown_by
from bot.answering import (
    Engine,
    answer,
    build_index,
    learn_lexicon_from,
    learn_meaning_from,
    learn_words_from,
)
from bot.answering.followups import Context, background_of
from bot.answering.ranking.background import Background
from bot.answering.ranking.candidates import choose_candidates, score_documents
from bot.answering.ranking.confidence import (
    CONFIDENCE_NAMES,
    HEADS,
    Weights,
    describe_confidence,
    parse_weights,
    score,
)
from bot.answering.ranking.signal_names import DENSE, NAMES, dense
from bot.answering.ranking.signals import measure
from bot.answering.retrieval.documents import Document
from bot.answering.retrieval.meaning import Encode, encode_question
from bot.answering.retrieval.vectors import Floats
from bot.answering.search import complete, describe, parse
from bot.answering.understanding.question import Lean
from bot.answering.understanding.text import fold as fold_text
from bot.content.loading import load_usable
from bot.domain.records.record import RecordKind
from bot.domain.snapshot import Snapshot
from bot.domain.text import Words
from bot.services.editing.model_store import ModelStore

FOLDS = 3
# Who wrote what, for --by-hand: the questions of one hand are alike, so a fold holds all of a hand's. What is left in the
# `asks` of its engine is then further from its questions than from a reader's, who finds the `asks` of all hands.
HANDS = (
    ("readers", "own", "readers-overview"),
    ("in-scope", "out-of-scope", "follow-ups", "readers-state"),
    ("november", "records", "readers-stakes"),
    ("november-readers", "readers-why"),
    ("november-intents",),
    ("november-facts",),
)
STAGES = ("words", "meaning")
HIDDEN = 0.4  # of the records in the second engine of a fold
LEFT = (0, 0, 2, 5)  # of its questions a language, one of these at random
WORDS_SHARE = 0.4  # of the questions that the weights of words alone are learned from
COLD_SHARE = 0.15  # of other questions that are measured by the second engine too
UNITS, SEEDS = 96, 1  # of the small layer; from so many beginnings, put side by side
EPOCHS, BATCH, RATE = 14, 48, 0.003
WIDE_DECAY, DEEP_DECAY = 1e-3, 1e-3
HEAD_DECAY = 1.0  # of the confidence's weights
# What is worth how much to a reader, a right answer being worth 2 and silence 0 (print_trade shows what others would do).
WRONG_COSTS, ASKING_WORTH, REFUSING_WORTH = 0.8, 0.6, 2.0
# Kinds of record that a question of the older files, which name facts alone, may well have meant.
_NEVER_MEANT = {
    "person": ("who-is", "support", "out-of-scope"),
    "about": ("source",),
    "briefing": ("status", "stakes"),
}


@dataclass
class Row:
    """One question as one engine sees it."""

    question: dict[str, Any]
    keys: list[str]  # of the candidates
    signals: csr_matrix
    dense: NDArray[np.float16]
    unknown: NDArray[np.bool_]
    right: NDArray[np.bool_]
    of_question: dict[str, float]
    cold: bool

    @property
    def is_of_today(self) -> bool:
        """Whether it is asked of the files as they are: such count twice."""
        return "now" not in self.question

    @property
    def outside(self) -> bool:
        return bool(self.question["expect"].get("abstain"))


def stripped(snapshot: Snapshot, texts: set[str], hidden: dict[str, int]) -> Snapshot:
    """The snapshot without those of its questions that read like one of `texts`, and of the hidden records all but some."""

    def strip(record: Any, key: str) -> Any:
        left = hidden.get(key, 10**6)
        kept = {
            lang: tuple([ask for ask in getattr(record.asks, lang) if fold_text(ask) not in texts][:left])
            for lang in ("nl", "en")
        }
        changed = {"asks": replace(record.asks, **kept)}
        if key in hidden and hasattr(record, "refutes"):
            changed["refutes"] = Words()
        return replace(record, **changed)

    return replace(
        snapshot,
        facts={key: strip(each, f"fact:{key}") for key, each in snapshot.facts.items()},
        unknowns={key: strip(each, f"unknown:{key}") for key, each in snapshot.unknowns.items()},
        people={key: strip(each, f"person:{key}") for key, each in snapshot.people.items()},
        terms={key: strip(each, f"term:{key}") for key, each in snapshot.terms.items()},
        deadlines={key: strip(each, f"deadline:{key}") for key, each in snapshot.deadlines.items()},
        stakes={key: strip(each, f"stake:{key}") for key, each in snapshot.stakes.items()},
        conflicts={key: strip(each, f"conflict:{key}") for key, each in snapshot.conflicts.items()},
        statuses={key: strip(each, f"status:{key}") for key, each in snapshot.statuses.items()},
        briefings={key: strip(each, f"briefing:{key[0]}") for key, each in snapshot.briefings.items()},
        dossier=replace(
            snapshot.dossier,
            asks=_without(snapshot.dossier.asks, texts),
            asks_of_bot=_without(snapshot.dossier.asks_of_bot, texts),
        ),
    )


def _without(asks: Words, texts: set[str]) -> Words:
    return Words(
        tuple(ask for ask in asks.nl if fold_text(ask) not in texts),
        tuple(ask for ask in asks.en if fold_text(ask) not in texts),
    )


def open_engine(snapshot: Snapshot, encode: Encode) -> Engine:
    index = build_index(snapshot)
    return Engine(
        snapshot,
        learn_lexicon_from(index),
        learn_words_from(index),
        learn_meaning_from(index, encode),
        index,
    )


def labels_of(question: dict[str, Any], documents: Sequence[Document]) -> NDArray[np.int64]:
    """For each candidate whether it is right (1), wrong (0), or of no matter (-1)."""
    expect = question["expect"]
    keys, gold = keys_of(question), gold_of(question)
    found = []
    if expect.get("abstain"):
        wanted = {f"unknown:{each}" for each in expect.get("unknown_any", ())}
        named = [document.key in wanted for document in documents]
        for document in documents:
            if document.kind is RecordKind.UNKNOWN:
                found.append(1 if not any(named) or document.key in wanted else -1)
            else:
                found.append(0)
        return np.asarray(found)
    knows_records = "any_record" in expect
    for document in documents:
        if document.key in keys:
            found.append(1)
        elif document.fact is not None or document.kind is RecordKind.UNKNOWN or knows_records:
            found.append(0)
        elif document.kind in _NEVER_MEANT:
            found.append(-1 if question["category"] in _NEVER_MEANT[document.kind] else 0)
        elif gold & set(document.facts[:6]):
            found.append(_meant(question, document, gold))
        else:
            found.append(0)
    return np.asarray(found)


def _meant(question: dict[str, Any], document: Document, gold: frozenset[str]) -> int:
    """A record that rests on a fair fact is right for the sort of question that it is there for, else of no matter."""
    category = question["category"]
    if category == "stakes" and document.kind is RecordKind.STAKE and document.facts[0] in gold:
        return 1
    return -1


def measure_question(engine: Engine, question: dict[str, Any], *, meaning: bool, cold: bool) -> Row | None:
    now = moment_of(question)
    parsed = parse(engine, question["text"], now)
    background = Background()
    if question.get("context") and parsed.lean is not Lean.NOT:
        background = background_of(engine, Context(tuple(question["context"])), engine.snapshot.at(now))
        parsed = complete(engine, parsed, background)
    if not parsed.tokens:
        return None
    vector = encode_question(parsed.text) if meaning else None
    scores = score_documents(engine.index, engine.learned, parsed, vector)
    candidates = choose_candidates(
        engine.index, parsed, scores, engine.allow(engine.snapshot.at(now)), background
    )
    if not len(candidates):
        return None
    documents = [engine.index.documents[number] for number in candidates]
    labels = labels_of(question, documents)
    kept = labels >= 0
    signals = measure(engine.index, engine.learned, parsed, scores, candidates, background, now)
    return Row(
        question,
        [document.key for document, keep in zip(documents, kept, strict=True) if keep],
        csr_matrix(signals[kept]),
        dense(signals[kept]).astype(np.float16),
        np.asarray([each.kind is RecordKind.UNKNOWN for each in documents])[kept],
        labels[kept] == 1,
        describe(parsed, scores, background),
        cold,
    )


def folds_of(questions: Sequence[dict[str, Any]], *, by_hand: bool = False) -> NDArray[np.int64]:
    """The fold of each question: by chance, or its hand's; a file that is not named in `HANDS` is a hand of its own."""
    if not by_hand:
        return np.random.default_rng(7).permutation(len(questions)) % FOLDS
    hand_of = {name: hand[0] for hand in HANDS for name in hand}
    hands = [hand_of.get(question["file"], question["file"]) for question in questions]
    names = list(dict.fromkeys(hands))
    return np.asarray([names.index(hand) for hand in hands])


def measure_by_folds(
    snapshot: Snapshot,
    questions: list[dict[str, Any]],
    stages: Sequence[str] = STAGES,
    *,
    by_hand: bool = False,
) -> tuple[NDArray[np.int64], list[Engine], dict[str, list[list[Row]]]]:
    """The fold of each question, the engine of each fold, whose own questions lack its, and the rows by stage and fold."""
    folds = folds_of(questions, by_hand=by_hand)
    count = int(folds.max()) + 1
    rows: dict[str, list[list[Row]]] = {stage: [[] for _ in range(count)] for stage in stages}
    engines = []
    encode = ModelStore(Path(os.environ.get("CACHE_DIR", "var/cache"))).encode
    keys = [document.key for document in build_index(snapshot).documents]
    for number in range(count):
        started = time.perf_counter()
        own = [questions[i] for i in np.flatnonzero(folds == number)]
        texts = {fold_text(question["text"]) for question in own}
        draw = random.Random(number)
        hidden = {key: draw.choice(LEFT) for key in keys if draw.random() < HIDDEN}
        whole = open_engine(stripped(snapshot, texts, {}), encode)
        partly = open_engine(stripped(snapshot, texts, hidden), encode)
        engines.append(whole)
        for stage in stages:
            meaning = stage == "meaning"
            measured: list[Row | None] = []
            for question in own:
                if not meaning and draw.random() > WORDS_SHARE:
                    continue
                measured.append(measure_question(whole, question, meaning=meaning, cold=False))
                fair = keys_of(question)
                if (fair and fair <= hidden.keys()) or draw.random() < COLD_SHARE:
                    measured.append(measure_question(partly, question, meaning=meaning, cold=True))
            rows[stage][number] = [row for row in measured if row is not None]
        print(
            f"fold {number}: {len(rows[stages[0]][number])} rows, {time.perf_counter() - started:.0f} s",
            flush=True,
        )
    return folds, engines, rows


@dataclass
class Ranker:
    """The weights of the signals, and of the small layer beside them."""

    signals: NDArray[np.float64]
    hidden: NDArray[np.float64]
    hidden_bias: NDArray[np.float64]
    out: NDArray[np.float64]

    def parts(self) -> list[NDArray[np.float64]]:
        return [self.signals, self.hidden, self.hidden_bias, self.out]


def fit_signals(rows: list[Row]) -> Ranker:
    """Several rankers from different beginnings, as one: what they agree on counts."""
    rows = [*rows, *(row for row in rows if row.is_of_today)]
    rankers = [fit_once(rows, seed) for seed in range(SEEDS)]
    return Ranker(
        np.mean([each.signals for each in rankers], axis=0),
        np.concatenate([each.hidden for each in rankers], axis=1),
        np.concatenate([each.hidden_bias for each in rankers]),
        np.concatenate([each.out for each in rankers]) / SEEDS,
    )


def fit_once(rows: list[Row], seed: int, epochs: int = EPOCHS) -> Ranker:
    """Maximises the chance, by softmax over a question's candidates, that falls on right ones (Adam, in batches)."""
    rows = [row for row in rows if row.right.any() and not row.right.all()]
    rng = np.random.default_rng(seed)
    model = Ranker(
        np.zeros(len(NAMES)),
        rng.normal(0, 1 / np.sqrt(len(DENSE)) * 2, (len(DENSE), UNITS)),
        np.zeros(UNITS),
        rng.normal(0, 0.3, UNITS),
    )
    first, second = [np.zeros_like(p) for p in model.parts()], [np.zeros_like(p) for p in model.parts()]
    step = 0
    batches = max(1, len(rows) // BATCH)
    for epoch in range(epochs):
        rate = RATE * min(1.0, 3 * (epochs - epoch) / epochs)
        for batch in np.array_split(rng.permutation(len(rows)), batches):
            some = [rows[i] for i in batch]
            wide = vstack([row.signals for row in some]).tocsr()
            deep = np.concatenate([row.dense for row in some]).astype(np.float32)
            right = np.concatenate([row.right for row in some]).astype(np.float64)
            sizes = [len(row.right) for row in some]
            starts = np.cumsum([0, *sizes[:-1]])
            owner = np.repeat(np.arange(len(some)), sizes)
            units = np.tanh(deep @ model.hidden + model.hidden_bias)
            scores = wide @ model.signals + units @ model.out
            grown = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
            whole, good = np.add.reduceat(grown, starts), np.add.reduceat(grown * right, starts)
            pull = (grown / whole[owner] - grown * right / good[owner]) / len(some)
            back = pull[:, None] * model.out * (1 - units**2)
            slopes = [wide.T @ pull, deep.T @ back, back.sum(axis=0), units.T @ pull]
            step += 1
            for part, slope, mean, square, decay in zip(
                model.parts(), slopes, first, second, (WIDE_DECAY, DEEP_DECAY, 0.0, DEEP_DECAY), strict=True
            ):
                slope = slope + decay * part
                mean += 0.1 * (slope - mean)
                square += 0.01 * (slope**2 - square)
                part -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return model


def fit_head(described: NDArray[np.float64], wanted: NDArray[np.float64]) -> Floats:
    """Logistic regression of `wanted` (0 or 1 a question) on the confidence's features."""

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        p = 1 / (1 + np.exp(-(described @ w)))
        cost = -(wanted * np.log(p + 1e-9) + (1 - wanted) * np.log(1 - p + 1e-9)).sum()
        return cost + HEAD_DECAY * float(w @ w), described.T @ (p - wanted) + 2 * HEAD_DECAY * w

    found = minimize(loss, np.zeros(described.shape[1]), jac=True, method="L-BFGS-B")
    weights: Floats = found.x.astype(np.float32)
    return weights


def ordered(row: Row, model: Ranker) -> tuple[Floats, list[np.intp]]:
    """The confidence's features, and the candidates that may answer, best first."""
    signals = row.signals.toarray()
    scores = score(signals, cast(Weights, model))  # of which it asks for what a ranker has
    order = [i for i in np.argsort(-scores, kind="stable") if not row.unknown[i]]
    return describe_confidence(scores, signals, row.of_question), order


def fit_heads(described: Sequence[tuple[Floats, list[np.intp]]], rows: list[Row]) -> Floats:
    """The three heads, from what rankers made of questions that they had not seen.

    Most questions are after records that have questions of their own, and of today: these count twice.
    """
    twice = [
        (each, row) for each, row in zip(described, rows, strict=True) if row.is_of_today and not row.cold
    ]
    described = [*described, *(each for each, _ in twice)]
    rows = [*rows, *(row for _, row in twice)]
    features = np.asarray([each for each, _ in described], dtype=np.float64)
    hits = [
        [not row.outside and bool(row.right[i]) for i in order[:3]]
        for row, (_, order) in zip(rows, described, strict=True)
    ]
    wanted = (
        [float(hit[:1] == [True]) for hit in hits],
        [float(any(hit)) for hit in hits],
        [float(row.outside) for row in rows],
    )
    return np.asarray([fit_head(features, np.asarray(each)) for each in wanted])


def fit_by_folds(by_fold: list[list[Row]]) -> tuple[list[tuple[Ranker, Floats]], tuple[Ranker, Floats]]:
    """A ranker and heads for each fold, from the other folds; and those from all, for use."""
    folds = range(len(by_fold))
    rankers = [
        fit_signals([row for other in folds if other != number for row in by_fold[other]]) for number in folds
    ]
    described = [[ordered(row, rankers[number]) for row in by_fold[number]] for number in folds]

    def heads(numbers: Sequence[int]) -> Floats:
        return fit_heads(
            [each for number in numbers for each in described[number]],
            [row for number in numbers for row in by_fold[number]],
        )

    of_folds = [heads([other for other in folds if other != number]) for number in folds]
    whole = fit_signals([row for rows in by_fold for row in rows]), heads(folds)
    return list(zip(rankers, of_folds, strict=True)), whole


def decide(row: Row, model: Ranker, heads: Floats) -> tuple[Floats, list[str]]:
    """The three chances for one row, and the best records' keys."""
    features, order = ordered(row, model)
    return 1 / (1 + np.exp(-(heads @ features))), [row.keys[i] for i in order[:3]]


def as_outcome(row: Row, status: str, keys: Sequence[str]) -> tuple[bool, bool, bool]:
    facts = [key.removeprefix("fact:") for key in keys if key.startswith("fact:")]
    return outcome(row.question, status, facts if keys and keys[0].startswith("fact:") else [], keys)


def print_trade(rows: list[Row], decided: Sequence[tuple[Floats, list[str]]]) -> None:
    """What asking back rather than answering, and abstaining rather than either, cost and bring."""
    print("wrong costs  asking  refusing   right  helped  wrong  refused")
    for costs, asking, refusing in itertools.product((0.5, 0.7, 1.0, 1.5), (0.8, 1.0, 1.2), (1.5, 2.0)):
        results = []
        for row, (chances, keys) in zip(rows, decided, strict=True):
            first, among, outside = chances
            worth = {
                "answered": 2 * first - costs * (1 - first),
                "choice": asking * among,
                "abstained": refusing * outside,
            }
            results.append(as_outcome(row, max(worth, key=worth.__getitem__), keys))
        right, helped, wrong = 100 * np.mean(np.asarray(results, dtype=float), axis=0)
        refused = 100 * np.mean([r[0] for r, row in zip(results, rows, strict=True) if row.outside])
        print(f"{costs:11} {asking:7} {refusing:9} {right:7.1f} {helped:7.1f} {wrong:6.1f} {refused:8.1f}")


def as_record(model: Ranker, heads: Floats) -> dict[str, Any]:
    return {
        "signals": {n: round(float(w), 3) for n, w in zip(NAMES, model.signals, strict=True)},
        "hidden": {n: [round(float(w), 3) for w in row] for n, row in zip(DENSE, model.hidden, strict=True)},
        "hidden_bias": [round(float(w), 3) for w in model.hidden_bias],
        "out": [round(float(w), 3) for w in model.out],
        **{
            head: {n: round(float(w), 3) for n, w in zip(CONFIDENCE_NAMES, row, strict=True)}
            for head, row in zip(HEADS, heads, strict=True)
        },
        "wrong_costs": WRONG_COSTS,
        "asking_worth": ASKING_WORTH,
        "refusing_worth": REFUSING_WORTH,
    }


def print_figures(tally: Mapping[str, Sequence[tuple[bool, bool, bool]]]) -> None:
    print(f"{'cross-validated':28s} {'right':>7s} {'helped':>7s} {'wrong':>7s}")
    for key, values in sorted(tally.items()):
        right, helped, wrong = 100 * np.mean(np.asarray(values, dtype=float), axis=0)
        print(f"{key:28s} {right:6.1f}% {helped:6.1f}% {wrong:6.1f}%  of {len(values)}")


def print_stage(stage: str, rows: list[Row], decided: Sequence[tuple[Floats, list[str]]]) -> None:
    inside = [(row, keys) for row, (_, keys) in zip(rows, decided, strict=True) if not row.outside]
    for name, cold in (("warm", False), ("cold", True)):
        some = [(row, keys) for row, keys in inside if row.cold is cold]
        reach = np.mean([row.right.any() for row, _ in some])
        places = [
            np.mean([any(key in keys_of(row.question) for key in keys[:count]) for row, keys in some])
            for count in (1, 3)
        ]
        print(
            f"{stage}, {name}: among the candidates {100 * reach:.1f} %, first {100 * places[0]:.1f} %, "
            f"of three {100 * places[1]:.1f} %, of {len(some)}"
        )
    if stage == "meaning":
        print_trade(rows, decided)


def provenance(
    paths: Iterable[str], tally: Mapping[str, Sequence[tuple[bool, bool, bool]]], snapshot: Snapshot
) -> str:
    """Where the weights come from, in words for WEIGHTS.md."""
    lines = [
        "# Where weights.json comes from",
        "",
        "Written by `python -m benchmarks.answers.learn_weights … --write`; not by hand.",
        f"Learned {datetime.now(UTC):%Y-%m-%d} from {len(snapshot.facts)} facts and these questions:",
        "",
        "| file | questions | blake2b |",
        "|---|---|---|",
    ]
    for path in paths:
        body = Path(path).read_bytes()
        digest = hashlib.blake2b(body, digest_size=8).hexdigest()
        lines.append(f"| {Path(path).name} | {len(body.splitlines())} | {digest} |")
    lines += [
        "",
        "Cross-validated, of the whole bot:",
        "",
        "| | right | helped | wrong | of |",
        "|---|---|---|---|---|",
    ]
    for key, values in sorted(tally.items()):
        right, helped, wrong = 100 * np.mean(np.asarray(values, dtype=float), axis=0)
        lines.append(f"| {key} | {right:.1f} | {helped:.1f} | {wrong:.1f} | {len(values)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("questions", nargs="+")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--by-hand", action="store_true", help="folds by who wrote a question")
    parser.add_argument(
        "--keep", type=Path, help="where to keep what was measured, to try out other ways of learning"
    )
    parser.add_argument("--measured", type=Path, help="what was kept so, in place of measuring")
    parser.add_argument("--today", type=float, default=1.0, help="of the questions that name none")
    parser.add_argument("--part", type=float, default=1.0, help="of the questions that name a moment")
    chosen = parser.parse_args()
    questions = read(chosen.questions)
    draw = random.Random(3)
    # Those of an earlier state of the files are many; what is asked today is to weigh as much.
    questions = [
        question
        for question in questions
        if ("now" not in question and draw.random() < chosen.today)
        or question["expect"].get("abstain")
        or question.get("context")
        or draw.random() < chosen.part
    ]
    snapshot, _ = load_usable(Path("briefings"))
    started = time.perf_counter()
    engines: list[Engine]
    if chosen.measured:
        folds, engines, rows = None, [], pickle.loads(chosen.measured.read_bytes())
    else:
        folds, engines, rows = measure_by_folds(snapshot, questions, by_hand=chosen.by_hand)
    if chosen.keep:
        chosen.keep.write_bytes(pickle.dumps(rows))
    print(f"measured in {time.perf_counter() - started:.0f} s", flush=True)
    record = {}
    weights: list[dict[str, Any]] = [{} for _ in rows[STAGES[0]]]
    for stage in STAGES:
        fitted, whole = fit_by_folds(rows[stage])
        decided = []
        for number in range(len(fitted)):
            weights[number][stage] = parse_weights(as_record(*fitted[number]))
            decided += [decide(row, *fitted[number]) for row in rows[stage][number]]
        print_stage(stage, [row for of_fold in rows[stage] for row in of_fold], decided)
        record[stage] = as_record(*whole)
    folder = Path("bot/answering/ranking")
    if chosen.write:
        (folder / "weights.json").write_text(json.dumps(record, indent=0) + "\n", encoding="utf-8")

    tally: dict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
    for number, engine in enumerate(engines):
        engine.weights = weights[number]
        for i in np.flatnonzero(folds == number):
            question = questions[i]
            context = Context(tuple(question.get("context", ())))
            reply = answer(engine, question["text"], lang=None, now=moment_of(question), context=context)
            result = outcome(question, *shown_by(reply))
            outside = question["expect"].get("abstain")
            for key in (
                "all", "out of scope" if outside else "in scope", "lang " + question["lang"],
                "file " + question["file"], "cat " + question["category"],
            ):  # fmt: skip
                tally[key].append(result)
            if chosen.failures and not result[0]:
                status, _, records = shown_by(reply)
                print(question["category"], context, "|", question["text"], "|", question.get("now", "")[:10],
                      status, records[:3], sorted(keys_of(question))[:5])  # fmt: skip
    if not chosen.measured:
        print_figures(tally)
    if chosen.write and not chosen.measured:
        (folder / "WEIGHTS.md").write_text(provenance(chosen.questions, tally, snapshot), encoding="utf-8")


if __name__ == "__main__":
    from benchmarks.answers import learn_weights

    learn_weights.main()
