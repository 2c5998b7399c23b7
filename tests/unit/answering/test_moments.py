"""Moments at the ends of the calendar: a line has its answer or its error, a command its sentence; the run goes on."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.answering import Context, Engine
from bot.cli import app
from bot.clock import EARLIEST, LATEST, fixed_clock
from bot.commands.ask import Asker
from tests.conftest import NOW

ENDS = (
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00-12:00",
    "0001-12-31T23:59:59+14:00",
    "9999-12-31T23:59:59Z",
    "9999-12-31T00:00:00-12:00",
    "9999-06-01",
)
QUESTIONS = (
    "What happened yesterday?",
    "Wat gebeurde er vorige week?",
    "what is new this week",
    "deadlines",
    "How long until the next hearing?",
    "What happened on 0001-01-01?",
    "Wat gebeurde er op 31 december 9999?",
)


@pytest.mark.parametrize("now", ENDS)
def test_a_line_at_the_end_of_the_calendar_gets_its_error_and_the_next_its_answer(
    engine: Engine, now: str
) -> None:
    asker = Asker(engine.snapshot, engine, fixed_clock(NOW))
    refused = json.loads(asker.answer_line(json.dumps({"id": "a", "text": "hi", "now": now}).encode()))
    assert (refused["id"], refused["status"]) == ("a", "error")
    assert "years 2 to 9998" in refused["error"]
    assert json.loads(asker.answer_line(b'{"id": "b", "text": "hi"}'))["status"] != "error"


@pytest.mark.parametrize("text", QUESTIONS)
def test_every_moment_that_is_taken_can_be_reckoned_from(engine: Engine, text: str) -> None:
    asker = Asker(engine.snapshot, engine, fixed_clock(NOW))
    for now in (EARLIEST, LATEST.replace(year=9998, month=12, day=31), NOW):
        line = json.dumps({"id": 1, "text": text, "now": now.isoformat(), "context": [text]})
        assert json.loads(asker.answer_line(line.encode()))["status"] != "error"
        asker.ask(text, lang=None, now=NOW, context=Context(as_of=now))


@pytest.mark.parametrize("option", ["--now", "--asof"])
@pytest.mark.parametrize("moment", ["0001-01-01", "9999-12-31T23:59:59-23:59", "yesterday"])
def test_a_command_with_such_a_moment_ends_with_two_and_a_sentence(
    option: str, moment: str, briefings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFINGS_DIR", str(briefings))
    ran = CliRunner().invoke(app, ["ask", option, moment, "When did the ultimatum end?"])
    assert ran.exit_code == 2
    assert option in ran.stderr
    assert isinstance(ran.exception, SystemExit)
