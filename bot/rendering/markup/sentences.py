"""The first sentence of a text, where the whole is too long."""

import re

_SENTENCE = re.compile(r"(?<=[a-z0-9”)%])[.!?] (?=[A-Z“])")  # no initial, and no number of an article


def first_sentence(text: str) -> str:
    """As far as the first full stop after which another sentence begins."""
    end = _SENTENCE.search(text)
    return text[: end.start() + 1] if end else text
