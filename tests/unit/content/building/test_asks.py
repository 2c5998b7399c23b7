"""Questions that stand apart are the record's as if they stood with it; a wrong one is told at its line."""

from pathlib import Path

import pytest

from bot.content.loading import load
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang, Words
from tests.support.examples import write_example


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return write_example(tmp_path / "example")


def problems(folder: Path, asks: str) -> list[str]:
    """`line:column severity message`, of a file of questions that holds `asks`."""
    path = folder / "asks/more.yaml"
    path.write_text(asks, "utf-8")
    return [
        f"{each.line}:{each.column} {each.severity} {each.message}"
        for each in load(folder).problems
        if each.path == str(path)
    ]


def snapshot_of(folder: Path) -> Snapshot:
    found = load(folder)
    assert found.snapshot is not None, [str(problem) for problem in found.problems]
    return found.snapshot


def test_a_records_own_questions_come_first_and_those_apart_after_them(example: Path) -> None:
    asks = "council-orders-oven-off:\n  nl:\n    - Hoe lang nog?\n  en:\n    - How long?\n"
    assert problems(example, asks) == []
    fact = snapshot_of(example).facts["council-orders-oven-off"]
    assert fact.asks == Words(
        ("Wanneer moet de oven uit?", "Hoe lang nog?"), ("When must the oven be off?", "How long?")
    )


def test_every_kind_of_record_that_answers_can_be_asked_for(example: Path) -> None:
    names = [
        "fact:oven-stays-lit", "person:bea-brood", "term:tolerance", "deadline:oven-off", "stake:clean-air",
        "conflict:anyone-ill", "status:oven-order", "unknown:oven-price",
    ]  # fmt: skip
    (example / "asks/others.yaml").unlink()
    asks = "".join(f"{name}:\n  en:\n    - What of {name}?\n" for name in names)
    asks += "briefing:court:\n  nl: [En de rechter?]\nabout:dossier:\n  nl: [Wie schreef dit?]\nabout:bot:\n  en: [Who are you]\n"
    assert (
        problems(
            example,
            asks.replace("[En de rechter?]", '["En de rechter?"]').replace(
                "[Wie schreef dit?]", '["Wie schreef dit?"]'
            ),
        )
        == []
    )
    snapshot = snapshot_of(example)
    for name in names:
        kind, _, record = name.partition(":")
        assert f"What of {name}?" in snapshot.of_kind(kind)[record].asks.en
    assert all(snapshot.briefings[("court", lang)].asks.nl == ("En de rechter?",) for lang in Lang)
    assert snapshot.dossier.asks.nl == ("Wie schreef dit?",)
    assert snapshot.dossier.asks_of_bot.en == ("Who are you",)


def test_without_the_folder_the_dossier_is_whole(example: Path) -> None:
    for path in (example / "asks").iterdir():
        path.unlink()
    (example / "asks").rmdir()
    assert load(example).problems == ()


@pytest.mark.parametrize(
    ("asks", "told"),
    [
        ("baker-refused:\n  nl: [a]\n", "1:1 error unknown fact 'baker-refused'; did you mean 'baker-refuses'?"),
        ("oven-off:\n  nl: [a]\nunknwn:oven-price:\n  en: [b]\n", "3:1 error 'unknwn' is no kind of record that questions lead to; did you mean 'unknown'?"),
        ("status:oven-ordre:\n  nl: [a]\n", "1:1 error unknown status 'oven-ordre'; did you mean 'oven-order'?"),
        ("briefing:cort:\n  nl: [a]\n", "1:1 error unknown briefing 'cort'; did you mean 'court'?"),
        ("about:dosier:\n  nl: [a]\n", "1:1 error unknown about 'dosier'; did you mean 'dossier'?"),
        ("oven-stays-lit:\n  - a\n", "1:1 error should be a record: keys with their values"),
        ("oven-stays-lit:\n  de: [a]\n", "2:3 error unknown key 'de'"),
        ("oven-stays-lit:\n  nl:\n    - <b>a</b>\n", "3:7 error nl: has HTML in it; write plain text"),
        ("oven-stays-lit:\n  nl: [a]\noven-stays-lit:\n  nl: [b]\n", "3:1 error key 'oven-stays-lit' stands twice"),
        ("- id: oven-stays-lit\n", "1:1 error should be one record: keys with their values"),
        ("council-orders-oven-off:\n  en:\n    - What now?\n    - when must  the oven be OFF?\n", "4:7 warning stands with its record too: "),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place(example: Path, asks: str, told: str) -> None:
    found = problems(example, asks)
    assert any(each.startswith(told) for each in found), found


def test_a_record_that_is_asked_for_in_two_files_is_told_with_the_other_place(example: Path) -> None:
    (told,) = problems(example, "fact:baker-refuses:\n  nl: [a]\n")
    assert told.startswith("1:1 error id 'baker-refuses' is taken: ")
    assert "01-spring.yaml:1" in told
