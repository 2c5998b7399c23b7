"""Causes: relations, outcomes and corrections that run backwards in time."""

import re
from collections.abc import Sequence
from pathlib import Path

from tests.unit.content.lint.conftest import warnings

RULES = ("outcome-before-cause",)


def test_what_is_older_than_its_cause_is_told_at_the_relation(told: Sequence[str]) -> None:
    """The order of the example is of 1 March, the end of its term of 15 March, ten in the evening.

    - id: too-early
      date: 2026-02-20
      relations: [{outcome-of: council-orders-oven-off}, {supersedes: oven-stays-lit}, {answers: baker-refuses}]
    - id: in-time
      date: 2026-03-16
      relations: [{outcome-of: council-orders-oven-off}, {supersedes: oven-stays-lit}, {answers: baker-refuses}]
    - id: same-month
      date: 2026-03
      relations: [{outcome-of: council-orders-oven-off}]
    """
    assert [each.partition(": ")[2] for each in told] == [
        "this (2026-02-20) is said to come of 'council-orders-oven-off' (2026-03-01), which is later [outcome-before-cause]",
        "this (2026-02-20) replaces 'oven-stays-lit' (2026-03-15), which is later [outcome-before-cause]",
        "this (2026-02-20) answers 'baker-refuses' (2026-03-02), which is later [outcome-before-cause]",
    ]


def test_an_outcome_on_the_day_of_its_cause_needs_an_hour_where_the_cause_has_one(
    told: Sequence[str],
) -> None:
    """Of what came on the day of the deadline nobody knows whether it came after it.

    - id: no-hour
      date: 2026-03-15
      relations: [{outcome-of: oven-stays-lit}]
    - id: an-hour
      date: 2026-03-15T22:30:00+01:00
      relations: [{outcome-of: oven-stays-lit}]
    - id: an-hour-before
      date: 2026-03-15T20:30:00+00:00
      relations: [{outcome-of: oven-stays-lit}]
    """
    assert len(told) == 2
    assert "has an hour on the same day: give this its hour" in told[0]
    assert "(2026-03-15), which is later" in told[1]


def test_a_date_that_is_only_about_right_has_room(told: Sequence[str]) -> None:
    """Around 25 February, and an order of 1 March.

    - id: about
      date: 2026-02-25
      date_precision: approximate
      relations: [{outcome-of: council-orders-oven-off}]
    """
    assert told == []


def test_a_correction_that_goes_out_before_what_it_corrects_happened_is_told(folder: Path) -> None:
    path = folder / "updates/2026-06-10-order-suspended.yaml"
    text = path.read_text("utf-8")
    early = re.sub(r"^publish_at: .*$", "publish_at: 2026-02-10T12:00:00+02:00", text, flags=re.MULTILINE)
    assert early != text
    path.write_text(early, "utf-8")
    (told,) = [each for each in warnings(folder) if "outcome-before-cause" in each]
    assert "this goes out on 2026-02-10 and corrects" in told
