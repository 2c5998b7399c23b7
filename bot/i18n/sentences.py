"""A text in sentences."""

import re

# No initial, and no number of an article.
_SENTENCE = re.compile(r"(?<=[a-z0-9”)%][.!?]) (?=[A-Z“])")


def first_sentence(text: str) -> str:
    """As far as the first full stop after which another sentence begins."""
    return split_sentences(text)[0]


def split_sentences(text: str) -> list[str]:
    """Its sentences, at least one, each with the mark that ends it."""
    return _SENTENCE.split(text)
