"""Dialogues as files: what each line means, and where a slip is told."""

from pathlib import Path

import pytest

from bot.content.parsing.dialogues import (
    Line,
    Mends,
    Offers,
    Presses,
    Sees,
    SeesNot,
    Types,
    load_dialogues,
    parse_dialogue,
)
from bot.domain.text import Lang

WHOLE = """\
# Why.
lang nl

> Wanneer?
= 27 februari
- a.m.
? Bronnen
[Bronnen]
= NPR
~ Waar?
"""


def test_each_line_is_what_somebody_does_or_sees() -> None:
    dialogue, problems = parse_dialogue(WHOLE, "x.txt")
    assert problems == ()
    assert dialogue is not None
    assert dialogue.lang is Lang.NL
    assert dialogue.lines == (
        Line(4, Types("Wanneer?")),
        Line(5, Sees("27 februari")),
        Line(6, SeesNot("a.m.")),
        Line(7, Offers("Bronnen")),
        Line(8, Presses("Bronnen")),
        Line(9, Sees("NPR")),
        Line(10, Mends("Waar?")),
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("> x\n= y", 1, "in which language"),
        ("lang fr\n> x\n= y", 1, "nl or en"),
        ("lang en\n> x\nsomething", 3, "begins with none of"),
        ("lang en\n> x\n=", 3, "begins with none of"),
        ("lang en\n= y\n> x", 2, "begins with what a reader types"),
        ("lang en\n> x", 1, "what must be seen"),
    ],
)
def test_a_slip_is_told_at_its_line(text: str, line: int, words: str) -> None:
    dialogue, problems = parse_dialogue(text, "x.txt")
    assert dialogue is None
    assert problems[0].line == line
    assert words in problems[0].message


def test_a_folder_that_is_not_there_has_no_dialogues(tmp_path: Path) -> None:
    assert load_dialogues(tmp_path / "nothing") == ((), ())
