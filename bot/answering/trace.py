"""How a reply came about, as plain values that JSON can hold; made only when somebody looks at it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from bot.answering.engine import Engine
from bot.answering.ranking.background import Background
from bot.answering.ranking.confidence import CONFIDENCE_NAMES, HEADS
from bot.answering.ranking.signal_names import NAMES
from bot.answering.retrieval.vectors import Floats
from bot.answering.search import Found
from bot.answering.understanding.question import Question

SHOWN = 5  # candidates
LEAST = 0.0005  # a smaller part of a score is not told


@dataclass(frozen=True, eq=False)
class Trace(Mapping[str, Any]):
    """Language, parse, candidates with each signal's part of the score, the chances and what each decision is worth."""

    engine: Engine = field(repr=False)
    question: Question
    found: Found = field(repr=False)
    background: Background
    decision: str = ""  # where it was made otherwise than by what each is worth

    def decided(self, decision: str) -> "Trace":
        """The same, with another reason for the decision."""
        return replace(self, decision=decision)

    def __getitem__(self, name: str) -> Any:
        return self._record[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._record)

    def __len__(self) -> int:
        return len(self._record)

    @cached_property
    def _record(self) -> dict[str, Any]:
        found, question, weights, confidence = (
            self.found,
            self.question,
            self.found.weights,
            self.found.confidence,
        )
        span = question.span
        candidates = list(zip(found.numbers, found.chances, found.signals, strict=True))[:SHOWN]
        return {
            "language": question.lang.value,
            "decision": self.decision or str(confidence.decision),
            "parse": {
                "tokens": list(question.tokens),
                "people": list(question.people),
                "topics": list(question.topics),
                "asked": sorted(question.asked),
                "days": [span.first.isoformat(), span.last.isoformat()] if span else None,
                "leans_on_earlier": bool(self.background.facts),
                "about": list(self.background.facts),
            },
            "candidates": [
                {
                    "id": self.engine.key_of(number),
                    "chance": round(chance, 4),
                    "signals": _parts(NAMES, row * weights.signals),
                }
                for number, chance, row in candidates
            ],
            "confidence": {
                "sure": round(confidence.first, 4),
                "among_three": round(confidence.among, 4),
                "not_held": round(confidence.outside, 4),
                "parts": {
                    head: _parts(CONFIDENCE_NAMES, found.features * row)
                    for head, row in zip(HEADS, weights.heads, strict=True)
                },
            },
            "worth": {str(decision): round(worth, 3) for decision, worth in confidence.worth.items()},
            "thresholds": {
                "wrong_costs": weights.wrong_costs,
                "asking_worth": weights.asking_worth,
                "refusing_worth": weights.refusing_worth,
            },
        }


def _parts(names: Sequence[str], parts: Floats) -> dict[str, float]:
    """The parts that count for something, by name."""
    told = np.flatnonzero(np.abs(parts) > LEAST)
    return {names[place]: round(float(parts[place]), 3) for place in told.tolist()}
