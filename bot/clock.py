"""The one place that asks the machine what time it is, and what counts as a moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]

# A year from both ends of the calendar: weeks before and after, in any zone, are then on it too.
EARLIEST, LATEST = datetime(2, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def fixed_clock(moment: datetime) -> Clock:
    """A clock that always shows `moment` (aware), for `--now` and for tests."""
    return lambda: moment


def has_passed(span: timedelta, since: datetime | None, now: datetime) -> bool:
    """Whether `span` has passed since then, or there was no then. A moment that is yet to come was noted by a clock that
    was ahead: it holds nothing up.
    """
    return since is None or not timedelta(0) <= now - since < span


def check_moment(moment: datetime) -> datetime:
    """`moment`, in UTC where it has no zone. Raises ValueError, with a sentence, where nothing can be reckoned from it."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if not EARLIEST <= aware < LATEST:
        raise ValueError("should be a moment of the years 2 to 9998")
    return aware
