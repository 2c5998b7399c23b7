"""Whether a push may go to a reader now: pause, quiet hours, cap a day, and how long it keeps."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.delivery.permission import Permission, cap_day_starts, may_send, may_send_digest
from bot.domain.delivery.quiet_hours import QuietHours, is_quiet
from bot.domain.delivery.retry_policy import State
from bot.domain.delivery.subscription import Subscription
from bot.domain.text import Lang

PLAIN = Subscription(lang=Lang.NL, zone="Europe/Amsterdam")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(
    now=MOMENTS,
    quiet=st.builds(QuietHours, CLOCKS, CLOCKS),
    breaking=st.booleans(),
    lets_through=st.booleans(),
)
def test_nothing_goes_out_in_quiet_hours_but_what_the_reader_lets_through(
    now: datetime, quiet: QuietHours, *, breaking: bool, lets_through: bool
) -> None:
    reader = replace(PLAIN, quiet=quiet, breaking_in_quiet=lets_through)
    found = may_send(reader, breaking=breaking, sent_today=0, now=now, fold_at=None)
    if is_quiet(quiet, reader.zone, now) and not (breaking and lets_through):
        assert found.state is State.QUEUED
        assert found.wait_until is not None
        assert found.wait_until > now
        assert not is_quiet(quiet, reader.zone, found.wait_until)
    else:
        assert found == Permission(State.CLAIMED)


@given(now=MOMENTS, cap=st.integers(1, 5), sent=st.integers(0, 8), breaking=st.booleans())
def test_what_is_over_the_cap_waits_for_the_digest_unless_it_is_breaking(
    now: datetime, cap: int, sent: int, *, breaking: bool
) -> None:
    found = may_send(replace(PLAIN, daily_cap=cap), breaking=breaking, sent_today=sent, now=now, fold_at=None)
    assert found.state is (State.FOLDED if sent >= cap and not breaking else State.CLAIMED)


@given(now=MOMENTS, minutes=st.integers(-600, 600), breaking=st.booleans())
def test_a_pause_and_a_shelf_life_hold_back_what_is_breaking_too(
    now: datetime, minutes: int, *, breaking: bool
) -> None:
    moment = now + timedelta(minutes=minutes)
    paused = may_send(
        replace(PLAIN, paused_until=moment), breaking=breaking, sent_today=0, now=now, fold_at=None
    )
    assert paused.state is (State.FOLDED if minutes > 0 else State.CLAIMED)
    kept = may_send(PLAIN, breaking=breaking, sent_today=0, now=now, fold_at=moment)
    assert kept.state is (State.CLAIMED if minutes > 0 else State.FOLDED)


def test_a_digest_waits_for_the_end_of_a_pause_and_not_for_quiet_hours() -> None:
    now = datetime(2026, 11, 23, 3, tzinfo=UTC)
    night = replace(PLAIN, quiet=QuietHours(time(22), time(7)))
    assert may_send_digest(night, now).state is State.CLAIMED
    until = now + timedelta(days=2)
    assert may_send_digest(replace(night, paused_until=until), now) == Permission(State.QUEUED, until)


@given(now=MOMENTS, zone=st.sampled_from(["Europe/Amsterdam", "America/New_York", "Asia/Kolkata"]))
def test_the_day_of_a_cap_begins_at_the_readers_midnight(now: datetime, zone: str) -> None:
    starts = cap_day_starts(replace(PLAIN, zone=zone), now)
    local = now.astimezone(ZoneInfo(zone))
    assert (starts.date(), starts.time(), starts.utcoffset()) == (
        local.date(),
        time(0),
        local.replace(hour=0, minute=0).utcoffset(),
    )
