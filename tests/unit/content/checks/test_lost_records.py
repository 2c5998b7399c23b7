"""A file that lost what others name is told itself, at a line that it has."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.clock import utc_now
from bot.content.loading import load
from bot.services.editing.model_store import ModelStore
from bot.services.editing.reloading import ContentReloader
from tests.support.examples import write_example


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_example(tmp_path / "briefings")


def cut(path: Path, before: str) -> None:
    text = path.read_text("utf-8")
    path.write_text(text[: text.index(before)], "utf-8")


def errors_at(path: Path, problems: list[str]) -> list[str]:
    return [each for each in problems if each.startswith(f"{path}:") and ": error: " in each]


def test_a_file_cut_off_between_records_is_named_with_what_it_had_before(folder: Path) -> None:
    good = load(folder)
    path = folder / "facts" / "02-court.yaml"
    cut(path, "- id: oven-stays-lit")
    loaded = load(folder, before=lambda: good.places)
    assert loaded.snapshot is None
    (told,) = errors_at(path, [str(problem) for problem in loaded.problems])
    assert "no longer here, but still named elsewhere" in told
    assert "fact 'oven-stays-lit'" in told
    line = int(told.removeprefix(f"{path}:").split(":")[0])
    assert 1 <= line <= path.read_text("utf-8").count("\n")


def test_a_file_that_is_gone_is_named(folder: Path) -> None:
    good = load(folder)
    path = folder / "facts" / "02-court.yaml"
    path.unlink()
    told = errors_at(path, [str(each) for each in load(folder, before=lambda: good.places).problems])
    assert len(told) == 1


def test_many_that_are_gone_are_one_problem(folder: Path) -> None:
    good = load(folder)
    path = folder / "people.yaml"
    path.write_text("- " + path.read_text("utf-8").split("\n- ")[0].removeprefix("- ") + "\n", "utf-8")
    (told,) = errors_at(path, [str(each) for each in load(folder, before=lambda: good.places).problems])
    assert told.count("person '") == 3


def test_an_id_that_never_was_there_is_told_where_it_stands_and_nowhere_else(folder: Path) -> None:
    good = load(folder)
    path = folder / "stakes.yaml"
    path.write_text(path.read_text("utf-8").replace("night-bread-returns", "night-bread-return"), "utf-8")
    (problem,) = load(folder, before=lambda: good.places).problems
    assert problem.path == str(path)
    assert "did you mean 'night-bread-returns'?" in problem.message


def test_with_no_earlier_state_a_file_that_ends_within_a_line_is_suspected(folder: Path) -> None:
    path = folder / "facts" / "02-court.yaml"
    cut(path, "- id: oven-stays-lit")
    path.write_text(path.read_text("utf-8").rstrip(), "utf-8")
    (told,) = errors_at(path, [str(problem) for problem in load(folder).problems])
    assert "ends within a line" in told


async def test_check_and_a_running_bot_know_what_was_live_last(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reloader = ContentReloader(folder, utc_now, ModelStore(tmp_path / "cache"))
    (folder / "questions.yaml").write_text("[]\n", "utf-8")
    await reloader.open_library()
    path = folder / "facts" / "02-court.yaml"
    cut(path, "- id: oven-stays-lit")
    reloader.note_saved()
    await reloader.settle()
    assert errors_at(path, [str(problem) for problem in reloader.problems])
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "cache"))
    checked = CliRunner().invoke(app, ["check", str(folder)])
    assert errors_at(path, checked.stdout.splitlines())


@pytest.mark.parametrize("text", ["- id: a\n  text", "- id: a\n  - b: [", "- id: 'a", "a: b: c", "- {a: \n"])
def test_a_fault_at_the_very_end_is_told_at_a_line_that_is_there(folder: Path, text: str) -> None:
    path = folder / "topics.yaml"
    path.write_text(text, "utf-8")
    (problem,) = (each for each in load(folder).problems if each.path == str(path))
    assert 1 <= problem.line <= text.count("\n") + 1
    assert problem.column >= 1
