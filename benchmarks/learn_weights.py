"""Learns the ranking's weights and the thresholds, and prints cross-validated figures.

    python benchmarks/learn_weights.py QUESTIONS.jsonl [MORE.jsonl …] [--write]

Examples: the question files (each question in a fold; figures are of questions that the weights did not see), and the
editors' own `asks`, each ranked with itself left out. No record or question enters the weights: they are about signals.
"""

import json
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from bot.answering.engine import background_of, complete, parse
from bot.answering.learned import learn
from bot.answering.meaning import encode, learn_meaning
from bot.answering.ranking import CONFIDENCE_NAMES, describe_confidence, probabilities
from bot.answering.signals import NAMES, Background, Guess, Sense, choose_candidates, measure, score_classes
from bot.content.loading import load
from bot.services.learning import Learning

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FOLDS = 10
LOOK_BELOW = 0.7  # so sure that the encoder is not asked: two thirds of all questions, and 2 ms each
ASK_WEIGHT = 0.03  # an example has one label where readers' questions have several fair answers


def rows_of_questions(engine, questions, *, meaning):
    """With `meaning`, the encoder is asked for each; in life only where the words leave doubt."""
    rows = []
    vectors = encode([question["text"] for question in questions]) if meaning else [None] * len(questions)
    for question, vector in zip(questions, vectors, strict=True):
        now = datetime.fromisoformat(question["now"]) if "now" in question else NOW
        parsed = parse(engine, question["text"], now)
        context = question.get("context", ())
        background = background_of(engine, context, now) if parsed.leans and context else Background()
        parsed = complete(engine, parsed, background, now)
        if meaning and parsed.leans:
            vector = encode([parsed.text])[0]
        scores = score_classes(engine.index, engine.guess, parsed)
        if meaning:
            scores = replace(scores, meant=engine.sense(vector))
        candidates = choose_candidates(engine.index, scores, engine.allow(now, None), background)
        signals = measure(engine.index, parsed, scores, candidates, background)
        expect = question["expect"]
        gold = set(expect.get("any_of") or expect.get("all_of") or expect.get("choice_or_any_of") or ())
        ids = [engine.id_of(number) for number in candidates]
        unknown = np.asarray([record in engine.index.snapshot.unknowns for record in ids])
        right = np.asarray([record in gold for record in ids]) if gold else unknown
        rows.append(
            {
                "q": question,
                "signals": signals,
                "right": right,
                "ids": ids,
                "unknown": unknown,
                "parsed": parsed,
                "known": scores.share_known,
                "unknown_words": scores.share_unknown,
                "weight": 1.0,
                "gold": gold,
            }
        )
    return rows


def rows_of_asks(engine, *, meaning, folds=4):
    """Each example ranked with itself left out, by a classifier that has not seen it."""
    rows = []
    index = engine.index
    ids = [engine.id_of(number) for number in index.example_classes]
    fold = np.random.default_rng(3).permutation(len(ids)) % folds
    for held in range(folds):
        kept = np.flatnonzero(fold != held)
        learned = learn(index.vectoriser, [index.examples[i] for i in kept], [ids[i] for i in kept], "fold")
        guess = Guess(index, learned)
        if meaning:
            vectors = engine.meaning.vectors
            sense = Sense(index, learn_meaning(vectors[kept], [ids[i] for i in kept], "fold"))
        for number in np.flatnonzero(fold == held)[::3].tolist():
            parsed = parse(engine, index.example_texts[number], NOW)
            scores = score_classes(index, guess, parsed, leave_out=number)
            if meaning:
                scores = replace(scores, meant=sense(vectors[number]))
            candidates = choose_candidates(index, scores, engine.allow(NOW, None), Background())
            own = int(index.example_classes[number])
            signals = measure(index, parsed, scores, candidates, Background(), asked_by=own)
            rows.append(
                {
                    "signals": signals,
                    "right": candidates == own,
                    "weight": ASK_WEIGHT,
                    "unknown": candidates >= len(index.facts),
                    "known": scores.share_known,
                    "unknown_words": scores.share_unknown,
                    "parsed": parsed,
                    "gold": own < len(index.facts),
                }
            )
    return rows


def fit_signals(rows, start=None):
    rows = [row for row in rows if row["right"].any()]

    def loss(weights):
        total, gradient = 0.04 * float(weights @ weights), 0.08 * weights
        for row in rows:
            scores = row["signals"] @ weights
            scores -= scores.max()
            grown = np.exp(scores)
            chance = grown / grown.sum()
            good = grown * row["right"]
            hit = good / good.sum()
            total -= row["weight"] * np.log((chance * row["right"]).sum() + 1e-12)
            gradient = gradient - row["weight"] * (row["signals"].T @ (hit - chance))
        return total, gradient

    found = minimize(
        loss,
        np.zeros(len(NAMES)) if start is None else start,
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 150},
    )
    return found.x.astype(np.float32)


def describe(row, weights):
    chances = probabilities(row["signals"], weights)
    features = describe_confidence(
        chances,
        row["signals"],
        share_known=row["known"],
        share_unknown=row["unknown_words"],
        token_count=len(row["parsed"].tokens),
        leans=row["parsed"].leans,
    )
    return chances, features


def fit_confidence(rows, weights):
    xs, ys, counts = [], [], []
    for row in rows:
        counts.append(row["weight"])
        chances, features = describe(row, weights)
        best = int(chances.argmax())
        xs.append(features)
        ys.append(float(bool(row["gold"]) and row["right"][best] and not row["unknown"][best]))
    x, y, c = np.asarray(xs, dtype=np.float64), np.asarray(ys), np.asarray(counts)

    def loss(w):
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        cost = -(c * (y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9))).sum()
        return cost + 0.15 * float(w @ w), x.T @ (c * (p - y)) + 0.3 * w

    return minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x.astype(np.float32)


def decide(row, weights, conf, answer_from, ask_from, unknown_from):
    chances, features = describe(row, weights)
    p = float(1 / (1 + np.exp(-(features @ conf))))
    order = np.argsort(-chances)
    if row["unknown"][order[0]] or features[CONFIDENCE_NAMES.index("unknown")] >= unknown_from:
        return "abstained", []
    facts = [row["ids"][i] for i in order if not row["unknown"][i]][:3]
    if p >= answer_from:
        return "answered", facts
    if p >= ask_from:
        return "choice", facts
    return "abstained", []


def outcome(row, status, facts):
    expect = row["q"]["expect"]
    if expect.get("abstain"):
        return status == "abstained", status == "abstained", status == "answered"
    if "choice_or_any_of" in expect:
        good = status == "choice" or (status == "answered" and facts[0] in row["gold"])
    else:
        good = status == "answered" and facts[0] in row["gold"]
    helped = good or (status == "choice" and bool(set(facts) & row["gold"]))
    return good, helped, status == "answered" and not good


def thresholds(described):
    """`described`: (row, chances-based confidence …). Picks what loses least: a wrong answer costs more than asking."""
    best = None
    for answer_from in np.arange(0.24, 0.76, 0.04):
        for ask_from in np.arange(0.04, min(answer_from, 0.4) + 0.01, 0.04):
            for unknown_from in (0.3, 0.4, 0.5, 0.6):
                right = helped = wrong = refused = out = 0
                for row, weights, conf in described:
                    g, h, w = outcome(row, *decide(row, weights, conf, answer_from, ask_from, unknown_from))
                    right += g
                    helped += h
                    wrong += w
                    if not row["gold"]:
                        out += 1
                        refused += g
                n = len(described)
                # What falls short of what is required (right 80, helped 90, refused 85, wrong 10 %), then the rest.
                short = max(0, 0.80 - right / n) + max(0, 0.90 - helped / n) + max(0, wrong / n - 0.10)
                short += 0.25 * max(0, 0.86 - refused / max(1, out))
                value = -short + 0.2 * (right / n + helped / n)
                if best is None or value > best[0]:
                    best = (value, float(answer_from), float(ask_from), unknown_from)
    return best[1:]


def stage(engine, questions, *, meaning):
    """Cross-validated figures of one stage, and its weights learned from all questions."""
    rows = rows_of_questions(engine, questions, meaning=meaning)
    asks = rows_of_asks(engine, meaning=meaning)
    general = fit_signals(asks)
    reach = [row["right"].any() for row in rows if row["gold"]]
    print(f"{len(rows)} questions, {len(asks)} asks; a right fact among the candidates: {np.mean(reach):.3f}")
    rng = np.random.default_rng(7)
    fold = rng.permutation(len(rows)) % FOLDS
    described = []
    for number in range(FOLDS):
        train = [row for row, f in zip(rows, fold, strict=True) if f != number]
        weights = fit_signals(asks + train, general)
        conf = fit_confidence(asks + train, weights)
        described += [(row, weights, conf) for row, f in zip(rows, fold, strict=True) if f == number]
    weights = fit_signals(asks + rows, general)
    conf = fit_confidence(asks + rows, weights)
    return described, weights, conf


def print_figures(described):
    """The thresholds are cross-validated too: chosen on the other half of the questions."""
    tally = defaultdict(list)
    half = np.random.default_rng(11).permutation(len(described)) % 2
    for side in (0, 1):
        chosen = thresholds([d for d, h in zip(described, half, strict=True) if h != side])
        for d, h in zip(described, half, strict=True):
            if h != side:
                continue
            row = d[0]
            good, helped, wrong = outcome(row, *decide(*d, *chosen))
            kind = "in scope" if row["gold"] else "out of scope"
            for key in ("all", kind, "lang " + row["q"]["lang"], "cat " + row["q"]["category"]):
                tally[key].append((good, helped, wrong))
            if row["gold"]:
                chances, _ = describe(row, d[1])
                order = np.argsort(-chances)
                tally["first fact right (in scope)"].append((row["right"][order[0]],) * 3)
                tally["among the first three (in scope)"].append((row["right"][order[:3]].any(),) * 3)
    print(f"{'cross-validated':34s} {'right':>7s} {'helped':>7s} {'wrong':>7s}")
    for key, values in sorted(tally.items()):
        r, h, w = 100 * np.mean(np.asarray(values, dtype=float), axis=0)
        print(f"{key:34s} {r:6.1f}% {h:6.1f}% {w:6.1f}%  of {len(values)}")


def main(argv):
    write = "--write" in argv
    files = [name for name in argv if not name.startswith("--")]
    snapshot = load(Path("briefings")).snapshot
    engine = Learning(Path("var/cache")).open_engine(snapshot, wait=True)
    questions = [
        json.loads(line)
        for name in files
        for line in Path(name).read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    record = {}
    for name in ("words", "meaning"):
        print(f"\n== {name} ==")
        described, weights, conf = stage(engine, questions, meaning=name == "meaning")
        print_figures(described)
        answer_from, ask_from, unknown_from = thresholds(described)
        record[name] = {
            "signals": {n: round(float(w), 4) for n, w in zip(NAMES, weights, strict=True)},
            "confidence": {n: round(float(w), 4) for n, w in zip(CONFIDENCE_NAMES, conf, strict=True)},
            "answer_from": round(answer_from, 3),
            "ask_from": round(ask_from, 3),
            "unknown_from": unknown_from,
            "look_below": LOOK_BELOW,
        }
        print({n: w for n, w in record[name]["signals"].items() if abs(w) > 0.02})
        print(record[name]["confidence"], answer_from, ask_from, unknown_from)
    if write:
        Path("bot/answering/weights.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
