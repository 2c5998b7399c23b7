"""Features to vectors: made all at once they are those that are made one by one."""

import random

import numpy as np
import pytest

from bot.answering.retrieval.vectors import Vectoriser


def texts_of(count: int) -> list[dict[str, float]]:
    chance = random.Random(count)
    families = [f"{family}:{number}" for family in "wpgn" for number in range(300)]
    return [
        {key: chance.uniform(0.3, 3) for key in chance.sample(families, chance.randrange(12))}
        for _ in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 150, 500])  # from 200 on, what is rare is left out
def test_all_at_once_or_one_by_one_is_the_same(count: int) -> None:
    texts = texts_of(count)
    alone = Vectoriser(texts, count=count)
    vectoriser, vectors = Vectoriser.and_vectors(iter(texts))
    assert vectoriser.same_as(alone)
    assert vectoriser.record == alone.record
    for text, vector in zip(texts, vectors, strict=True):
        wanted = alone.vector(text)
        assert np.array_equal(vector.columns, wanted.columns)
        assert np.array_equal(vector.weights, wanted.weights)
        assert (vector.columns.dtype, vector.weights.dtype) == (wanted.columns.dtype, wanted.weights.dtype)
