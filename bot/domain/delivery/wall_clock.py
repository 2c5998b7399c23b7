"""The reader's wall clock: which instant a local time is, on days of 23, 24 and 25 hours."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=4096)
def moment_on(zone_key: str, day: date, at: time) -> datetime | None:
    """The first instant of local `day` whose wall clock shows `at` or later, in UTC; None where there is none.

    There is none on a day that a zone left out (Samoa, 30 December 2011), and for a time that the clock jumps over
    into the next day; then the day's last minute is the moment, so that the day still has its digest.
    """
    zone = ZoneInfo(zone_key)
    wall = datetime.combine(day, at.replace(fold=0), tzinfo=zone)  # the first of two
    found = wall.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return found
    # The clock skips this time. The two offsets around the gap put it on either side; the gap lies between.
    before, after = found, wall.replace(fold=1).astimezone(UTC)
    low, high = min(before, after), max(before, after)
    offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    first = high.replace(microsecond=0)
    if first.astimezone(zone).date() == day:
        return first
    last = first - timedelta(minutes=1)
    return last if last.astimezone(zone).date() == day else None


def day_of(zone: str, now: datetime) -> date:
    """The reader's calendar day at `now` (aware)."""
    require_zone(now)
    return now.astimezone(ZoneInfo(zone)).date()


def require_zone(moment: datetime) -> None:
    """Raises `ValueError` for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment should be aware of its zone")
