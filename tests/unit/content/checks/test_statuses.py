"""The state of play is refused at its line where its periods do not follow one another, or say more than is known."""

from pathlib import Path

import pytest

from bot.content.loading import load
from tests.support.examples import write_example

GOOD = (Path(__file__).parents[3] / "example/status.yaml").read_text("utf-8")


def problems(folder: Path) -> list[str]:
    path = str(folder / "status.yaml")
    return [
        f"{each.line}: {each.severity}: {each.message}" for each in load(folder).problems if each.path == path
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("until: 2026-03-14", "until: 2026-03-17", "18: error: begins before the period before it ends (2026-03-17)"),
        ("from: 2026-03-16", "from: 2026-02-16", "18: error: is not after the period before it: periods stand in order"),
        ("      after_gap: true\n", "", "18: warning: nothing is said of the time between 2026-03-14 and this; if that is meant, add after_gap: true"),
        ("until: 2026-03-14", "until: 2026-03-15", "19: warning: there is no gap before this period"),
        ("      until: 2026-06-10\n", "", "18: error: 'until' is missing: only the last period has no end"),
        ("until: 2026-06-10", "until: 2026-03-15", "20: error: ends before it begins"),
        ("      as_of: 2026-06-30\n", "", "24: error: the last period says as of which day it is known: 'as_of' is missing"),
        ("      as_known: {nl: Voor zover bekend op 30 juni 2026., en: As far as known on 30 June 2026.}\n", "", "24: error: the last period says as of which day it is known: 'as_known' is missing"),
        ("      as_of: 2026-06-30\n", "      as_of: 2026-07-30\n", "25: error: is after that of the record, 2026-06-30"),
        ("      as_of: 2026-06-30\n", "      as_of: 2026-06-01\n", "25: error: is before the period begins"),
        ("      as_of: 2026-06-30\n", "      as_of: 2026-06-30\n      until: 2026-06-30\n", "26: error: the last period has no end: it says as of which day it is known (as_of)"),
        ("  as_of: 2026-06-30\n  periods", "  as_of: 2026-07-01\n  periods", "8: error: is after the last verified day (2026-06-30, dossier.yaml)"),
        ("      until: 2026-06-10\n", "      until: 2026-06-10\n      as_of: 2026-06-10\n", "21: error: belongs to the last period"),
        ("facts: [oven-stays-lit, baker-denies-harm]", "facts: [oven-stays-lid]", "23: error: unknown fact 'oven-stays-lid'; did you mean 'oven-stays-lit'?"),
        ("facts: [oven-stays-lit, baker-denies-harm]", "facts: []", "23: error: periods.facts: has nothing in it"),
        ("from: [town-council]", "from: [town-counsel]", "32: error: unknown person 'town-counsel'; did you mean 'town-council'?"),
        ("court: town-court\n  question", "court: town-cort\n  question", "4: error: unknown person 'town-cort'; did you mean 'town-court'?"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    folder = write_example(tmp_path / "example")
    assert old in GOOD
    (folder / "status.yaml").write_text(GOOD.replace(old, new, 1), "utf-8")
    assert told in problems(folder)


def test_periods_that_share_a_day_or_follow_on_the_next_have_no_gap(tmp_path: Path) -> None:
    folder = write_example(tmp_path / "example")
    for first in ("2026-03-16", "2026-03-15"):
        text = GOOD.replace("until: 2026-03-14", f"until: {first}").replace("      after_gap: true\n", "")
        (folder / "status.yaml").write_text(text, "utf-8")
        assert problems(folder) == []


def test_a_dossier_is_whole_without_a_state_of_play(tmp_path: Path) -> None:
    folder = write_example(tmp_path / "example")
    (folder / "status.yaml").unlink()
    others = folder / "asks/others.yaml"
    others.write_text(others.read_text("utf-8").replace("status:oven-order", "deadline:oven-off"), "utf-8")
    assert load(folder).problems == ()
