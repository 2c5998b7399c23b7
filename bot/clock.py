"""The one place that asks the machine what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


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
