"""`bot check` plays the dialogues that lie beside the briefings, and tells the line that does not hold."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from tests.conftest import CACHE
from tests.support.examples import write_example

HOLDS = "lang en\n> /start\n= oven\n[Timeline]\n= Timeline\n"


def check(folder: Path) -> Result:
    return CliRunner().invoke(app, ["check", str(folder)])


def test_a_dialogue_that_goes_otherwise_is_an_error_at_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CACHE_DIR", str(CACHE))
    folder = write_example(tmp_path / "briefings")
    (folder / "questions.yaml").write_text("[]\n")
    dialogues = tmp_path / "tests" / "dialogues"
    dialogues.mkdir(parents=True)
    (dialogues / "holds.txt").write_text(HOLDS)
    (dialogues / "slip.txt").write_text(HOLDS + "- Timeline\n")
    checked = check(folder)
    (told,) = [line for line in checked.stdout.splitlines() if "error" in line]
    assert told == f"{dialogues / 'slip.txt'}:6:1: error: seen: 'Timeline'"
    assert checked.exit_code == 1
    (dialogues / "slip.txt").unlink()
    assert check(folder).exit_code == 0
