"""`bot new`: every kind by flags, by questions, and nothing changed where it would bring a fault."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.content.loading import load
from tests.support.examples import write_example


def both(*names: str) -> list[str]:
    """Flags that both languages need."""
    return [
        part
        for name in names
        for part in (f"--{name}-nl", f"Iets: {name}?", f"--{name}-en", f"Something: {name}?")
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = write_example(tmp_path / "briefings")
    monkeypatch.setenv("BRIEFINGS_DIR", str(made))
    return made


def run(*arguments: str, said: str = "") -> Result:
    return CliRunner().invoke(app, ["new", *arguments], input=said)


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def errors(folder: Path) -> set[str]:
    return {str(each) for each in load(folder).problems if each.severity == "error"}


FACT = [
    "--stance", "claim", "--date", "2026-06-09", "--about", "oven", "--locator", "first line",
]  # fmt: skip


def flags(kind: str, folder: Path) -> list[str]:
    snapshot = load(folder).snapshot
    assert snapshot is not None
    person, source, fact = (next(iter(each)) for each in (snapshot.people, snapshot.sources, snapshot.facts))
    match kind:
        case "fact":
            return [*FACT, *both("text"), "--kind", "event", "--who", person, "--source", source]
        case "statement":
            return [*FACT, *both("text", "channel"), "--who", person, "--source", source, "--answers", fact]
        case "deadline":
            ids = ["--set-by", person, "--binding-on", person, "--facts", fact]
            return [*both("title", "text"), *ids, "--due", "2026-07-01", "--known-from", "2026-06-01"]
        case "update":
            return [*both("title", "text"), "--about", "oven", "--facts", fact]
        case "briefing":
            return [*both("title", "body"), "--order", "7", "--facts", fact]
        case "source":
            seen = ["--publisher", "De Bode", "--title", "Oven: uit?", "--published", "2026-06-09"]
            return [*seen, "--language", "nl", "--reliability", "local daily"]
        case _:
            return both("names", "role")


@pytest.mark.parametrize("kind", ["fact", "statement", "deadline", "update", "briefing", "source", "person"])
def test_every_kind_by_flags_loads_and_only_its_file_changes(kind: str, folder: Path) -> None:
    before, before_errors = contents(folder), errors(folder)
    done = run(kind, *flags(kind, folder))
    assert done.exit_code == 0, done.output
    path, line = done.stdout.strip().rsplit(":", 1)
    after = contents(folder)
    changed = {each for each in after if after[each] != before.get(each)}
    assert len(changed) == (2 if kind == "briefing" else 1)
    assert Path(path) in changed
    if kind not in ("update", "briefing"):
        assert Path(path).read_text("utf-8").split("\n")[int(line) - 1].startswith("- id: ")
    assert errors(folder) <= before_errors


def test_a_wrong_id_is_told_with_what_was_perhaps_meant_and_nothing_changes(folder: Path) -> None:
    before = contents(folder)
    arguments = flags("statement", folder)
    arguments[arguments.index("--about") + 1] = "ovn"
    done = run("statement", *arguments)
    assert done.exit_code == 2
    assert "did you mean 'oven'?" in done.stderr
    assert contents(folder) == before


def test_a_record_that_would_bring_a_fault_is_taken_back(folder: Path) -> None:
    before = contents(folder)
    arguments = flags("fact", folder)
    arguments[arguments.index("--date") + 1] = "2027-01-01"
    done = run("fact", *arguments)
    assert done.exit_code == 1
    assert "after the last verified day" in done.stderr
    assert "nothing was changed" in done.stderr
    assert contents(folder) == before


def test_what_is_missing_is_named_all_at_once(folder: Path) -> None:
    done = run("person", "--names-en", "Someone")
    assert done.exit_code == 2
    assert "--names-nl, --role-nl, --role-en" in done.stderr


def test_without_flags_it_asks_and_asks_again_after_a_wrong_answer(folder: Path) -> None:
    said = "\nperso\nperson\nRoos\nRose\nbakker\nbaker\n\n\n\n\n"
    done = run("person", said=said)
    assert done.exit_code == 0, done.output
    assert "did you mean 'person'?" in done.stderr
    snapshot = load(folder).snapshot
    assert snapshot is not None
    assert snapshot.people["rose"].names.nl == ("Roos",)
