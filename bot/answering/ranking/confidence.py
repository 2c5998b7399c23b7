"""Signals to chances, and chances to a decision: weights that were learned offline, about signals and never about records."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from bot.answering.ranking.signals import NAMES
from bot.answering.retrieval.vectors import Floats

_OF_FACT = (
    "learned", "nearest", "nearest_three", "text", "covered", "rest_covered", "meaning", "meaning_nearest", "others",
)  # fmt: skip
_OF_UNKNOWN = ("learned", "nearest", "nearest_three", "covered", "rest_covered", "meaning", "meaning_nearest")
# What a decision is made from: the chances of the facts among each other, the best fact's signals, how much the known
# unknowns have, the best unknown's signals, and the question's own.
CONFIDENCE_NAMES = (
    "bias",
    "best",
    "margin",
    "three",
    "best_of_all",
    "spread",
    *(f"fact {name}" for name in _OF_FACT),
    "unknown",
    "unknown_odds",
    *(f"unknown {name}" for name in _OF_UNKNOWN),
    "known_words",
    "unknown_words",
    "short",
    "long",
    "leans",
)
HEADS = ("first", "among", "outside")
_COLUMN = {name: place for place, name in enumerate(NAMES)}
_FACT_COLUMNS = [_COLUMN[name] for name in _OF_FACT]
_UNKNOWN_COLUMNS = [_COLUMN[name] for name in _OF_UNKNOWN]
_SHORT, _LONG = 3, 9  # tokens


class Decision(StrEnum):
    """What to do with a question."""

    ANSWER = "answer"
    ASK_BACK = "ask back"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class Weights:
    """Of one stage.

    `signals`: a weight a signal. `heads`: for each of `HEADS`, logistic weights of `CONFIDENCE_NAMES`: the chance that
    the best fact is right, that one of the best three is, and that nothing that we hold answers.
    """

    signals: Floats
    heads: Floats  # HEADS × CONFIDENCE_NAMES
    wrong_costs: float  # a wrong answer, where a right one is worth 2
    asking_worth: float  # asking back with the right one among three
    refusing_worth: float  # abstaining from what we do not hold
    look_below: float  # chance of "first" below which the encoder is asked, where there is one


@dataclass(frozen=True, slots=True)
class Confidence:
    """The chances that a decision rests on, and what each decision is then worth to a reader."""

    first: float
    among: float
    outside: float
    worth: Mapping[Decision, float]

    @property
    def decision(self) -> Decision:
        return max(self.worth, key=lambda decision: self.worth[decision])


@cache
def load_weights() -> Mapping[str, Weights]:
    """By stage, the weights that benchmarks/learn_weights.py wrote: for words alone, and with the encoder ("meaning")."""
    found = json.loads((files("bot.answering.ranking") / "weights.json").read_text("utf-8"))
    return {stage: parse_weights(raw) for stage, raw in found.items()}


def parse_weights(raw: Mapping[str, Any]) -> Weights:
    """One stage of weights.json; a signal that it does not name weighs nothing."""
    return Weights(
        signals=np.asarray([raw["signals"].get(name, 0.0) for name in NAMES], dtype=np.float32),
        heads=np.asarray(
            [[raw[head].get(name, 0.0) for name in CONFIDENCE_NAMES] for head in HEADS], dtype=np.float32
        ),
        wrong_costs=raw["wrong_costs"],
        asking_worth=raw["asking_worth"],
        refusing_worth=raw["refusing_worth"],
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
    """The features of `CONFIDENCE_NAMES` for one question; its candidates in any order."""
    order = np.argsort(-chances, kind="stable")
    is_unknown = signals[order, _COLUMN["unknown"]] > 0
    facts, unknowns = order[~is_unknown], order[is_unknown]
    features = np.zeros(len(CONFIDENCE_NAMES), dtype=np.float32)
    features[0] = 1.0
    held = float(chances[facts].sum())
    place = 6 + len(_OF_FACT)
    if len(facts):
        own = chances[facts] / max(held, 1e-9)
        features[1:6] = (
            own[0],
            own[0] - (own[1] if len(own) > 1 else 0.0),
            own[:3].sum(),
            chances[facts[0]],
            -float((own * np.log(own + 1e-9)).sum()),
        )
        features[6:place] = signals[facts[0], _FACT_COLUMNS]
    share = 1.0 - held
    features[place : place + 2] = share, np.clip(np.log((share + 1e-4) / (held + 1e-4)) / 6, -1, 1)
    if len(unknowns):
        features[place + 2 : place + 2 + len(_OF_UNKNOWN)] = signals[unknowns[0], _UNKNOWN_COLUMNS]
    features[-5:] = share_known, share_unknown, token_count <= _SHORT, token_count >= _LONG, leans
    return features


def weigh(features: Floats, weights: Weights) -> Confidence:
    """The chances, and what each decision is worth: expected, with a right answer worth 2 and nothing worth 0."""
    first, among, outside = (float(chance) for chance in 1.0 / (1.0 + np.exp(-(weights.heads @ features))))
    return Confidence(
        first,
        among,
        outside,
        {
            Decision.ANSWER: 2 * first - weights.wrong_costs * (1 - first),
            Decision.ASK_BACK: weights.asking_worth * among,
            Decision.ABSTAIN: weights.refusing_worth * outside,
        },
    )
