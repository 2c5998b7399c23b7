"""`bot teach`: one step adds an ask, another name or a test, and a wrong step changes nothing and says why."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.content.loading import load
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from tests.support.examples import write_example

NIGHT = "Wat schijnt er op zondag boven Antwerpen?"  # no word of it leads to any record


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = write_example(tmp_path / "briefings")
    monkeypatch.setenv("BRIEFINGS_DIR", str(made))
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "cache"))
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["teach", *arguments])


def contents(folder: Path) -> dict[Path, str]:
    return {path: path.read_bytes().decode() for path in folder.rglob("*") if path.is_file()}


def snapshot_of(folder: Path) -> Snapshot:
    loaded = load(folder)
    assert loaded.snapshot is not None
    return loaded.snapshot


def added(before: dict[Path, str], after: dict[Path, str]) -> tuple[Path, str]:
    """The one file that changed, and the words that are new in it: all else is as it was."""
    (path,) = (each for each in after if after[each] != before.get(each))
    old, new = before.get(path, ""), after[path]
    start = next(at for at in range(len(new)) if new[at : at + 1] != old[at : at + 1])
    size = len(new) - len(old)
    assert new[:start] + new[start + size :] == old
    return path, new[start : start + size]


def test_an_ask_goes_to_its_fact_and_is_answered_with_it(folder: Path) -> None:
    before = contents(folder)
    done = run(NIGHT, "--fact", "judge-suspends-order")
    assert done.exit_code == 0, done.output
    path, words = added(before, contents(folder))
    assert NIGHT in words
    place, was, becomes = done.stdout.splitlines()
    assert place.startswith(f"{path}:")
    line = int(place.rsplit(":", 1)[1])
    assert NIGHT in path.read_text("utf-8").split("\n")[line - 1]
    assert was.startswith("before: ")
    assert "judge-suspends-order" not in was
    assert becomes == "after:  judge-suspends-order"
    assert path == folder / "asks" / "02-court.yaml"
    assert NIGHT in snapshot_of(folder).facts["judge-suspends-order"].asks[Lang.NL]


def test_an_ask_goes_to_what_we_do_not_know_in_the_language_that_is_given(folder: Path) -> None:
    question = "Was it made of gold?"
    done = run(question, "--unknown", "oven-price", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "after:  does not know (oven-price)" in done.stdout
    assert question in snapshot_of(folder).unknowns["oven-price"].asks[Lang.EN]


@pytest.mark.parametrize(("kind", "record"), [("person", "rob-regel"), ("topic", "permit")])
def test_an_alias_goes_to_its_person_or_topic(folder: Path, kind: str, record: str) -> None:
    before = contents(folder)
    done = run("What did the grumbler want?", f"--{kind}", record, "--alias", "grumbler")
    assert done.exit_code == 0, done.output
    _, words = added(before, contents(folder))
    assert "grumbler" in words
    snapshot = snapshot_of(folder)
    found = snapshot.people[record] if kind == "person" else snapshot.topics[record]
    assert found.aliases[Lang.EN] == ("grumbler",)


@pytest.mark.parametrize(
    ("question", "test", "wish"),
    [
        ("Waarom bleef de bakker koppig?", "answer_with:baker-refuses", "answer_with: [baker-refuses]"),
        ("Zxqv wplk?", "abstain", "abstain: true"),
        ("de wethouder", "ask_back", "ask_back: true"),
    ],
)
def test_a_question_test_goes_to_the_end_of_questions(
    folder: Path, question: str, test: str, wish: str
) -> None:
    (folder / "questions.yaml").write_text(
        '- {ask: "Wat kostte de oven?", lang: nl, abstain: true}\n', "utf-8"
    )
    before = contents(folder)
    done = run(question, "--test", test)
    assert done.exit_code == 0, done.output
    path, words = added(before, contents(folder))
    assert path.name == "questions.yaml"
    assert wish in words


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((NIGHT, "--test", "abstain"), "should abstain"),
        (("Hallo!", "--fact", "baker-refuses"), "would not lead here"),
        (("Wat wil die van hem?", "--person", "rob-regel", "--alias", "die"), "no meaning of their own"),
        (("<b>Wie</b> is het?", "--fact", "baker-refuses"), "has HTML in it"),
        (
            ("Wanneer moet de oven uit?", "--topic", "oven", "--alias", "x" * 1001),
            "has 1,001 characters; 1,000 are allowed",
        ),
    ],
)
def test_what_would_not_hold_changes_nothing_and_says_why(
    folder: Path, arguments: tuple[str, ...], why: str
) -> None:
    assert run(NIGHT, "--fact", "judge-suspends-order").exit_code == 0
    before = contents(folder)
    done = run(*arguments)
    assert done.exit_code == 1, done.output
    assert why in done.stderr
    assert "nothing was changed" in done.stderr
    assert contents(folder) == before


def test_an_ask_that_breaks_a_test_of_the_editors_changes_nothing_and_names_the_test(folder: Path) -> None:
    (folder / "questions.yaml").write_text(
        '- {ask: "How tall is the tower of Pisa?", lang: en, abstain: true}\n', "utf-8"
    )
    before = contents(folder)
    done = run("How tall is the tower of Pisa", "--fact", "judge-suspends-order", "--lang", "en")
    assert done.exit_code == 1, done.output
    assert "questions.yaml:1:1: error: question 'How tall is the tower of Pisa?': " in done.stderr
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("Waarom?", "--fact", "baker-refused"), "did you mean 'baker-refuses'?"),
        (("Waarom?", "--test", "answer_with:nothing"), "no fact is called 'nothing'"),
        (("Waarom?", "--test", "maybe"), "answer_with:ID, abstain or ask_back"),
        (("Waarom?",), "give one of these"),
        (("Waarom?", "--fact", "baker-refuses", "--test", "abstain"), "give one of these"),
        (("Waarom?", "--person", "rob-regel"), "give one of these"),
        (("Wie is … ?", "--fact", "baker-refuses"), "write out what the inbox left out"),
        (("Wat kostte de oven?", "--unknown", "oven-price"), "has this question already"),
        (
            ("Wat kostte de oven?", "--fact", "baker-refuses"),
            "'unknown:oven-price' has this question already",
        ),
        (("Wie is de bakker?", "--person", "bea-brood", "--alias", "De bakker"), "already"),
        (("Wat kostte de oven?", "--test", "abstain"), "questions.yaml:10 tests this question already"),
        (("  ", "--fact", "baker-refuses"), "no words"),
    ],
)
def test_what_makes_no_sense_is_told_at_once(folder: Path, arguments: tuple[str, ...], why: str) -> None:
    before = contents(folder)
    done = run(*arguments)
    assert done.exit_code == 2, done.output
    assert why in done.stderr
    assert contents(folder) == before


def test_files_with_a_mistake_are_mended_first(folder: Path) -> None:
    path = folder / "people.yaml"
    path.write_text(path.read_text("utf-8").replace("side: company", "side: compny"), "utf-8")
    before = contents(folder)
    done = run(NIGHT, "--fact", "judge-suspends-order")
    assert done.exit_code == 2
    assert "did you mean 'company'?" in done.stderr
    assert contents(folder) == before
