"""Agreement of the two languages, and `bot agree`."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.content.loading import load
from tests.unit.content.lint.conftest import warnings

FACT = "baker-refuses"
DUTCH, ENGLISH = "Bakker Brood weigerde", "Baker Brood refused"


@pytest.fixture(autouse=True)
def _at_the_example(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFINGS_DIR", str(folder))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["agree", *arguments])


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "facts/01-spring.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_change_to_one_language_names_the_older_one_until_it_follows(folder: Path) -> None:
    edit(folder, ENGLISH, "Baker Brood firmly refused")
    (told,) = warnings(folder)
    assert "text.nl: the English was changed since both were agreed on and this was not" in told
    assert "the Dutch is older" in told
    assert "briefing-bot agree fact/baker-refuses [older-translation]" in told
    edit(folder, DUTCH, "Bakker Brood weigerde beslist")
    assert warnings(folder) == []


def test_agreeing_on_a_record_ends_the_warning_and_leaves_the_others_alone(folder: Path) -> None:
    before = (folder / "agreed.yaml").read_text("utf-8")
    edit(folder, ENGLISH, "Baker Brood firmly refused")
    done = run(FACT)
    assert done.stdout == "agreed: fact/baker-refuses\n"
    assert warnings(folder) == []
    after = (folder / "agreed.yaml").read_text("utf-8")
    changed = [new for old, new in zip(before.splitlines(), after.splitlines(), strict=True) if old != new]
    assert len(changed) == 1  # its English


def test_where_a_line_ends_is_no_change(folder: Path) -> None:
    edit(
        folder,
        "en: Baker Brood refused to put the oven out.",
        "en: Baker  Brood refused to put the oven out.",
    )
    assert warnings(folder) == []


def test_alone_it_lists_what_nobody_has_agreed_on_and_writes_nothing(folder: Path) -> None:
    edit(folder, ENGLISH, "Baker Brood firmly refused")
    before = (folder / "agreed.yaml").read_bytes()
    assert run().stdout == "fact/baker-refuses\n"
    assert (folder / "agreed.yaml").read_bytes() == before


def test_a_record_that_is_not_there_is_a_sentence_with_a_suggestion_and_nothing_is_written(
    folder: Path,
) -> None:
    before = (folder / "agreed.yaml").read_bytes()
    done = run("baker-refuse")
    assert done.exit_code == 2
    assert "did you mean 'baker-refuses'?" in done.stderr
    assert (folder / "agreed.yaml").read_bytes() == before


def test_all_writes_a_file_that_loads_and_forgets_records_that_are_gone(folder: Path) -> None:
    (folder / "agreed.yaml").unlink()
    assert load(folder).problems == ()
    assert warnings(folder) == []  # never agreed on: unagreed-translation is off
    assert run("--all").exit_code == 0
    assert load(folder).problems == ()
    path = folder / "agreed.yaml"
    path.write_text(path.read_text("utf-8") + "- {id: fact/gone, nl: aaaaaaaaaa, en: aaaaaaaaaa}\n", "utf-8")
    run("--all")
    assert "fact/gone" not in path.read_text("utf-8")


def test_unagreed_translations_are_told_where_the_rule_is_on(folder: Path) -> None:
    dossier = folder / "dossier.yaml"
    dossier.write_text(
        dossier.read_text("utf-8").replace('unagreed-translation: "off"', "unagreed-translation: warning"),
        "utf-8",
    )
    assert warnings(folder) == []
    edit(folder, ENGLISH, "Baker Brood firmly refused")
    edit(folder, DUTCH, "Bakker Brood weigerde beslist")
    (told,) = warnings(folder)
    assert "nobody has agreed yet" in told
