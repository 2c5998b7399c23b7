"""When lost answers are a worry."""

import pytest

from bot import metrics
from bot.monitoring.lost_answers import WINDOW_SECONDS, LostAnswers, is_losing


class Sums:
    """What was counted since the start, and the time, by hand."""

    def __init__(self) -> None:
        self.lost, self.updates, self.at = 100.0, 10_000.0, 0.0

    def count(self) -> tuple[float, float]:
        return self.lost, self.updates


def test_what_was_lost_before_the_first_look_is_not_of_the_last_minutes() -> None:
    sums = Sums()
    watch = LostAnswers(sums.count, lambda: sums.at)
    assert watch.look() == (0, 0)


def test_what_was_lost_is_forgotten_after_five_minutes() -> None:
    sums = Sums()
    watch = LostAnswers(sums.count, lambda: sums.at)
    watch.look()
    sums.at, sums.lost, sums.updates = 15.0, 104.0, 10_020.0
    assert watch.look() == (4, 20)
    for step in range(1, 40):
        sums.at = 15.0 + 15.0 * step
        lost, _ = watch.look()
        assert lost == (4 if sums.at - 15.0 < WINDOW_SECONDS else 0), sums.at


@pytest.mark.parametrize(
    ("lost", "updates", "worries"),
    [(0, 0, False), (2, 2, False), (3, 10, True), (3, 1000, False), (50, 1000, True), (49, 1000, False)],
)
def test_a_hiccup_is_no_worry_and_a_share_of_all_is(lost: int, updates: int, worries: bool) -> None:
    assert is_losing(lost, updates) is worries


def test_the_sums_are_those_that_prometheus_reads() -> None:
    watch = LostAnswers()
    watch.look()
    metrics.ANSWERS_LOST.labels("unknown").inc()
    metrics.ANSWERS_LOST.labels("refused").inc()
    metrics.UPDATES.labels("message", "handled").inc(3)
    assert watch.look() == (2, 3)
