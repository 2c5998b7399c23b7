"""Signals to probabilities: weights that were learned offline, about signals and never about records."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from bot.answering.signals import NAMES
from bot.answering.vectors import Floats

CONFIDENCE_NAMES = (
    "bias",
    "best",
    "margin",
    "third",
    "unknown",
    "nearest",
    "learned",
    "known_words",
    "text",
    "others",
    "short",
    "leans",
    "covered",
    "unknown_words",
    "meaning",
    "meaning_nearest",
)


@dataclass(frozen=True, slots=True)
class Weights:
    """`signals`: weight per signal. `confidence`: logistic weights of "the best is right" per `CONFIDENCE_NAMES`."""

    signals: Floats
    confidence: Floats
    answer_from: float  # confidence from which an answer is given
    ask_from: float  # confidence from which it is worth asking back
    look_below: float  # confidence below which the encoder is asked, where there is one
    unknown_from: float  # share of the known unknowns from which we say that we do not know


@cache
def load_weights() -> Mapping[str, Weights]:
    """By stage, the weights that benchmarks/learn_weights.py wrote: for words alone, and with the encoder ("meaning")."""
    found = json.loads((files("bot.answering") / "weights.json").read_text("utf-8"))
    return {stage: parse_weights(raw) for stage, raw in found.items()}


def parse_weights(raw: Mapping[str, Any]) -> Weights:
    """One stage of weights.json; a signal that it does not name weighs nothing."""
    return Weights(
        signals=np.asarray([raw["signals"].get(name, 0.0) for name in NAMES], dtype=np.float32),
        confidence=np.asarray(
            [raw["confidence"].get(name, 0.0) for name in CONFIDENCE_NAMES], dtype=np.float32
        ),
        answer_from=raw["answer_from"],
        ask_from=raw["ask_from"],
        unknown_from=raw["unknown_from"],
        look_below=raw["look_below"],
    )


def probabilities(signals: Floats, weights: Floats) -> Floats:
    """How likely each candidate is the one asked for, were one of them it; they add up to one."""
    scores = signals @ weights
    if not len(scores):
        return scores
    grown = np.exp(scores - scores.max())
    return np.asarray(grown / grown.sum(), dtype=np.float32)


def describe_confidence(
    chances: Floats,
    signals: Floats,
    *,
    share_known: float,
    share_unknown: float,
    token_count: int,
    leans: bool,
) -> Floats:
    """The features of `CONFIDENCE_NAMES` for one question."""
    order = np.argsort(-chances)
    best = order[0]
    ranked = chances[order]
    unknown_column, nearest, learned, text, others, covered, meaning, meaning_nearest = (
        NAMES.index(name)
        for name in (
            "unknown",
            "nearest",
            "learned",
            "text",
            "others",
            "covered",
            "meaning",
            "meaning_nearest",
        )
    )
    return np.asarray(
        [
            1.0,
            ranked[0],
            ranked[0] - (ranked[1] if len(ranked) > 1 else 0.0),
            ranked[:3].sum(),
            float((chances * signals[:, unknown_column]).sum()),
            signals[best, nearest],
            signals[best, learned],
            share_known,
            signals[best, text],
            signals[best, others],
            float(token_count <= 3),
            float(leans),
            signals[best, covered],
            share_unknown,
            signals[best, meaning],
            signals[best, meaning_nearest],
        ],
        dtype=np.float32,
    )


def confidence(features: Floats, weights: Floats) -> float:
    """Probability that answering with the best candidate is right."""
    return float(1.0 / (1.0 + np.exp(-float(features @ weights))))
