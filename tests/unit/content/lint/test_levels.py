"""What becomes of a finding is set in dossier.yaml."""

from pathlib import Path
from typing import get_args

import pytest

from bot.answering import Engine
from bot.clock import fixed_clock
from bot.content.lint.linting import levels_of
from bot.content.loading import load
from bot.content.schema.json_schema import schema_of
from bot.content.schema.kinds import DOSSIER
from bot.content.schema.models.dossier import ChecksModel
from bot.content.schema.rules import RULES, Level
from bot.services.editing.checking import check, find_doubts
from tests.unit.content.lint.conftest import NOW, errors, loaded, warnings

LOADED = "De Korst bakt weer 300 broden per nacht."


@pytest.fixture
def doubtful(folder: Path) -> Path:
    """The example with a number that only the Dutch has."""
    path = folder / "facts/02-court.yaml"
    text = path.read_text("utf-8")
    assert LOADED in text
    path.write_text(text.replace(LOADED, "De Korst bakt weer 301 broden per nacht."), "utf-8")
    return folder


def set_level(folder: Path, rule: str, level: str) -> None:
    path = folder / "dossier.yaml"
    text = path.read_text("utf-8")
    assert f"  {rule}: warning\n" in text
    path.write_text(text.replace(f"  {rule}: warning\n", f"  {rule}: {level}\n"), "utf-8")


def of_numbers(told: list[str]) -> list[str]:
    return [each for each in told if "number-in-one-language" in each]


def test_a_rule_warns_by_default_is_an_error_where_set_so_and_silent_where_off(doubtful: Path) -> None:
    assert len(of_numbers(warnings(doubtful))) == 2
    assert of_numbers(errors(doubtful)) == []
    set_level(doubtful, "number-in-one-language", "error")
    assert of_numbers(warnings(doubtful)) == []
    assert len(of_numbers(errors(doubtful))) == 2
    (doubtful / "dossier.yaml").write_text(
        (doubtful / "dossier.yaml").read_text("utf-8").replace("one-language: error", "one-language: off"),
        "utf-8",
    )
    assert of_numbers([*warnings(doubtful), *errors(doubtful)]) == []


def test_a_finding_that_an_editor_excepted_is_not_told(doubtful: Path) -> None:
    path = doubtful / "dossier.yaml"
    path.write_text(
        path.read_text("utf-8").replace(
            "exceptions:\n",
            "exceptions:\n  - {rule: number-in-one-language, records: [fact/night-bread-returns], why: Known.}\n",
        ),
        "utf-8",
    )
    assert of_numbers(warnings(doubtful)) == []


def test_an_exception_for_a_record_that_is_not_there_is_a_warning_with_a_suggestion(folder: Path) -> None:
    path = folder / "dossier.yaml"
    path.write_text(path.read_text("utf-8").replace("[night-bread-returns]", "[night-bread-return]"), "utf-8")
    assert any("did you mean 'night-bread-returns'?" in each for each in warnings(folder))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  loaded-word: warning", "  loaded-words: warning", "unknown key 'loaded-words'; did you mean 'loaded-word'?"),
        ("  loaded-word: warning", "  loaded-word: warn", "'warn' is not one of error, warning, off; did you mean 'warning'?"),
        ("rule: unreached-fact", "rule: unreached-facts", "did you mean 'unreached-fact'?"),
    ],
)  # fmt: skip
def test_a_misspelt_rule_or_level_is_an_error_with_a_suggestion_at_its_line(
    folder: Path, old: str, new: str, says: str
) -> None:
    path = folder / "dossier.yaml"
    text = path.read_text("utf-8")
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new), "utf-8")
    assert [(each.line, says in each.message) for each in load(folder).problems] == [(line, True)]


def test_every_rule_has_a_level_and_stands_in_the_schema(folder: Path) -> None:
    listed = schema_of(DOSSIER)["$defs"][ChecksModel.__name__]["properties"]
    assert list(listed) == list(RULES)
    assert all(tuple(each["enum"]) == get_args(Level) for each in listed.values())
    assert set(levels_of(loaded(folder).records["dossier"][0].model)) == set(RULES)


def test_the_example_is_without_a_doubt(folder: Path) -> None:
    assert warnings(folder) == []


def test_checking_finds_errors_and_leaves_warnings_for_afterwards(doubtful: Path) -> None:
    found, _ = check(doubtful, fixed_clock(NOW), Engine)
    assert not [each for each in found.problems if "one-language" in each.message]
    assert len([each for each in find_doubts(found, NOW) if "one-language" in each.message]) == 2
