"""`bot check` plays the dialogues that lie beside the briefings, and tells the line that does not hold."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import CACHE, ROOT
from tests.support.examples import write_example

HOLDS = "lang en\n> /start\n= oven\n[Timeline]\n= Timeline\n"


def check(folder: Path, work: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "check", str(folder)],
        cwd=work,
        env={"PATH": "", "CACHE_DIR": str(CACHE), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_dialogue_that_goes_otherwise_is_an_error_at_its_line(tmp_path: Path) -> None:
    folder = write_example(tmp_path / "briefings")
    (folder / "questions.yaml").write_text("[]\n")
    dialogues = tmp_path / "tests" / "dialogues"
    dialogues.mkdir(parents=True)
    (dialogues / "holds.txt").write_text(HOLDS)
    (dialogues / "slip.txt").write_text(HOLDS + "- Timeline\n")
    checked = check(folder, tmp_path)
    (told,) = [line for line in checked.stdout.splitlines() if "error" in line]
    assert told == f"{dialogues / 'slip.txt'}:6:1: error: seen: 'Timeline'"
    assert checked.returncode == 1
    (dialogues / "slip.txt").unlink()
    assert check(folder, tmp_path).returncode == 0
