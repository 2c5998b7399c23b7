"""What is called open and has passed."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.unit.content.lint.conftest import warnings

RULES = ("open-though-passed",)


def test_a_fact_that_holds_no_more_and_speaks_of_something_open_is_told(told: Sequence[str]) -> None:
    """The dossier knows things up to 30 June 2026.

    - id: ended
      until: 2026-06-10
      text: {nl: Het beroep loopt nog., en: The appeal is still pending.}
    - id: replaced
      text: {nl: De oven moet uit., en: The oven must go out.}
    - id: replacing
      relations: [{supersedes: replaced}]
      text: {nl: De oven moet uit., en: The oven must go out.}
    - id: dated
      until: 2026-06-10
      text: {nl: Op 1 mei liep het beroep nog., en: On 1 May the appeal is still pending.}
    - id: past
      until: 2026-06-10
      text: {nl: Het beroep liep toen., en: The appeal was under way then.}
    """
    assert [each.partition(": ")[2] for each in told] == [
        "text.nl: 'loopt nog' speaks of something open, and it held until 2026-06-10 [open-though-passed]",
        "text.en: 'is still pending' speaks of something open, and it held until 2026-06-10 [open-though-passed]",
        "text.nl: 'moet' speaks of something open, and 'replacing' replaces it [open-though-passed]",
        "text.en: 'must' speaks of something open, and 'replacing' replaces it [open-though-passed]",
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        (
            "deadlines.yaml",
            "en: The town gave the bakery two weeks.",
            "en: The bakery has until the weekend.",
            "its moment was 2026-03-15",
        ),
        (
            "status.yaml",
            "en: The oven stayed lit all the same.",
            "en: The oven is still pending.",
            "this period ended on 2026-06-10",
        ),
        (
            "unknowns.yaml",
            "en: We do not know what the oven cost.",
            "en: We know of no price up to 1 May 2026.",
            "the dossier knows things up to 2026-06-30",
        ),
    ],
)
def test_a_deadline_a_period_and_a_day_of_knowledge_that_have_passed_are_told(
    folder: Path, name: str, old: str, new: str, says: str
) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    told = [each for each in warnings(folder) if each.endswith("[open-though-passed]")]
    assert len(told) == 1
    assert says in told[0]
