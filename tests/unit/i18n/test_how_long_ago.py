"""How long ago, or how long to go: no more precise than what is known, and never rounded far off."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.moment import Moment, Precision
from bot.domain.text import Lang
from bot.i18n import format_ago, format_duration

NOW = datetime(2026, 5, 13, 15, tzinfo=UTC)  # a Wednesday


def of_day(days: int, precision: Precision = Precision.DAY) -> Moment:
    return Moment(NOW.date() + timedelta(days=days), precision, "UTC")


def timed(**after: float) -> Moment:
    at = NOW + timedelta(**after)
    return Moment(at.date(), Precision.MINUTE, "UTC", at)


@pytest.mark.parametrize(
    ("moment", "en", "nl"),
    [
        (of_day(0), "today", "vandaag"),
        (of_day(1), "tomorrow", "morgen"),
        (of_day(-1), "yesterday", "gisteren"),
        (of_day(12), "in 12 days", "over 12 dagen"),
        (of_day(-50), "7 weeks ago", "7 weken geleden"),
        (of_day(-365), "1 year ago", "1 jaar geleden"),
        (of_day(-520), "17 months ago", "17 maanden geleden"),
        (of_day(-900), "2 years ago", "2 jaar geleden"),
        (timed(hours=30), "in 30 hours", "over 30 uur"),
        (timed(minutes=-100), "100 minutes ago", "100 minuten geleden"),
        (timed(minutes=60), "in 1 hour", "over 1 uur"),
        (Moment(date(2026, 5, 1), Precision.MONTH, "UTC"), "this month", "deze maand"),
        (Moment(date(2026, 2, 1), Precision.MONTH, "UTC"), "3 months ago", "3 maanden geleden"),
        (Moment(date(2026, 5, 11), Precision.WEEK, "UTC"), "this week", "deze week"),
        (Moment(date(2026, 5, 4), Precision.WEEK, "UTC"), "1 week ago", "1 week geleden"),
    ],
)
def test_how_long_ago_in_both_languages(moment: Moment, en: str, nl: str) -> None:
    assert (format_ago(moment, NOW, Lang.EN), format_ago(moment, NOW, Lang.NL)) == (en, nl)


_SECONDS = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86400,
    "week": 604800,
    "month": 2629800,
    "year": 31557600,
}


@given(st.integers(min_value=1, max_value=4 * 365 * 86_400))
def test_no_duration_is_rounded_by_a_quarter(seconds: int) -> None:
    number, unit = format_duration(timedelta(seconds=seconds), Lang.EN).split()
    told = int(number) * _SECONDS[unit.rstrip("s")]
    assert abs(told - seconds) <= seconds / 4
