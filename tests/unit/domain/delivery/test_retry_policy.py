"""What becomes of a message after each of Telegram's answers, and how long it waits."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.delivery.retry_policy import (
    LONGEST_WAIT,
    MOST_FAILURES,
    MOST_TRIES,
    POLICY,
    Guarantee,
    SendOutcome,
    State,
    rule_for,
    wait_after,
    wait_before,
)


def test_every_outcome_has_its_rule() -> None:
    assert set(POLICY) == set(SendOutcome)


@given(st.sampled_from(SendOutcome), st.sampled_from(Guarantee), st.integers(0, 100))
def test_what_counts_as_a_try_is_given_up_in_the_end_and_what_does_not_never_is(
    outcome: SendOutcome, repeat: Guarantee, tries: int
) -> None:
    rule = rule_for(outcome, repeat, tries)
    most = MOST_FAILURES if outcome is SendOutcome.SERVER_ERROR else MOST_TRIES
    if rule.state is State.QUEUED:
        assert not rule.counts or tries + 1 < most
    if rule_for(outcome, repeat, 0).state is State.QUEUED and not rule.counts:
        assert rule.state is State.QUEUED


@pytest.mark.parametrize(
    ("repeat", "state"), [(Guarantee.AT_LEAST_ONCE, State.QUEUED), (Guarantee.AT_MOST_ONCE, State.UNKNOWN)]
)
def test_what_may_have_arrived_is_sent_again_only_where_twice_is_better_than_never(
    repeat: Guarantee, state: State
) -> None:
    assert rule_for(SendOutcome.UNKNOWN, repeat, 0).state is state


@given(st.integers(0, 60))
def test_waits_double_and_end_at_ten_minutes(tries: int) -> None:
    assert wait_before(tries) == min(LONGEST_WAIT, timedelta(seconds=2 ** min(tries, 10)))


@given(st.sampled_from(SendOutcome), st.integers(0, 20), st.floats(0.1, 3600))
def test_a_wait_that_telegram_names_is_kept(outcome: SendOutcome, tries: int, seconds: float) -> None:
    expected = timedelta(0) if outcome is SendOutcome.MOVED else timedelta(seconds=seconds)
    assert wait_after(outcome, tries, seconds) == expected
