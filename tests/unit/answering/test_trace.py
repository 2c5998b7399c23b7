"""How an answer came about, as who looks at it gets it: plain values."""

import json
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from bot.answering import Engine, answer
from bot.cli import app
from bot.domain.text import Lang
from tests.conftest import CACHE, NOW

QUESTIONS = (
    "When must the oven be off?",  # answered
    "Bea Brood",
    "What did the oven cost?",
    "hello",
    "What is the weather in London tomorrow?",
    "...",
    "When must the oven be off? Why did the baker refuse?",
)
PARTS = {"language", "decision", "parse", "candidates", "confidence", "worth", "thresholds"}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_trace_holds_plain_values_alone(engine: Engine, question: str) -> None:
    told = dict(answer(engine, question, lang=Lang.EN, now=NOW).explain)
    assert told["decision"]
    assert orjson.loads(orjson.dumps(told)) == told


def test_ask_explain_prints_the_trace(
    engine: Engine, briefings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFINGS_DIR", str(briefings))
    monkeypatch.setenv("CACHE_DIR", str(CACHE))
    ran = CliRunner().invoke(app, ["ask", "--explain", QUESTIONS[0]])
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    assert set(told) == PARTS
    assert [each["id"] for each in told["candidates"]]
