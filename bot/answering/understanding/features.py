"""Tokens to features: stems, pairs of stems, character n-grams and names, each with a raw weight."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from bot.answering.understanding.cues.words import is_function_word
from bot.answering.understanding.text import ngrams, stem

# How much each family of features counts; chosen by cross-validation (benchmarks/answers/learn_weights.py).
WORD, PAIR, GRAM, NAME = 1.0, 0.6, 0.6, 1.2
KEPT_WEIGHT = 0.6  # of the words that a follow-up takes from the question before it, beside its own


def features_of(tokens: Sequence[str], names: Sequence[str], *, words_only: bool = False) -> dict[str, float]:
    """Feature to raw weight, before inverse document frequency. `words_only`: stems and names, no pairs and n-grams."""
    stems = [stem(token) for token in tokens]
    weights: defaultdict[str, float] = defaultdict(float)
    for token, stemmed in zip(tokens, stems, strict=True):
        weights["w:" + stemmed] += WORD * (0.5 if is_function_word(token) else 1.0)
    if words_only:
        weights.update((f"n:{name}", NAME) for name in names)
        return _dampened(weights)
    for left, right in pairwise(stems):
        weights[f"p:{left} {right}"] += PAIR
    content = [token for token in tokens if not is_function_word(token)] or list(tokens)
    for gram in ngrams(content):
        weights["g:" + gram] += GRAM
    for name in names:
        weights["n:" + name] += NAME
    return _dampened(weights)


def features_with_kept(own: Sequence[str], kept: Sequence[str], names: Sequence[str]) -> dict[str, float]:
    """The features of a follow-up: its own words, and with less weight those taken from the question before it."""
    features = {key: KEPT_WEIGHT * value for key, value in features_of(kept, ()).items()}
    for key, value in features_of(own, names).items():
        features[key] = max(value, features.get(key, 0.0))
    return features


def content_stems(tokens: Sequence[str]) -> list[str]:
    """The stems of the words that carry meaning, in their order."""
    return [stem(token) for token in tokens if len(token) > 1 and not is_function_word(token)]


def _dampened(weights: Mapping[str, float]) -> dict[str, float]:
    return {key: value if value < 1 else 1 + math.log(value) for key, value in weights.items()}
