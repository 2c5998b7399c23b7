"""What each group of signals is worth: the first record right, cross-validated, with the group held at zero.

python -m benchmarks.answers.ablation QUESTIONS.jsonl [MORE.jsonl …] [--measured FILE]

`--measured`: what `learn_weights --keep` kept, in place of measuring anew. Rankers here have no hidden layer: a group's
worth is then its own.
"""

import argparse
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.answers import learn_weights
from benchmarks.answers.asked import read
from bot.answering.ranking.signal_names import ASKS, CONTEXT, COUNTS, FACTS, NAMED, NAMES, PEOPLE, TEXT
from bot.content.loading import load_usable


def with_gaps(*names: str) -> tuple[str, ...]:
    return tuple(each for name in names for each in (name, f"{name}_gap", f"{name}_alone"))


GROUPS: dict[str, tuple[str, ...]] = {
    "nothing": (),
    "words of its texts (text, bm25, covered)": with_gaps("text", "bm25", "text_covered"),
    "the lexicon": with_gaps("lexicon"),
    "meaning of its texts": with_gaps("meaning_text"),
    "all of its own words": with_gaps(*TEXT),
    "classifier over words": with_gaps("words_class"),
    "nearest questions, by words": with_gaps("nearest", "nearest_three", "covered"),
    "meaning of its questions": with_gaps("meaning_class", "meaning_nearest", "meaning_three"),
    "all of its questions": with_gaps(*ASKS),
    "gaps": tuple(name for name in NAMES if name.endswith("_gap")),
    "how many questions it has": (*COUNTS, *(name for name in NAMES if name.endswith("_alone"))),
    "what it is called": NAMED,
    "who is named": PEOPLE,
    "what is asked, by sort of record": tuple(
        name for name in NAMES if ": " in name and not name.startswith("always")
    ),
    "days, freshness, topics, channel": FACTS,
    "context": CONTEXT,
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("questions", nargs="*")
    parser.add_argument("--measured", type=Path)
    chosen = parser.parse_args()
    rows: list[list[learn_weights.Row]]
    if chosen.measured:
        rows = pickle.loads(chosen.measured.read_bytes())["meaning"]
    else:
        snapshot, _ = load_usable(Path("briefings"))
        rows = learn_weights.measure_by_folds(snapshot, read(chosen.questions), ("meaning",))[2]["meaning"]
    print(f"{'without':42s} {'warm':>8s} {'':6s} {'cold':>8s}")
    base: list[float] | None = None
    for name, without in GROUPS.items():
        kept = np.asarray([float(each not in without) for each in NAMES], dtype=np.float32)
        good: dict[bool, list[bool]] = {False: [], True: []}
        blind = [
            [
                replace(row, signals=csr_matrix(row.signals.multiply(kept)), dense=np.zeros_like(row.dense))
                for row in of_fold
            ]
            for of_fold in rows
        ]
        for number, held in enumerate(blind):
            others = [row for other, of_fold in enumerate(blind) if other != number for row in of_fold]
            model = learn_weights.fit_once(others, seed=1)
            for row in held:
                if not row.outside:
                    scores = row.signals @ model.signals
                    scores[row.unknown] = -np.inf
                    good[row.cold].append(bool(row.right[scores.argmax()]))
        values = [100 * float(np.mean(good[cold])) for cold in (False, True)]
        base = base or values
        warm, cold = (f"{value:7.1f}% {value - old:+5.1f}" for value, old in zip(values, base, strict=True))
        print(f"{name:42s} {warm} {cold}", flush=True)


if __name__ == "__main__":
    main()
