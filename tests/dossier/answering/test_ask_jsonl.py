"""`bot ask --jsonl`: one object a line, same order; a malformed line is answered and the run goes on."""

import json

import pytest

from bot.answering import Engine
from bot.clock import fixed_clock
from bot.commands.ask import Asker
from tests.conftest import NOW


@pytest.fixture
def asker(engine: Engine) -> Asker:
    return Asker(engine.snapshot, engine, fixed_clock(NOW))


def test_each_line_gets_one_object_with_the_contracts_keys(asker: Asker) -> None:
    line = {"id": "q1", "text": "When did the ultimatum end?", "lang": "en", "now": "2026-02-27T18:00:00Z"}
    answer = json.loads(asker.answer_line(json.dumps(line).encode()))
    assert list(answer) == ["id", "status", "lang", "facts", "records", "text", "elapsed_ms"]
    assert answer["status"] == "answered"
    assert answer["lang"] == "en"
    assert "5:01 p.m." in answer["text"]


def test_the_language_is_detected_where_none_is_given(asker: Asker) -> None:
    for text, lang in (("Wanneer liep het ultimatum af?", "nl"), ("When did Anthropic sue?", "en")):
        assert json.loads(asker.answer_line(json.dumps({"id": 1, "text": text}).encode()))["lang"] == lang


@pytest.mark.parametrize(
    "line", [b"not json", b'{"id": "q2"}', b"[]", b'{"id": "q3", "text": "x", "now": "never"}']
)
def test_a_malformed_line_is_answered_with_its_error(asker: Asker, line: bytes) -> None:
    answer = json.loads(asker.answer_line(line))
    assert answer["status"] == "error"
    assert answer["error"]


def test_a_passed_deadline_is_never_called_open(asker: Asker) -> None:
    for now, past in (("2026-02-27T21:00:00Z", False), ("2026-02-28T10:00:00Z", True)):
        line = {"id": 1, "text": "When does the ultimatum end?", "lang": "en", "now": now}
        text = json.loads(asker.answer_line(json.dumps(line).encode()))["text"]
        assert ("ago" in text) is past
        assert ("\nIn 61 minutes\n" in text) is not past
