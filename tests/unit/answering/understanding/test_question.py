"""What a message asks: its questions apart, and one of a kind or several."""

import pytest

from bot.answering.understanding.cues import asks_for_one, read_tokens
from bot.answering.understanding.question import split_questions


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Wat is een oven? En wie is Mus?", ("Wat is een oven?", "En wie is Mus?")),
        ("Schorsing, wat houdt dat in? Ik ben geen jurist.", ("Schorsing, wat houdt dat in?",)),
        ("welke clubs schreven de rechter? graag onder elkaar", ("welke clubs schreven de rechter?",)),
        ("when was it? and who was there", ("when was it?", "and who was there")),
        (
            "Who won the case? I mean the one in Washington.",
            ("Who won the case? I mean the one in Washington.",),
        ),
        ("is it over? Ik bedoel die van 26 maart", ("is it over? Ik bedoel die van 26 maart",)),
        ("is that so? really?", ("is that so? really?",)),
        ("one question only", ("one question only",)),
    ],
)
def test_each_question_is_answered_and_what_is_only_said_is_left_out(
    text: str, parts: tuple[str, ...]
) -> None:
    assert split_questions(text) == parts


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("which lawyer stood up in may", True),
        ("welke rechter besliste dit", True),
        ("which senators objected", False),
        ("welke ministeries stopten ermee", False),
        ("who objected", False),
    ],
)
def test_one_of_a_kind_is_told_from_several(text: str, is_one: bool) -> None:
    assert asks_for_one(read_tokens(text)) is is_one
