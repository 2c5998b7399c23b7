"""Learns the ranking's weights and the thresholds, and prints cross-validated figures.

    python -m benchmarks.learn_weights QUESTIONS.jsonl [MORE.jsonl …] [--write]

Each question is in a fold. Its signals are measured by an engine whose `asks` lack every question of that fold, its
figures come from the whole bot with weights and thresholds of the other folds: nothing has seen it. No record or
question enters the weights: they are about signals.
"""

import json
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from bot.answering import Engine, answer, build_index, encode, learn_from, learn_meaning_from
from bot.answering.engine import background_of, complete, parse
from bot.answering.question import Lean
from bot.answering.ranking import CONFIDENCE_NAMES, describe_confidence, parse_weights, probabilities
from bot.answering.signals import NAMES, choose_candidates, measure, score_classes
from bot.answering.structure import Background
from bot.answering.text import fold as fold_text
from bot.content.loading import load
from bot.domain.answer import Answered, Choice
from bot.domain.snapshot import Snapshot

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FOLDS = 5
STAGES = ("words", "meaning")
LOOK_BELOW = 0.8  # so sure that the encoder is not asked, 2 ms each
WEIGHT_DECAY = 1.0  # of the signals' weights
WRONG_COSTS = 1.0  # of a question helped: what a wrong answer takes away


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


def gold_of(question) -> frozenset[str]:
    expect = question["expect"]
    return frozenset(expect.get("any_of") or expect.get("all_of") or expect.get("choice_or_any_of") or ())


def moment_of(question) -> datetime:
    now = datetime.fromisoformat(question["now"]) if "now" in question else NOW
    return now if now.tzinfo else now.replace(tzinfo=UTC)


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


def describe(row: Row, weights):
    chances = probabilities(row.signals, weights)
    return chances, describe_confidence(chances, row.signals, **row.features)


def fit_confidence(rows: list[Row], weights):
    described = [describe(row, weights) for row in rows]
    x = np.asarray([features for _, features in described], dtype=np.float64)
    y = np.asarray(
        [
            float(bool(row.gold) and row.right[chances.argmax()] and not row.unknown[chances.argmax()])
            for row, (chances, _) in zip(rows, described, strict=True)
        ]
    )

    def loss(w):
        p = 1 / (1 + np.exp(-(x @ w)))
        cost = -(y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9)).sum()
        return cost + 0.15 * float(w @ w), x.T @ (p - y) + 0.3 * w

    return minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x.astype(np.float32)


def decide(row: Row, weights, conf):
    """What deciding needs of one row: (confidence, share of unknowns, whether an unknown leads, facts best first)."""
    chances, features = describe(row, weights)
    order = np.argsort(-chances, kind="stable")
    facts = [row.ids[i] for i in order if not row.unknown[i]][:3]
    sure = float(1 / (1 + np.exp(-(features @ conf))))
    return sure, float(features[CONFIDENCE_NAMES.index("unknown")]), bool(row.unknown[order[0]]), facts


def outcome(question, gold, status, facts):
    """(right, helped, wrong) as the questions' scorer counts them; `all_of` is left to the whole bot."""
    if question["expect"].get("abstain"):
        return status == "abstained", status == "abstained", status == "answered"
    among = status == "answered" and bool(facts) and facts[0] in gold
    if "all_of" in question["expect"]:
        most = question["expect"].get("max_facts", 8)
        among = status == "answered" and gold <= set(facts[:most])
    good = among or (status == "choice" and "choice_or_any_of" in question["expect"])
    return (
        good,
        good or (status == "choice" and bool(set(facts[:3]) & gold)),
        status == "answered" and not good,
    )


def pick_thresholds(rows: list[Row], decided):
    """What helps most readers and misleads fewest."""
    best = (-1.0, 0.0, 0.0, 0.0)
    for answer_from in np.arange(0.2, 0.76, 0.04):
        for ask_from in (0.02, 0.04, 0.08, 0.12, 0.16, 0.2, 0.25, 0.3):
            for unknown_from in (0.3, 0.4, 0.5, 0.6):
                value = 0.0
                for row, (sure, unknown_share, leads, facts) in zip(rows, decided, strict=True):
                    if leads or unknown_share >= unknown_from:
                        status = "abstained"
                    else:
                        status = (
                            "answered"
                            if sure >= answer_from
                            else "choice"
                            if sure >= ask_from
                            else "abstained"
                        )
                    good, helped, wrong = outcome(row.question, row.gold, status, facts)
                    value += good + helped - WRONG_COSTS * wrong
                if value > best[0]:
                    best = (value, float(answer_from), float(ask_from), unknown_from)
    return best[1:]


def fit(rows: list[Row]):
    signals = fit_signals(rows)
    return signals, fit_confidence(rows, signals)


def as_record(signals, conf, thresholds):
    answer_from, ask_from, unknown_from = thresholds
    return {
        "signals": {n: round(float(w), 3) for n, w in zip(NAMES, signals, strict=True) if abs(w) >= 0.02},
        "confidence": {n: round(float(w), 3) for n, w in zip(CONFIDENCE_NAMES, conf, strict=True)},
        "answer_from": round(answer_from, 3),
        "ask_from": round(ask_from, 3),
        "unknown_from": unknown_from,
        "look_below": LOOK_BELOW,
    }


def status_and_facts(reply):
    match reply:
        case Answered(facts=facts):
            return "answered", list(facts)
        case Choice(options=options):
            return "choice", [option.facts[0] for option in options]
    return "abstained", []


def print_figures(tally):
    print(f"{'cross-validated':28s} {'right':>7s} {'helped':>7s} {'wrong':>7s}")
    for key, values in sorted(tally.items()):
        right, helped, wrong = 100 * np.mean(np.asarray(values, dtype=float), axis=0)
        print(f"{key:28s} {right:6.1f}% {helped:6.1f}% {wrong:6.1f}%  of {len(values)}")


def main(argv):
    paths = [name for name in argv if not name.startswith("--")]
    questions = [
        {**json.loads(line), "file": Path(name).stem}
        for name in paths
        for line in Path(name).read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    snapshot = load(Path("briefings")).snapshot
    folds = np.random.default_rng(7).permutation(len(questions)) % FOLDS
    rows = {stage: [None] * len(questions) for stage in STAGES}
    engines = []
    for number in range(FOLDS):
        held = np.flatnonzero(folds == number)
        engines.append(open_engine(without(snapshot, {fold_text(questions[i]["text"]) for i in held})))
        for stage in STAGES:
            for i in held:
                rows[stage][i] = measure_question(engines[-1], questions[i], meaning=stage == "meaning")
    fitted = {stage: fit(rows[stage]) for stage in STAGES}
    by_fold: list[dict[str, Any]] = [{} for _ in range(FOLDS)]
    record = {}
    for stage in STAGES:
        reach = np.mean([row.right.any() for row in rows[stage] if row.gold])
        print(f"{stage}: a right fact among the candidates of {100 * reach:.1f} %")
        decided: list[Any] = [None] * len(questions)
        for number in range(FOLDS):
            train = [row for row, f in zip(rows[stage], folds, strict=True) if f != number]
            by_fold[number][stage] = fit(train)
            for i in np.flatnonzero(folds == number):
                decided[i] = decide(rows[stage][i], *by_fold[number][stage])
        for number in range(FOLDS):
            others = np.flatnonzero(folds != number)
            chosen = pick_thresholds([rows[stage][i] for i in others], [decided[i] for i in others])
            by_fold[number][stage] = parse_weights(as_record(*by_fold[number][stage], chosen))
        record[stage] = as_record(*fitted[stage], pick_thresholds(rows[stage], decided))
        first = [
            d[3][:1] and d[3][0] in row.gold for row, d in zip(rows[stage], decided, strict=True) if row.gold
        ]
        print(
            f"{stage}: first fact right for {100 * np.mean([bool(f) for f in first]):.1f} % of what is in scope"
        )
        print({n: w for n, w in record[stage].items() if n not in ("signals",)})
    tally = defaultdict(list)
    for number, engine in enumerate(engines):
        engine.weights = by_fold[number]
        for i in np.flatnonzero(folds == number):
            question = questions[i]
            gold = gold_of(question)
            reply = answer(
                engine,
                question["text"],
                lang=None,
                now=moment_of(question),
                context=question.get("context", ()),
            )
            result = outcome(question, gold, *status_and_facts(reply))
            for key in (
                "all", "in scope" if gold else "out of scope", "lang " + question["lang"],
                "file " + question["file"], "cat " + question["category"],
            ):  # fmt: skip
                tally[key].append(result)
            if "--failures" in argv and not result[0]:
                print(question["category"], question.get("context", ""), "|", question["text"], "|",
                      question.get("now", ""), status_and_facts(reply), sorted(gold)[:5])  # fmt: skip
    print_figures(tally)
    if "--write" in argv:
        Path("bot/answering/weights.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
