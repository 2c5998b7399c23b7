"""When a digest is due, against a brute-force oracle and the days on which clocks change."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.delivery.zones import check
from bot.domain.delivery.quiet_hours import QuietHours, is_quiet, quiet_ends
from bot.domain.delivery.schedule import Cadence, Schedule, next_due
from bot.domain.delivery.wall_clock import moment_on

NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001 - that it has no zone is the point
ALL_DAYS = frozenset(range(7))
ZONES = sorted(zone for zone in available_timezones() if not zone.startswith(("posix/", "right/")))


def daily(zone: str, at: time, weekdays: frozenset[int] = ALL_DAYS, **more: object) -> Schedule:
    return Schedule(Cadence.DAILY, at, weekdays, zone, **more)  # type: ignore[arg-type]


def moments(first: int, last: int) -> st.SearchStrategy[datetime]:
    start = datetime(first, 1, 1, tzinfo=UTC)
    most = int((datetime(last, 1, 1, tzinfo=UTC) - start).total_seconds())
    return st.integers(0, most).map(lambda seconds: start + timedelta(seconds=seconds))


def oracle(zone: str, day: date, at: time) -> datetime | None:
    """Walks through UTC minute by minute: the first minute of local `day` at or after `at`, else its last minute."""
    found, last = None, None
    moment = datetime.combine(day, time(0), tzinfo=UTC) - timedelta(hours=15)
    for _ in range(60 * 54):
        local = moment.astimezone(ZoneInfo(zone))
        if local.date() == day:
            last = moment
            if found is None and local.time() >= at:
                found = moment
        moment += timedelta(minutes=1)
    return found or last


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        (
            "Europe/Amsterdam",
            date(2026, 3, 29),
            time(2, 30),
            "2026-03-29T01:00",
        ),  # skipped: just after the gap
        ("Europe/Amsterdam", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),  # twice: the first
        ("Europe/Amsterdam", date(2026, 7, 1), time(8, 0), "2026-07-01T06:00"),
        ("Pacific/Apia", date(2011, 12, 30), time(8, 0), None),  # the day that Samoa left out
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:30"),  # half an hour
        ("America/Sao_Paulo", date(2018, 11, 4), time(0, 0), "2018-11-04T03:00"),  # the day began at one
    ],
)
def test_known_changes_of_the_clock(zone: str, day: date, at: time, expected: str | None) -> None:
    found = moment_on(zone, day, at)
    assert found == (datetime.fromisoformat(expected).replace(tzinfo=UTC) if expected else None)


@settings(deadline=None, max_examples=60)
@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2020, 1, 2), date(2029, 12, 30)),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_each_local_day_has_the_moment_that_the_oracle_finds(zone: str, day: date, at: time) -> None:
    assert moment_on(zone, day, at) == oracle(zone, day, at)


def test_a_time_in_the_gap_is_the_same_whichever_of_two_it_is_called() -> None:
    day = date(2026, 3, 8)  # Alaska's clocks go from 2 to 3
    moments = [moment_on("America/Anchorage", day, time(2, 34, fold=fold)) for fold in (1, 0)]
    assert moments == [datetime(2026, 3, 8, 11, tzinfo=UTC)] * 2


@pytest.mark.parametrize(
    ("zone", "year", "days"),
    [
        ("Africa/Casablanca", 2026, 365),  # the clock goes back for Ramadan
        ("America/Santiago", 2026, 365),  # a day begins at one
        ("Antarctica/Troll", 2026, 365),  # two hours
        ("Australia/Lord_Howe", 2026, 365),  # half an hour
        ("Pacific/Apia", 2011, 364),  # a day left out
    ],
)
def test_each_minute_of_a_year_walked_through_brings_each_day_one_moment(
    zone: str, year: int, days: int
) -> None:
    """The short form of benchmarks/delivery/zones.py, which walks through every zone and ten years."""
    found = check(zone, year, 1)
    assert found.faults == ()
    assert found.days == days
    assert found.changes >= 2


@settings(deadline=None, max_examples=25)
@given(zone=st.sampled_from(ZONES), year=st.integers(2020, 2029), hour=st.integers(0, 23), half=st.booleans())
def test_a_year_has_exactly_one_digest_on_each_local_day(zone: str, year: int, hour: int, half: bool) -> None:
    schedule = daily(zone, time(hour, 30 if half else 0))
    moment = datetime(year, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC) - timedelta(seconds=1)
    days = []
    while True:
        moment = next_due(schedule, moment)
        day = moment.astimezone(ZoneInfo(zone)).date()
        if day.year > year:
            break
        days.append(day)
    assert days == [date(year, 1, 1) + timedelta(days=n) for n in range(len(days))]
    assert len(days) in (365, 366)


@settings(deadline=None, max_examples=100)
@given(
    zone=st.sampled_from(ZONES),
    after=moments(2020, 2030),
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(frozenset),
    minutes=st.integers(0, 24 * 60 - 1),
)
def test_the_next_moment_is_later_on_a_chosen_day_and_none_lies_between(
    zone: str, after: datetime, weekdays: frozenset[int], minutes: int
) -> None:
    schedule = daily(zone, time(minutes // 60, minutes % 60), weekdays)
    due = next_due(schedule, after)
    assert due > after
    assert due.astimezone(ZoneInfo(zone)).weekday() in weekdays
    between = (after + (due - after) / 2) if due - after > timedelta(seconds=2) else after
    assert next_due(schedule, between) == due


@settings(deadline=None, max_examples=60)
@given(
    zone=st.sampled_from(ZONES),
    now=moments(2024, 2028),
    start=st.integers(0, 23),
    end=st.integers(0, 23),
)
def test_quiet_hours_end_at_the_first_instant_that_is_not_quiet(
    zone: str, now: datetime, start: int, end: int
) -> None:
    quiet = QuietHours(time(start), time(end))
    ends = quiet_ends(quiet, zone, now)
    assert ends >= now
    assert not is_quiet(quiet, zone, ends)
    minutes = int((ends - now).total_seconds() // 60)
    assert all(is_quiet(quiet, zone, now + timedelta(minutes=n)) for n in range(minutes))


def test_a_weekly_digest_comes_every_seven_local_days_over_both_changes_of_the_clock() -> None:
    schedule = Schedule(Cadence.WEEKLY, time(2, 30), frozenset({6}), "Europe/Amsterdam")
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    days = []
    for _ in range(50):
        moment = next_due(schedule, moment)
        days.append(moment.astimezone(ZoneInfo("Europe/Amsterdam")).date())
    assert all((later - earlier).days == 7 for earlier, later in itertools.pairwise(days))


def test_nothing_is_due_before_a_pause_ends_and_its_very_end_counts() -> None:
    end = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
    schedule = daily("Europe/Amsterdam", time(8, 0), paused_until=end)
    assert next_due(schedule, datetime(2026, 5, 1, tzinfo=UTC)) == end


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekdays": frozenset()},
        {"weekdays": frozenset({7})},
        {"zone": "Europe/Nowhere"},
        {"cadence": Cadence.WEEKLY},
        {"paused_until": NAIVE},
    ],
)
def test_an_impossible_schedule_is_refused(wrong: dict[str, object]) -> None:
    fields: dict[str, object] = {
        "cadence": Cadence.DAILY,
        "at": time(8),
        "weekdays": ALL_DAYS,
        "zone": "Europe/Amsterdam",
    }
    with pytest.raises(ValueError, match=r"week|zone|aware"):
        Schedule(**{**fields, **wrong})  # type: ignore[arg-type]


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        next_due(daily("UTC", time(8)), NAIVE)
