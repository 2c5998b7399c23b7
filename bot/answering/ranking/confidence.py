"""Signals to chances, and chances to a decision: weights that were learned offline, about signals and never about records."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from bot.answering.ranking.signal_names import DENSE, NAMES, PLACE, dense
from bot.answering.retrieval.vectors import Floats

_OF_BEST = (
    "text", "bm25", "text_covered", "lexicon", "meaning_text", "words_class", "nearest", "nearest_three", "covered",
    "meaning_class", "meaning_nearest", "rest_covered", "others", "asks_none", "asks_few", "named_alone", "always: fact",
    "always: person", "always: term", "always: briefing", "always: status", "always: about",
)  # fmt: skip
_OF_UNKNOWN = (
    "bm25", "lexicon", "meaning_text", "words_class", "nearest", "nearest_three", "covered", "meaning_class",
    "meaning_nearest", "rest_covered",
)  # fmt: skip
_OF_QUESTION = ("known_words", "unknown_words", "short", "long", "leans", "opinion", "future", "to_bot")
# What a decision is made from: the chances of what could answer among each other, the best one's signals, how much the
# known unknowns have, the best unknown's signals, and the question's own.
CONFIDENCE_NAMES = (
    "bias",
    "best",
    "margin",
    "three",
    "best_of_all",
    "spread",
    "score",  # what speaks for the best, as it stands
    "score_unknown",  # … and for the best unknown
    *(f"best {name}" for name in _OF_BEST),
    "unknown",
    "unknown_odds",
    *(f"unknown {name}" for name in _OF_UNKNOWN),
    *_OF_QUESTION,
)
HEADS = ("first", "among", "outside")
_BEST_PLACES = [PLACE[name] for name in _OF_BEST]
_UNKNOWN_PLACES = [PLACE[name] for name in _OF_UNKNOWN]
_IS_UNKNOWN = PLACE["always: unknown"]
_SHORT, _LONG = 3, 9  # tokens
_SCALE = 10.0


class Decision(StrEnum):
    """What to do with a question."""

    ANSWER = "answer"
    ASK_BACK = "ask back"
    ABSTAIN = "abstain"


class WeightsUnusable(Exception):
    """The weights are not those of these signals."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Of one stage.

    `signals`: a weight a signal; `hidden`, `hidden_bias` and `out`: a small layer beside them, for what signals only say
    together. `heads`: for each of `HEADS`, logistic weights of `CONFIDENCE_NAMES`: the chance that
    the best candidate is right, that one of the best three is, and that nothing that we hold answers.
    """

    signals: Floats
    hidden: Floats  # DENSE × units
    hidden_bias: Floats
    out: Floats
    heads: Floats  # HEADS × CONFIDENCE_NAMES
    wrong_costs: float  # a wrong answer, where a right one is worth 2
    asking_worth: float  # asking back with the right one among three
    refusing_worth: float  # abstaining from what we do not hold


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
    """By stage, the weights that benchmarks/answers/learn_weights.py wrote: for words alone, and with the encoder ("meaning").

    Raises `WeightsUnusable` where they are not those of these signals.
    """
    found = json.loads((files("bot.answering.ranking") / "weights.json").read_text("utf-8"))
    return {stage: parse_weights(found[stage]) for stage in ("words", "meaning")}


def parse_weights(raw: Mapping[str, Any]) -> Weights:
    """One stage of weights.json. A name that is not known, or one that is missing, is refused."""
    return Weights(
        signals=_by_name(raw["signals"], NAMES),
        hidden=_by_name(raw["hidden"], DENSE),
        hidden_bias=np.asarray(raw["hidden_bias"], dtype=np.float32),
        out=np.asarray(raw["out"], dtype=np.float32),
        heads=np.stack([_by_name(raw[head], CONFIDENCE_NAMES) for head in HEADS]),
        wrong_costs=raw["wrong_costs"],
        asking_worth=raw["asking_worth"],
        refusing_worth=raw["refusing_worth"],
    )


def _by_name(raw: Mapping[str, Any], names: Sequence[str]) -> Floats:
    unknown, missing = sorted(raw.keys() - set(names)), sorted(set(names) - raw.keys())
    if unknown or missing:
        raise WeightsUnusable(f"unknown: {unknown[:5]}; missing: {missing[:5]}; learn the weights anew")
    return np.asarray([raw[name] for name in names], dtype=np.float32)


def score(signals: Floats, weights: Weights) -> Floats:
    """What speaks for each candidate, all told."""
    together = np.tanh(dense(signals) @ weights.hidden + weights.hidden_bias) @ weights.out
    return np.asarray(signals @ weights.signals + together, dtype=np.float32)


def probabilities(scores: Floats) -> Floats:
    """How likely each candidate is the one asked for, were one of them it; they add up to one."""
    if not len(scores):
        return scores
    grown = np.exp(scores - scores.max())
    return np.asarray(grown / grown.sum(), dtype=np.float32)


def describe_confidence(scores: Floats, signals: Floats, of_question: Mapping[str, float]) -> Floats:
    """The features of `CONFIDENCE_NAMES` for one question; its candidates in any order.

    `scores`: each candidate's signals, weighed and added up. `of_question`: those of the question itself, by name.
    """
    chances = probabilities(scores)
    order = np.argsort(-chances, kind="stable")
    is_unknown = signals[order, _IS_UNKNOWN] > 0
    answers, unknowns = order[~is_unknown], order[is_unknown]
    found: dict[str, float] = dict.fromkeys(CONFIDENCE_NAMES, 0.0) | {"bias": 1.0, **of_question}
    held = float(chances[answers].sum())
    if len(answers):
        own = chances[answers] / max(held, 1e-9)
        found["best"] = own[0]
        found["score"] = float(scores[answers[0]]) / _SCALE
        found["margin"] = own[0] - (own[1] if len(own) > 1 else 0.0)
        found["three"] = own[:3].sum()
        found["best_of_all"] = chances[answers[0]]
        found["spread"] = -float((own * np.log(own + 1e-9)).sum())
        found |= zip((f"best {name}" for name in _OF_BEST), signals[answers[0], _BEST_PLACES], strict=True)
    share = 1.0 - held
    found["unknown"] = share
    found["unknown_odds"] = float(np.clip(np.log((share + 1e-4) / (held + 1e-4)) / 6, -1, 1))
    if len(unknowns):
        found["score_unknown"] = float(scores[unknowns[0]]) / _SCALE
        of_unknown = signals[unknowns[0], _UNKNOWN_PLACES]
        found |= zip((f"unknown {name}" for name in _OF_UNKNOWN), of_unknown, strict=True)
    return np.asarray(list(found.values()), dtype=np.float32)


def describe_question(
    share_known: float, share_unknown: float, token_count: int, leans: bool, asked: frozenset[str]
) -> dict[str, float]:
    """The features of a question itself."""
    return {
        "known_words": share_known,
        "unknown_words": share_unknown,
        "short": float(token_count <= _SHORT),
        "long": float(token_count >= _LONG),
        "leans": float(leans),
        "opinion": float("opinion" in asked),
        "future": float("future" in asked),
        "to_bot": float("to_bot" in asked),
    }


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
