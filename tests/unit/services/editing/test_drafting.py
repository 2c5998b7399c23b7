"""A draft is looked at before it is written, and written whole or not at all."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.content.loading import Loaded, load
from bot.domain.problem import Problem
from bot.services.editing.drafting import add_files, add_to_list, add_to_record
from tests.support.examples import write_example

TERM = {
    "id": "soot", "term": {"nl": "Roet", "en": "Soot"}, "text": {"nl": "Wat achterblijft.", "en": "What stays."},
    "facts": ["permit-granted"],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_example(tmp_path / "briefings")


def test_what_is_planned_is_seen_as_if_it_stood_there_before_anything_is_written(folder: Path) -> None:
    file = folder / "glossary.yaml"
    before, seen = file.read_bytes(), []

    def look(planned: Loaded) -> Iterable[Problem]:
        assert planned.snapshot is not None
        seen.append(("soot" in planned.snapshot.terms, file.read_bytes() == before))
        return ()

    drafted = add_to_list(folder, "glossary", TERM, find_faults=look)
    assert seen == [(True, True)]
    assert drafted.problems == ()
    assert file.read_text("utf-8").split("\n")[drafted.line - 1] == "- id: soot"


def test_a_fault_that_the_caller_finds_keeps_it_from_being_written(folder: Path) -> None:
    fault = Problem("x", 1, 1, "error", "not this one")
    before = (folder / "glossary.yaml").read_bytes()
    assert add_to_list(folder, "glossary", TERM, find_faults=lambda _: [fault]).problems == (fault,)
    assert (folder / "glossary.yaml").read_bytes() == before


def test_a_save_in_between_is_not_written_over(folder: Path) -> None:
    file = folder / "topics.yaml"

    def save(_: Loaded) -> Iterable[Problem]:
        file.write_text("# An editor was here.\n" + file.read_text("utf-8"), "utf-8")
        return ()

    place = load(folder).places[("topic", "oven")]
    drafted = add_to_record((file, place.line), folder, ("aliases", "nl"), "kachel", find_faults=save)
    (problem,) = drafted.problems
    assert "changed meanwhile" in problem.message
    assert file.read_text("utf-8").startswith("# An editor was here.\n")
    assert "kachel" not in file.read_text("utf-8")


def test_a_byte_order_mark_stays_where_it_is(folder: Path) -> None:
    file = folder / "topics.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    place = load(folder).places[("topic", "oven")]
    drafted = add_to_record((file, place.line), folder, ("aliases", "nl"), "kachel")
    assert drafted.problems == ()
    assert file.read_bytes().startswith(b"\xef\xbb\xbf- id: oven")
    assert "nl: [houtoven, rook, kachel]" in file.read_text("utf-8-sig")


def test_what_cannot_be_written_is_a_problem_and_leaves_nothing_behind(folder: Path) -> None:
    for path in (folder / "updates").iterdir():
        path.unlink()
    (folder / "updates").rmdir()
    (folder / "updates").write_text("in the way", "utf-8")
    text = (Path(__file__).parents[3] / "example/updates/2026-06-10-order-suspended.yaml").read_text("utf-8")
    drafted = add_files(folder, {"updates/2026-06-10-order-suspended.yaml": text})
    (problem,) = drafted.problems
    assert "cannot be written" in problem.message
    assert (folder / "updates").read_text("utf-8") == "in the way"


def test_the_line_told_is_that_of_the_new_record_and_not_of_one_with_a_like_name(folder: Path) -> None:
    drafted = add_to_list(folder, "glossary", {**TERM, "id": "toler"})
    assert (folder / "glossary.yaml").read_text("utf-8").split("\n")[drafted.line - 1] == "- id: toler"
