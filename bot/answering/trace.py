"""How a reply came about, as plain values that JSON can hold."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.answering.ranking.confidence import CONFIDENCE_NAMES, HEADS
from bot.answering.ranking.fact_signals import Background
from bot.answering.ranking.signals import NAMES
from bot.answering.retrieval.vectors import Floats
from bot.answering.understanding.question import Question

if TYPE_CHECKING:
    from bot.answering.search import Found

SHOWN = 5  # candidates
LEAST = 0.0005  # a smaller part of a score is not told


def explain(
    id_of: Callable[[int], str], question: Question, found: "Found", background: Background
) -> dict[str, Any]:
    """Language, parse, candidates with each signal's part of the score, the chances and what each decision is worth."""
    weights, confidence = found.weights, found.confidence
    return {
        "language": question.lang.value,
        "parse": {
            "tokens": list(question.tokens),
            "people": list(question.people),
            "topics": list(question.topics),
            "asked": sorted(question.asked),
            "days": [question.span.first.isoformat(), question.span.last.isoformat()]
            if question.span
            else None,
            "leans_on_earlier": bool(background.facts),
            "about": list(background.facts),
        },
        "candidates": [
            {
                "id": id_of(number),
                "chance": round(chance, 4),
                "signals": _parts(NAMES, row * weights.signals),
            }
            for number, chance, row in list(zip(found.numbers, found.chances, found.signals, strict=True))[
                :SHOWN
            ]
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
            "look_below": weights.look_below,
        },
    }


def _parts(names: Sequence[str], parts: Floats) -> dict[str, float]:
    """The parts that count for something, by name."""
    told = np.flatnonzero(np.abs(parts) > LEAST)
    return {names[place]: round(float(parts[place]), 3) for place in told.tolist()}
