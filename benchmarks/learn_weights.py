"""Learns the ranking's weights and the thresholds, and prints cross-validated figures.

    python -m benchmarks.learn_weights QUESTIONS.jsonl [MORE.jsonl …] [--write]

Each question is in a fold. Its signals are measured by an engine whose `asks` lack every question of that fold, its
figures come from the whole bot with weights and thresholds of the other folds: nothing has seen it. No record or
question enters the weights: they are about signals.
"""

import itertools
import json
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from benchmarks.asked import gold_of, moment_of, outcome, read, status_and_facts
from bot.answering import Engine, answer, build_index, encode, learn_from, learn_meaning_from
from bot.answering.ranking.confidence import (
    CONFIDENCE_NAMES,
    HEADS,
    describe_confidence,
    parse_weights,
    probabilities,
)
from bot.answering.ranking.fact_signals import Background
from bot.answering.ranking.signals import NAMES, choose_candidates, measure, score_classes
from bot.answering.search import background_of, complete, parse
from bot.answering.understanding.question import Lean
from bot.answering.understanding.text import fold as fold_text
from bot.content.loading import load
from bot.domain.snapshot import Snapshot

FOLDS = 5
STAGES = ("words", "meaning")
LOOK_BELOW = 0.8  # so sure that the encoder is not asked, 2 ms each
WEIGHT_DECAY = 1.0  # of the signals' weights
HEAD_DECAY = 1.0  # of the confidence's weights
# What is worth how much to a reader, a right answer being worth 2 and silence 0 (print_trade shows what others would do).
WRONG_COSTS, ASKING_WORTH, REFUSING_WORTH = 0.7, 1.1, 2.0


@dataclass
class Row:
    """One question as one stage sees it."""

    question: dict[str, Any]
    gold: frozenset[str]
    ids: list[str]  # of the candidates
    signals: np.ndarray
    unknown: np.ndarray
    right: np.ndarray
    features: dict[str, Any]  # what describe_confidence takes beside chances and signals


def without(snapshot: Snapshot, texts: set[str]) -> Snapshot:
    """The snapshot without those of its `asks` that read like one of `texts`."""

    def strip(record):
        kept = {
            lang: tuple(ask for ask in getattr(record.asks, lang) if fold_text(ask) not in texts)
            for lang in ("nl", "en")
        }
        return replace(record, asks=replace(record.asks, **kept))

    return replace(
        snapshot,
        facts={key: strip(fact) for key, fact in snapshot.facts.items()},
        unknowns={key: strip(unknown) for key, unknown in snapshot.unknowns.items()},
    )


def open_engine(snapshot: Snapshot) -> Engine:
    index = build_index(snapshot)
    return Engine(snapshot, learn_from(index), learn_meaning_from(index, encode), index)


def measure_question(engine: Engine, question, *, meaning: bool) -> Row:
    now = moment_of(question)
    parsed = parse(engine, question["text"], now)
    background = Background()
    if question.get("context") and parsed.lean is not Lean.NOT:
        background = background_of(engine, question["context"], now)
        parsed = complete(engine, parsed, background)
    scores = score_classes(engine.index, engine.guess, parsed)
    if meaning:
        scores = replace(scores, meant=engine.sense(encode([parsed.text])[0]))
    candidates = choose_candidates(engine.index, parsed, scores, engine.allow(now, None), background)
    signals = measure(engine.index, parsed, scores, candidates, background, now)
    gold = gold_of(question)
    ids = [engine.id_of(number) for number in candidates]
    unknown = candidates >= len(engine.index.facts)
    right = np.asarray([record in gold for record in ids]) if gold else unknown
    features = {
        "share_known": scores.share_known,
        "share_unknown": scores.share_unknown,
        "token_count": len(parsed.own),
        "leans": bool(background.facts),
    }
    return Row(question, gold, ids, signals, unknown, right, features)


def measure_by_folds(snapshot: Snapshot, questions):
    """The fold of each question, the engine of each fold, whose `asks` lack its questions, and the rows by stage."""
    folds = np.random.default_rng(7).permutation(len(questions)) % FOLDS
    rows: dict[str, list[Any]] = {stage: [None] * len(questions) for stage in STAGES}
    engines = []
    for number in range(FOLDS):
        own = np.flatnonzero(folds == number)
        engines.append(open_engine(without(snapshot, {fold_text(questions[i]["text"]) for i in own})))
        for stage in STAGES:
            for i in own:
                rows[stage][i] = measure_question(engines[-1], questions[i], meaning=stage == "meaning")
    return folds, engines, rows


def fit_signals(rows: list[Row]):
    """Maximises the chance, by softmax over a question's candidates, that falls on right ones."""
    rows = [row for row in rows if row.right.any()]
    signals = np.vstack([row.signals for row in rows]).astype(np.float64)
    right = np.concatenate([row.right for row in rows])
    sizes = [len(row.signals) for row in rows]
    starts = np.cumsum([0, *sizes[:-1]])
    owner = np.repeat(np.arange(len(rows)), sizes)

    def loss(weights):
        scores = signals @ weights
        grown = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        whole = np.add.reduceat(grown, starts)
        good = np.add.reduceat(grown * right, starts)
        cost = WEIGHT_DECAY * float(weights @ weights) - np.log(good / whole + 1e-12).sum()
        pull = grown / whole[owner] - grown * right / good[owner]
        return cost, signals.T @ pull + 2 * WEIGHT_DECAY * weights

    begin = np.zeros(len(NAMES))
    return minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x.astype(np.float32)


def fit_head(described, wanted):
    """Logistic regression of `wanted` (0 or 1 a question) on the confidence's features."""

    def loss(w):
        p = 1 / (1 + np.exp(-(described @ w)))
        cost = -(wanted * np.log(p + 1e-9) + (1 - wanted) * np.log(1 - p + 1e-9)).sum()
        return cost + HEAD_DECAY * float(w @ w), described.T @ (p - wanted) + 2 * HEAD_DECAY * w

    return minimize(loss, np.zeros(described.shape[1]), jac=True, method="L-BFGS-B").x.astype(np.float32)


def facts_of(row: Row, weights):
    """The confidence's features, and the candidates that are facts, best first."""
    chances = probabilities(row.signals, weights)
    order = [i for i in np.argsort(-chances, kind="stable") if not row.unknown[i]]
    return describe_confidence(chances, row.signals, **row.features), order


def fit(rows: list[Row]):
    """Weights of the signals and of the three heads; the heads see chances of questions that the signals' did not."""
    part = np.random.default_rng(1).permutation(len(rows)) % 3
    described: list[Any] = [None] * len(rows)
    for number in range(3):
        inner = fit_signals([row for row, p in zip(rows, part, strict=True) if p != number])
        for i in np.flatnonzero(part == number):
            described[i] = facts_of(rows[i], inner)
    features = np.asarray([each for each, _ in described], dtype=np.float64)
    hits = [
        [bool(row.gold) and bool(row.right[i]) for i in order[:3]]
        for row, (_, order) in zip(rows, described, strict=True)
    ]
    wanted = (
        [float(hit[:1] == [True]) for hit in hits],
        [float(any(hit)) for hit in hits],
        [float(not row.gold) for row in rows],
    )
    return fit_signals(rows), np.asarray([fit_head(features, np.asarray(each)) for each in wanted])


def decide(row: Row, signals, heads):
    """The three chances for one row, and the best facts' ids."""
    features, order = facts_of(row, signals)
    return 1 / (1 + np.exp(-(heads @ features))), [row.ids[i] for i in order[:3]]


def print_trade(rows: list[Row], decided):
    """What asking back rather than answering, and abstaining rather than either, cost and bring."""
    print("wrong costs  asking  refusing   right  helped  wrong  refused")
    for costs, asking, refusing in itertools.product((0.5, 1.0, 1.5), (1.0, 1.2), (1.5, 2.0)):
        results = []
        for row, (chances, facts) in zip(rows, decided, strict=True):
            first, among, outside = chances
            worth = {
                "answered": 2 * first - costs * (1 - first),
                "choice": asking * among,
                "abstained": refusing * outside,
            }
            results.append(outcome(row.question, max(worth, key=worth.get), facts))
        right, helped, wrong = 100 * np.mean(np.asarray(results, dtype=float), axis=0)
        refused = 100 * np.mean([r[0] for r, row in zip(results, rows, strict=True) if not row.gold])
        print(f"{costs:11} {asking:7} {refusing:9} {right:7.1f} {helped:7.1f} {wrong:6.1f} {refused:8.1f}")


def as_record(signals, heads):
    return {
        "signals": {n: round(float(w), 3) for n, w in zip(NAMES, signals, strict=True) if abs(w) >= 0.02},
        **{
            head: {n: round(float(w), 3) for n, w in zip(CONFIDENCE_NAMES, row, strict=True)}
            for head, row in zip(HEADS, heads, strict=True)
        },
        "wrong_costs": WRONG_COSTS,
        "asking_worth": ASKING_WORTH,
        "refusing_worth": REFUSING_WORTH,
        "look_below": LOOK_BELOW,
    }


def print_figures(tally):
    print(f"{'cross-validated':28s} {'right':>7s} {'helped':>7s} {'wrong':>7s}")
    for key, values in sorted(tally.items()):
        right, helped, wrong = 100 * np.mean(np.asarray(values, dtype=float), axis=0)
        print(f"{key:28s} {right:6.1f}% {helped:6.1f}% {wrong:6.1f}%  of {len(values)}")


def print_stage(stage, rows: list[Row], decided):
    reach = np.mean([row.right.any() for row in rows if row.gold])
    print(f"{stage}: a right fact among the candidates of {100 * reach:.1f} % of what is in scope")
    in_scope = [(row, facts) for row, (_, facts) in zip(rows, decided, strict=True) if row.gold]
    for count, name in ((1, "first"), (3, "among the first three")):
        share = np.mean([bool(row.gold & set(facts[:count])) for row, facts in in_scope])
        print(f"{stage}: {name} for {100 * share:.1f} %")
    print_trade(rows, decided)


def main(argv):
    paths = [name for name in argv if not name.startswith("--")]
    questions = read(paths)
    snapshot = load(Path("briefings")).snapshot
    folds, engines, rows = measure_by_folds(snapshot, questions)
    record = {}
    weights: list[dict[str, Any]] = [{} for _ in range(FOLDS)]
    for stage in STAGES:
        decided: list[Any] = [None] * len(questions)
        for number in range(FOLDS):
            fitted = fit([row for row, f in zip(rows[stage], folds, strict=True) if f != number])
            weights[number][stage] = parse_weights(as_record(*fitted))
            for i in np.flatnonzero(folds == number):
                decided[i] = decide(rows[stage][i], *fitted)
        print_stage(stage, rows[stage], decided)
        record[stage] = as_record(*fit(rows[stage]))

    tally = defaultdict(list)
    for number, engine in enumerate(engines):
        engine.weights = weights[number]
        for i in np.flatnonzero(folds == number):
            question, gold = questions[i], gold_of(questions[i])
            context = question.get("context", ())
            reply = answer(engine, question["text"], lang=None, now=moment_of(question), context=context)
            result = outcome(question, *status_and_facts(reply))
            for key in (
                "all", "in scope" if gold else "out of scope", "lang " + question["lang"],
                "file " + question["file"], "cat " + question["category"],
            ):  # fmt: skip
                tally[key].append(result)
            if "--failures" in argv and not result[0]:
                print(question["category"], context, "|", question["text"], "|", question.get("now", ""),
                      status_and_facts(reply), sorted(gold)[:5])  # fmt: skip
    print_figures(tally)
    if "--write" in argv:
        Path("bot/answering/ranking/weights.json").write_text(
            json.dumps(record, indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
