"""What may be told of a state of play at a moment: the period of that day, and nothing that came later."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.content.loading import load
from bot.domain.records.fact import Lifecycle
from bot.domain.records.status import Status
from bot.domain.snapshot import Snapshot
from bot.domain.visibility import visible_part
from tests.support.examples import EXAMPLE

ALL = datetime(2026, 7, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def example() -> Snapshot:
    found = load(EXAMPLE).snapshot
    assert found is not None
    return found


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+00:00")


def then(snapshot: Snapshot, day: str, as_of: str | None = None) -> Status | None:
    status = snapshot.statuses["oven-order"]
    return snapshot.at(at(day), at(as_of) if as_of else None).status(status)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2026-02-28", None),
        ("2026-03-01", "announced"),
        ("2026-03-15", "announced"),  # the gap: what was last known
        ("2026-03-16", "in force"),
        ("2026-06-09", "in force"),
        ("2026-06-10", "suspended"),  # a period counts from its first day on
        ("2026-11-27", "suspended"),
    ],
)
def test_each_day_has_the_period_that_holds(example: Snapshot, day: str, state: str | None) -> None:
    found = then(example, day)
    assert (found.periods[-1].state.en if found else None) == state
    asked_later = then(example, "2026-12-01", as_of=day)
    assert (asked_later.periods[-1].state.en if asked_later else None) == state
    period = example.statuses["oven-order"].period_at(at(day))
    assert (period.state.en if period else None) == state


def test_the_day_begins_where_the_dispute_is(example: Snapshot) -> None:
    midnight = datetime(2026, 6, 9, 22, tzinfo=UTC)  # in Oudewetering
    status = example.statuses["oven-order"]
    before = example.at(midnight - timedelta(seconds=1)).status(status)
    after = example.at(midnight).status(status)
    assert before is not None
    assert after is not None
    assert (before.periods[-1].state.en, after.periods[-1].state.en) == ("in force", "suspended")


def test_words_that_tell_of_what_came_later_are_left_out(example: Snapshot) -> None:
    early = then(example, "2026-03-01")  # the refusal came a day later
    assert early is not None
    assert early.periods[-1].text is None
    assert early.periods[-1].facts == ("council-orders-oven-off",)
    assert early.periods[-1].until is None
    assert (early.answer, early.awaited, early.lead_when_unspecified) == (None, None, None)
    assert early.as_of == at("2026-03-01").date()
    whole = then(example, "2026-03-02")
    assert whole is not None
    assert whole.periods[-1].text is not None
    assert whole.answer is None


def test_from_the_day_of_which_it_tells_all_of_it_is_told(example: Snapshot) -> None:
    found = then(example, "2026-07-02")
    assert found == example.statuses["oven-order"]
    on_the_day = then(example, "2026-06-10")
    assert on_the_day is not None
    assert on_the_day.answer is None  # it tells of how things stood on 30 June
    assert on_the_day.periods[-1].as_known is None  # "as far as known on 30 June": not yet


def test_a_period_that_rests_on_what_is_hidden_alone_is_not_shown(example: Snapshot) -> None:
    hidden = replace(example.facts["judge-suspends-order"], lifecycle=Lifecycle(draft=True))
    snapshot = replace(example, facts={**example.facts, hidden.id: hidden})
    found = then(snapshot, "2026-07-02")
    assert found is not None
    assert found.periods[-1].state.en == "in force"
    assert (found.answer, found.awaited) == (None, None)
    part = visible_part(snapshot, ALL)
    assert part.statuses["oven-order"] == found
    assert "suspended" not in str(part.statuses)
