"""Of which kind each change is, as `bot diff` names it, and when a typo is doubtful."""

import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.content.loading import load
from bot.domain.snapshot import Snapshot
from bot.services.editing.change_kinds import Told
from bot.services.editing.comparing import RecordChange, compare_records, find_announced, propose_updates
from tests.support.examples import write_example

FACT = "baker-refuses"
CORRECTION = (
    "  changes: [{revision: 2, kind: correction, on: 2026-07-01, was: {nl: Oud., en: Old.}, "
    "reason: {nl: Een fout., en: A mistake.}}]\n"
)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return write_example(tmp_path / "example")


def snapshot_of(folder: Path) -> Snapshot:
    found = load(folder)
    assert found.snapshot is not None, [str(problem) for problem in found.problems]
    return found.snapshot


def edit(folder: Path, name: str, *pairs: tuple[str, str]) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def changes_of(folder: Path, name: str, *pairs: tuple[str, str]) -> dict[str, RecordChange]:
    before = snapshot_of(folder)
    edit(folder, name, *pairs)
    return {change.id: change for change in compare_records(before, snapshot_of(folder))}


WORDS = ("Baker Brood refused to put", "Baker Brood would not put")
RAISED = (f"- id: {FACT}\n", f"- id: {FACT}\n  revision: 2\n")


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ((WORDS,), Told.TYPO),
        ((WORDS, RAISED), Told.UNDECLARED),
        ((WORDS, RAISED, ("  revision: 2\n  kind: statement", "  revision: 2\n  changes: [{revision: 2, kind: update, on: 2026-07-01}]\n  kind: statement")), Told.DIGESTS),
        ((WORDS, RAISED, ("  revision: 2\n  kind: statement", "  revision: 2\n  changes: [{revision: 2, kind: typo, on: 2026-07-01}]\n  kind: statement")), Told.TYPO),
        ((WORDS, RAISED, ("  revision: 2\n  kind: statement", f"  revision: 2\n{CORRECTION}  kind: statement")), Told.THOSE_WHO_SAW),
        ((("locator: headline", "locator: title"),), Told.NOBODY),
    ],
)  # fmt: skip
def test_each_change_is_named_by_its_kind(
    example: Path, pairs: tuple[tuple[str, str], ...], told: Told
) -> None:
    assert changes_of(example, "facts/01-spring.yaml", *pairs)[FACT].told is told


def test_a_correction_in_updates_that_names_the_fact_gives_its_revision_a_kind(example: Path) -> None:
    edit(
        example,
        "facts/02-court.yaml",
        ("  revision: 2\n", "  revision: 1\n"),
        ("  changes:\n", "  notes: |\n"),
    )
    change = changes_of(
        example,
        "facts/02-court.yaml",
        ("  revision: 1\n", "  revision: 2\n"),
        ("suspended the", "annulled the"),
    )
    assert change["judge-suspends-order"].told is Told.THOSE_WHO_SAW


@pytest.mark.parametrize(
    ("name", "record", "old", "new", "doubt"),
    [
        ("facts/02-court.yaml", "night-bread-returns", "The Crust bakes 300", "The Crust bakes 400", "text.en: 300 became 400"),
        ("facts/01-spring.yaml", "council-orders-oven-off", "on 15 March to put", "on 16 March to put", "text.en: 15 March became 16 March"),
        ("facts/01-spring.yaml", "baker-refuses", "Bakker Brood weigerde", "Bakker Regel weigerde", "text.nl: Brood became Regel"),
        ("facts/01-spring.yaml", "permit-granted", "date: 2025-11", "date: 2025-12", "when: 2025-11-01 became 2025-12-01"),
        ("deadlines.yaml", "oven-off", "two weeks", "three weeks", "text.en: two became three"),
        ("briefings/overview.nl.md", "overview.nl", "bakkerij twee weken. De bakker", "bakkerij vier weken. De bakker", "body.nl: twee became vier"),
    ],
)  # fmt: skip
def test_a_number_a_date_or_a_name_that_changes_in_silence_is_doubtful(
    example: Path, name: str, record: str, old: str, new: str, doubt: str
) -> None:
    assert changes_of(example, name, (old, new))[record].doubts == (doubt,)


def test_other_words_for_the_same_are_no_doubt(example: Path) -> None:
    change = changes_of(
        example, "facts/02-court.yaml", ("The Crust bakes 300", "Once more The Crust bakes 300")
    )
    assert change["night-bread-returns"].doubts == ()


def test_a_declared_correction_is_announced_and_not_proposed_again_and_a_typo_never(example: Path) -> None:
    before = snapshot_of(example)
    edit(
        example,
        "facts/01-spring.yaml",
        WORDS,
        (f"- id: {FACT}\n", f"- id: {FACT}\n  revision: 2\n{CORRECTION}"),
    )
    after = snapshot_of(example)
    assert [update.id for update in find_announced(before, after)] == [f"2026-07-01-{FACT}-2"]
    assert propose_updates(before, after, "2026-07-01") == []
    edit(
        example,
        "facts/01-spring.yaml",
        (CORRECTION, "  changes: [{revision: 2, kind: typo, on: 2026-07-01}]\n"),
    )
    assert propose_updates(before, snapshot_of(example), "2026-07-01") == []
    edit(example, "facts/01-spring.yaml", ("revision: 2, kind: typo", "revision: 2, kind: update"))
    (proposal,) = propose_updates(before, snapshot_of(example), "2026-07-01")
    assert proposal["kind"] == "new"


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git: apt-get install git")
def test_bot_diff_prints_the_kind_and_warns_of_a_silent_number(
    example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFINGS_DIR", str(example))
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}")
    who = ["-c", "user.name=Ed", "-c", "user.email=ed@example.org"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "first"]):
        subprocess.run(["git", "-C", str(example), *command], check=True)
    edit(example, "facts/02-court.yaml", ("The Crust bakes 300", "The Crust bakes 400"))
    done = CliRunner().invoke(app, ["diff", "HEAD"])
    assert done.exit_code == 0, done.output
    assert "~ fact night-bread-returns: text (a typo: nobody is told)" in done.stdout
    assert "warning: text.en: 300 became 400" in done.stdout
