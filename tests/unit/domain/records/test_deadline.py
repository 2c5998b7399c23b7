"""From which instant on a day's or a minute's event is known, in every zone."""

from datetime import date, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.moment import Moment, Precision
from bot.domain.records.deadline import is_known, known_since
from tests.support.fakes import START

ZONES = sorted(zone for zone in available_timezones() if not zone.startswith(("posix/", "right/")))
SECOND = timedelta(seconds=1)


def begins_at(moment: Moment) -> bool:
    since = known_since(moment)
    return is_known(moment, since) and not is_known(moment, since - SECOND)


@settings(max_examples=300)
@given(st.sampled_from(ZONES), st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.sampled_from(Precision))
def test_a_day_is_known_from_its_first_instant_and_not_before(
    zone: str, day: date, precision: Precision
) -> None:
    assert begins_at(Moment(day, precision, zone))


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("America/Sao_Paulo", date(2018, 11, 4)),  # the day began at one
        ("America/Havana", date(2026, 11, 1)),  # and had midnight twice
        ("Pacific/Apia", date(2011, 12, 30)),  # there was no such day
    ],
)
def test_a_day_that_begins_oddly_too(zone: str, day: date) -> None:
    assert begins_at(Moment(day, Precision.DAY, zone))


@given(st.integers(-9, 9))
def test_a_minute_is_known_from_that_minute(hours: int) -> None:
    at: datetime = START + timedelta(hours=hours)
    moment = Moment(at.date(), Precision.MINUTE, "Europe/Amsterdam", at)
    assert known_since(moment) == at
    assert begins_at(moment)
