"""Relations to facts that readers cannot see, and facts that nothing leads to."""

from collections.abc import Sequence
from pathlib import Path

from tests.unit.content.lint.conftest import warnings

RULES = ("dead-relation", "unreached-fact")


def test_a_relation_to_a_draft_an_expired_or_a_later_fact_is_told_at_its_line(told: Sequence[str]) -> None:
    """Now is 1 July 2026. A draft may point where it likes.

    - id: hidden
      draft: true
    - id: gone
      expires: 2026-06-01T00:00:00Z
    - id: later
      publish_at: 2026-12-01T00:00:00Z
    - id: pointing
      relations:
        - supersedes: hidden
        - answers: gone
        - outcome-of: later
    - id: pointing-draft
      draft: true
      relations: [{answers: gone}]
    """
    assert [each.partition(": ")[2].removesuffix(" [dead-relation]") for each in told] == [
        "the fact 'hidden' is a draft: readers come upon nothing here",
        "the fact 'gone' expired on 2026-06-01: readers come upon nothing here",
        "the fact 'later' is not shown before 2026-12-01T00:00:00Z: readers come upon nothing here",
    ]
    lines = [int(each.partition(":")[0]) for each in told]
    assert lines == [lines[0], lines[0] + 1, lines[0] + 2]


def test_a_deadline_that_rests_on_a_draft_is_told_in_its_own_file(folder: Path) -> None:
    facts = folder / "facts/02-court.yaml"
    text = facts.read_text("utf-8")
    facts.write_text(text.replace("- id: oven-stays-lit\n", "- id: oven-stays-lit\n  draft: true\n"), "utf-8")
    assert any(
        each.startswith("deadlines.yaml:") and "'oven-stays-lit' is a draft" in each
        for each in warnings(folder)
    )


def test_a_fact_that_nothing_leads_to_is_told_and_one_with_questions_of_its_own_is_not(
    told: Sequence[str],
) -> None:
    """The first has no `asks`, and no other record names it.

    - id: lonely
      asks: {}
    - id: asked-for
      asks: {nl: [waarom], en: [why]}
    """
    assert told == ["1: no briefing, question, update, deadline or stake leads to this fact [unreached-fact]"]


def test_a_fact_that_an_editors_question_names_is_reached(folder: Path, told: Sequence[str]) -> None:
    """Named in questions.yaml below.

    - id: lonely
      asks: {}
    """
    assert len(told) == 1
    questions = folder / "questions.yaml"
    questions.write_text(
        questions.read_text("utf-8") + "- {ask: Why, lang: en, answer_with: [lonely]}\n", "utf-8"
    )
    assert warnings(folder) == []
