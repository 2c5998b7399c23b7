"""Features to vectors: made all at once they are those that are made one by one."""

import random

import numpy as np
import pytest

from bot.answering.retrieval.lexicon import learn_lexicon
from bot.answering.retrieval.vectors import Counted, Vector, Vectoriser


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


@pytest.mark.parametrize("count", [3, 150, 500])
def test_what_an_edit_left_as_it_was_need_not_be_read_again(count: int) -> None:
    texts, new = texts_of(count), texts_of(count + 7)
    before = Counted()
    for place, text in enumerate(texts):
        before.add(place, text)
    after = Counted(before.number)
    edited = [new[place] if place % 5 == 0 else text for place, text in enumerate(texts)]
    for place, text in enumerate(edited):
        if text is texts[place]:
            after.texts[place] = before.texts[place]
        else:
            after.add(place, text)
    kept, kept_vectors = Vectoriser.of_counted(after)
    fresh, fresh_vectors = Vectoriser.and_vectors(edited)
    assert by_feature(kept, kept_vectors) == by_feature(fresh, fresh_vectors)


def by_feature(vectoriser: Vectoriser, vectors: list[Vector]) -> list[dict[str, float]]:
    """Whatever the numbers of the columns."""
    features = vectoriser.record[0]
    return [
        {
            features[column]: round(weight, 5)
            for column, weight in zip(vector.columns.tolist(), vector.weights.tolist(), strict=True)
        }
        for vector in vectors
    ]


def test_a_table_of_a_lexicon_keeps_the_rows_of_the_one_before() -> None:
    documents = [("oven", "bread"), ("strike",), ("bread", "price")]
    lexicon = learn_lexicon(documents, [(0, ["baker"]), (1, ["walkout"]), (2, ["cost", "bread"])])
    before = lexicon.table(documents)
    edited = [("bread", "price"), ("oven", "bread"), ("strike", "pay")]
    kept, fresh = lexicon.table(edited, before), lexicon.table(edited)
    assert np.array_equal(kept.rows, fresh.rows)
    assert np.array_equal(kept.rows[0], before.rows[2])
    assert kept.places == fresh.places
