"""`bot diff`: more questions are read as `ask --jsonl` takes them, and a wrong line is named."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.support.examples import write_example


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b'{"id": "1", "text": "Why?"}\n{"id": \n', "questions.jsonl:2: is no question"),
        (b'{"id": "1"}\n', "questions.jsonl:1: is no question"),
        (b"[1]\n", "questions.jsonl:1: is no question"),
        (b'{"text": "Why?", "now": "soon"}\n', "questions.jsonl:1: is no question"),
        (b'{"text": 1}\n', "questions.jsonl:1: text and context should be text"),
        (b"\xff\xfe", "questions.jsonl: is no text that can be read"),
    ],
)
def test_a_line_that_is_no_question_is_named_and_nothing_is_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, where: str
) -> None:
    monkeypatch.setenv("BRIEFINGS_DIR", str(write_example(tmp_path / "briefings")))
    path = tmp_path / "questions.jsonl"
    path.write_bytes(content)
    done = CliRunner().invoke(app, ["diff", "HEAD", "--questions", str(path)])
    assert done.exit_code == 2
    assert where in done.stderr
    assert done.stdout == ""
