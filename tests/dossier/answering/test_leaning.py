"""Which questions lean on the one before, and which stand on their own."""

import pytest

from bot.answering import Engine
from bot.answering.search import parse
from bot.answering.understanding.question import Lean
from tests.conftest import NOW


@pytest.mark.parametrize(
    "text",
    ["When did the ultimatum end?", "When did Anthropic sue?", "Wat besloot rechter Lin?", "What did Trump order?",
     "Waarom weigerde Amodei?", "How long was the meeting?"],
)  # fmt: skip
def test_a_whole_question_stands_on_its_own(engine: Engine, text: str) -> None:
    assert parse(engine, text, NOW).lean is Lean.NOT


@pytest.mark.parametrize(
    "text",
    ["why?", "wanneer was dat?", "en Trump?", "and what did Michael say to that?", "did he deny it", "en waarom dan",
     "wat zei hij daarover", "when was that", "and google then"],
)  # fmt: skip
def test_a_fragment_or_a_word_that_points_back_leans(engine: Engine, text: str) -> None:
    assert parse(engine, text, NOW).lean is not Lean.NOT
