"""What each group of signals is worth: the first fact right, cross-validated, with the group held at zero.

python -m benchmarks.ablation QUESTIONS.jsonl [MORE.jsonl …]
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.asked import read
from benchmarks.learn_weights import FOLDS, fit_signals, measure_by_folds
from bot.answering.ranking.confidence import probabilities
from bot.answering.ranking.signals import NAMES
from bot.content.loading import load

GROUPS = {
    "nothing": (),
    "classifier over asks": ("learned",),
    "nearest asks": ("nearest", "nearest_three"),
    "the fact's own text": ("text",),
    "words covered": ("covered", "rest_covered", "unknown_rest"),
    "who is named": (
        "speaker", "party", "others", "speaks_for", "nobody_named", "said_by_speaker", "said_by_another",
        "why_of_speaker", "group",
    ),
    "what is asked, by sort of fact": tuple(name for name in NAMES if ": " in name),
    "days and freshness": ("date_match", "date_miss", "fresh", "fresh_state", "fresh_then", "pending", "pending_when"),
    "topics": ("topic",),
    "publisher and channel": ("publisher", "channel"),
    "known unknowns": ("unknown", "unknown_bare", "unknown_rest"),
    "meaning (the encoder)": ("meaning", "meaning_nearest", "meaning_three"),
    "context": (*(name for name in NAMES if name.startswith("kept_")), "own_covered"),
}  # fmt: skip


def main(argv):
    questions = read(argv)
    folds, _, rows_by_stage = measure_by_folds(load(Path("briefings")).snapshot, questions)
    rows = rows_by_stage["meaning"]
    base = None
    print(f"{'without':32s} {'first right, in scope':>22s}")
    for name, without in GROUPS.items():
        columns = [NAMES.index(each) for each in without]
        blind = []
        for row in rows:
            signals = row.signals.copy()
            signals[:, columns] = 0.0
            blind.append(replace(row, signals=signals))
        good = []
        for number in range(FOLDS):
            weights = fit_signals([row for row, fold in zip(blind, folds, strict=True) if fold != number])
            good += [
                bool(row.right[probabilities(row.signals, weights).argmax()])
                for row, fold in zip(blind, folds, strict=True)
                if fold == number and row.gold
            ]
        value = 100 * float(np.mean(good))
        base = value if base is None else base
        print(f"{name:32s} {value:21.1f}% {value - base:+6.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
