"""What the questions and texts of an index teach: a lexicon, a classifier of words, what the encoder makes of them."""

from collections.abc import Iterator, Sequence

import numpy as np

from bot.answering.retrieval.asks import read_ask
from bot.answering.retrieval.index import Index, tokenise_long
from bot.answering.retrieval.lexicon import Lexicon, learn_lexicon
from bot.answering.retrieval.meaning import (
    Encode,
    Meaning,
    Space,
    encode,
    learn_meaning,
    learn_space,
)
from bot.answering.retrieval.meaning import encode_texts as encode_kept
from bot.answering.retrieval.vectors import Floats, Ints
from bot.answering.retrieval.word_classifier import WordClassifier, learn_words
from bot.answering.understanding.cues.words import is_function_word
from bot.answering.understanding.features import features_of
from bot.answering.understanding.text import stem
from bot.domain.records.record import RecordKind
from bot.domain.text import Lang


def learn_lexicon_from(index: Index) -> Lexicon:
    """How readers' words go with the documents' words, from the questions of `index`."""
    asks = index.asks
    pairs = [
        (number, content_or_all(read_ask(text)))
        for text, number in zip(asks.texts, asks.classes.tolist(), strict=True)
        if index.documents[number].kind is not RecordKind.UNKNOWN
    ]
    return learn_lexicon([index.stems_of(number) for number in range(index.count)], pairs)


def learn_words_from(index: Index) -> WordClassifier:
    """The classifier of the words of the questions and texts of `index`."""
    asks = index.asks

    def examples() -> Iterator[tuple[dict[str, float], int]]:
        for text, number in zip(asks.texts, asks.classes.tolist(), strict=True):
            tokens = read_ask(text)
            yield features_of(tokens, asks.named[tokens]), number
        for number, document in enumerate(index.documents):
            for lang in Lang:
                text = document.text(lang)
                if text:
                    yield features_of(tokenise_long(text), document.people[:2]), number

    return learn_words(asks.ids, examples())


def learn_meaning_from(index: Index, encode: Encode) -> Meaning:
    """What the encoder makes of the questions and texts of `index`."""
    asks = index.asks
    vectors = encode(asks.texts)
    owners, texts = encode_texts(index, encode)
    asked = asks.counts > 0
    warm = asked[owners]
    space = learn_space(vectors, asks.classes, list(texts[warm]), owners[warm], texts)
    directions = directions_of(space, owners, texts, index.count)
    return learn_meaning(space, asks.ids, directions, vectors, asks.classes, asks.digest)


def encode_texts(index: Index, encode: Encode = encode) -> tuple[Ints, Floats]:
    """Each document's texts, in each language, as encoded: the document's number and the vector of each."""
    pairs = [
        (number, text)
        for number, document in enumerate(index.documents)
        for text in (document.text(lang) for lang in Lang)
        if text
    ]
    owners = np.asarray([number for number, _ in pairs], dtype=np.int32)
    return owners, encode_kept([text for _, text in pairs], encode)


def directions_of(space: Space, owners: Ints, texts: Floats, count: int) -> Floats:
    """The mean of each document's texts, in the space; a document without one has none."""
    points = space.of_texts(texts)
    rows = np.zeros((count, points.shape[1]), dtype=np.float32)
    np.add.at(rows, owners, points)
    length = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    return np.asarray(rows / np.maximum(length, 1e-9), dtype=np.float32)


def content_or_all(tokens: Sequence[str]) -> list[str]:
    """The stems that carry meaning, and the question words that say what is asked; "who" is no noise to a lexicon."""
    return [stem(token) for token in tokens if len(token) > 1 and not is_function_word(token)] or [
        stem(token) for token in tokens
    ]
