"""What is left of questions for the editors: nothing that could say who asked."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.services.questions.unanswered import MASK, strip_personal

KNOWN = {"when", "did", "the", "ultimatum", "end", "is", "hegseth", "200", "what", "about", "my", "was", "at"}


def knows(word: str) -> bool:
    return word.casefold() in KNOWN


def test_numbers_and_names_that_the_dossier_lacks_are_masked() -> None:
    texts = ["did Jansen end the ultimatum at 1730"] * 3
    assert strip_personal(texts, knows) == f"did {MASK} end the ultimatum at {MASK}"


def test_names_and_numbers_of_the_dossier_stay() -> None:
    assert strip_personal(["is Hegseth about 200"] * 3, knows) == "is Hegseth about 200"


def test_a_word_that_one_reader_alone_used_is_masked() -> None:
    texts = ["when did the jumbleword end", "when did the ultimatum end", "when did the ultimatum end"]
    assert strip_personal(texts, knows) == f"when did the {MASK} end"


def test_a_common_word_that_three_readers_used_stays() -> None:
    assert strip_personal(["what about dividend"] * 3, knows) == "what about dividend"


@given(st.lists(st.text(max_size=60), min_size=3, max_size=5))
def test_nothing_but_known_or_shared_words_is_left(texts: list[str]) -> None:
    for word in re.findall(r"[\w'’]+", strip_personal(texts, knows)):
        shared = sum(word.casefold() in text.casefold() for text in texts) >= 3
        assert knows(word) or (shared and not any(character.isdecimal() for character in word))
