"""What a message asks: its questions apart, and one of a kind or several."""

import pytest

from bot.answering.understanding.cues.abbreviations import read_tokens
from bot.answering.understanding.cues.asked import asks_for_one
from bot.answering.understanding.question import find_last_question, split_questions


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
        ("Why did he leave? It is his job. They know best.", ("Why did he leave?",)),
        ("is it over now? mooi is dat, bakkers die alles weten", ("is it over now?",)),
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


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        (
            "I bake myself and I find all this a disgrace, but ok: what did the mayor say",
            "what did the mayor say",
        ),
        ("Ik lees elke dag de krant en snap er niets van. Wat wil de bakker? Groet.", "Wat wil de bakker"),
        ("but what did the mayor say", None),
        ("I bake myself and I find all this a great disgrace, really, and so does everybody here", None),
    ],
)
def test_the_clause_that_asks_is_found_among_what_is_only_said(text: str, clause: str | None) -> None:
    assert find_last_question(text) == clause
