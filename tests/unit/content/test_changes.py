"""Changes as the files declare them: who is told, and what is wrong with a declaration, at its line."""

from pathlib import Path

import pytest

from bot.content.lint import find_warnings
from bot.content.loading import load
from bot.domain.records.briefing import UpdateKind
from bot.domain.snapshot import Snapshot
from bot.domain.text import Text
from tests.support.examples import write_example
from tests.unit.content.lint.conftest import NOW

FACT = """- id: night-shift
  kind: event
  stance: fact
  date: 2026-03-01
  who: [the-crust]
  about: [oven]
  text: {nl: De oven brandt van tien tot vier., en: The oven burns from ten to four.}
  sources: [{id: council-letter, locator: page 1}]
  basis: [publisher]
  confidence: high
  asks: {nl: [hoe lang], en: [how long]}
"""
WAS = "was: {nl: De oven brandt van tien tot drie., en: The oven burns from ten to three.}"
WHY = "reason: {nl: Een leesfout., en: We misread it.}"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return write_example(tmp_path / "example")


def write(folder: Path, lifecycle: str) -> Path:
    path = folder / "facts/09-shift.yaml"
    path.write_text(FACT + lifecycle, "utf-8")
    return path


def snapshot_of(folder: Path) -> Snapshot:
    found = load(folder)
    assert found.snapshot is not None, [str(problem) for problem in found.problems]
    return found.snapshot


@pytest.mark.parametrize(
    ("lifecycle", "line", "says"),
    [
        ("  revision: 2\n  changes: [{revision: 2, kind: correction, on: 2026-07-01}]\n", 13, "what stood there before (was) and why"),
        (f"  revision: 2\n  changes:\n    - {{revision: 2, kind: correction, on: 2026-07-01, {WAS}}}\n", 14, "what stood there before (was) and why"),
        ("  revision: 2\n  changes:\n    - revision: 2\n      kind: correction\n      on: 2026-07-01\n      was: {nl: Iets.}\n", 17, "'changes.was.en' is missing"),
        (f"  revision: 2\n  changes:\n    - {{revision: 2, kind: update, on: 2026-07-01, {WHY}}}\n", 14, "belong to a correction; this is of kind update"),
        ("  revision: 2\n  changes: [{revision: 2, kind: updat, on: 2026-07-01}]\n", 13, "did you mean 'update'?"),
        ("  revision: 2\n  changes: [{revision: 3, kind: update, on: 2026-07-01}]\n", 13, "is above the record's revision, 2"),
        ("  revision: 3\n  changes:\n    - {revision: 3, kind: update, on: 2026-07-01}\n    - {revision: 2, kind: typo, on: 2026-07-01}\n", 15, "should be above that of the change before it"),
        ("  revision: 2\n  changes: [{revision: 2, kind: correction, on: 2026-07-01, told_by: 2026-06-10-order-suspende}]\n", 13, "did you mean '2026-06-10-order-suspended'?"),
        ("  revision: 2\n  changes: [{revision: 2, kind: correction, on: 2026-07-01, told_by: 2026-06-10-order-suspended}]\n", 13, "is no correction of this"),
    ],
)  # fmt: skip
def test_a_change_that_does_not_say_enough_is_an_error_at_its_line(
    example: Path, lifecycle: str, line: int, says: str
) -> None:
    path = write(example, lifecycle)
    found = load(example)
    assert found.snapshot is None
    assert [(each.path, each.line) for each in found.problems if says in each.message] == [(str(path), line)]


def test_a_correction_that_an_update_tells_as_well_is_an_error(example: Path) -> None:
    path = write(
        example,
        f"  revision: 2\n  changes:\n    - {{revision: 2, kind: correction, on: 2026-07-01, {WAS}, {WHY}}}\n",
    )
    update = (example / "updates/2026-06-10-order-suspended.yaml").read_text("utf-8")
    update = update.replace("2026-06-10-order-suspended", "2026-07-01-shift").replace(
        "corrects: [judge-suspends-order]", "corrects: [night-shift]"
    )
    lines = [WAS if line.startswith("was:") else line for line in update.splitlines()]
    (example / "updates/2026-07-01-shift.yaml").write_text("\n".join(lines), "utf-8")
    (problem,) = load(example).problems
    assert problem.path == str(path)
    assert "name it (told_by)" in problem.message


def test_a_raised_revision_without_a_kind_is_told_at_its_line_and_one_that_an_update_corrects_is_not(
    example: Path,
) -> None:
    path = write(example, "  revision: 2\n")
    (told,) = find_warnings(load(example).records, NOW)
    assert (told.path, told.line) == (str(path), 12)
    assert "revision 2 has no kind" in told.message
    update = (example / "updates/2026-06-10-order-suspended.yaml").read_text("utf-8")
    (example / "updates/2026-07-01-shift.yaml").write_text(
        update.replace("2026-06-10-order-suspended", "2026-07-01-shift").replace(
            "corrects: [judge-suspends-order]", "corrects: [night-shift]"
        ),
        "utf-8",
    )
    assert find_warnings(load(example).records, NOW) == ()


def test_a_facts_own_correction_is_an_update_that_tells_old_and_new_words(example: Path) -> None:
    write(
        example,
        f"  revision: 2\n  changes:\n    - {{revision: 2, kind: correction, on: 2026-07-01, {WAS}, {WHY}}}\n",
    )
    update = snapshot_of(example).updates["2026-07-01-night-shift-2"]
    assert update.kind is UpdateKind.CORRECTION
    assert update.corrects == ("night-shift",)
    assert update.was == Text("De oven brandt van tien tot drie.", "The oven burns from ten to three.")
    assert update.text == Text("De oven brandt van tien tot vier.", "The oven burns from ten to four.")
    assert update.reason == Text("Een leesfout.", "We misread it.")


def test_a_corrected_correction_says_what_the_first_one_put_there(example: Path) -> None:
    first = "{nl: Tot twee., en: Till two.}"
    write(
        example,
        "  revision: 3\n  changes:\n"
        f"    - {{revision: 2, kind: correction, on: 2026-07-01, was: {first}, {WHY}}}\n"
        f"    - {{revision: 3, kind: correction, on: 2026-07-02, {WAS}, {WHY}}}\n",
    )
    updates = snapshot_of(example).updates
    assert updates["2026-07-01-night-shift-2"].text.en == "The oven burns from ten to three."
    assert updates["2026-07-02-night-shift-3"].text.en == "The oven burns from ten to four."


def test_the_revisions_of_typos_are_passed_over(example: Path) -> None:
    write(
        example,
        "  revision: 4\n  changes:\n    - {revision: 2, kind: update, on: 2026-07-01}\n"
        "    - {revision: 3, kind: typo, on: 2026-07-02}\n    - {revision: 4, kind: typo, on: 2026-07-03}\n",
    )
    assert snapshot_of(example).facts["night-shift"].lifecycle.announced_revision == 2


def test_the_two_languages_of_a_briefing_declare_the_same_changes(example: Path) -> None:
    path = example / "briefings/overview.en.md"
    path.write_text(path.read_text("utf-8").replace("kind: typo", "kind: update"), "utf-8")
    (problem,) = load(example).problems
    assert (problem.path, problem.severity) == (str(path), "warning")
    assert "has other changes than" in problem.message


def test_a_briefings_correction_says_what_it_should_have_been(example: Path) -> None:
    assert snapshot_of(example).updates["2026-03-05-overview-3"].text.en.endswith("two weeks.")
    path = example / "briefings/overview.en.md"
    text = path.read_text("utf-8")
    path.write_text(
        "".join(line for line in text.splitlines(True) if not line.startswith("    becomes:")), "utf-8"
    )
    assert any("(becomes)" in each.message and each.path == str(path) for each in load(example).problems)
