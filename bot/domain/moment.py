"""When something happened, no more precisely than is known."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Precision(StrEnum):
    """How exact a date is."""

    MINUTE = "minute"
    DAY = "day"
    APPROXIMATE = "approximate"  # about this day
    REPORT = "report"  # the day of the report, not of the event
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Moment:
    """A date on the wall at `zone`, with its time where known.

    `day` is the local calendar day (the first of the month where only the month is known);
    `at` is the aware instant where the minute is known.
    """

    day: date
    precision: Precision
    zone: str = "UTC"
    at: datetime | None = None

    @property
    def sort_key(self) -> tuple[date, float]:
        """Orders moments: by day, then by instant; a day without a time comes before a timed one."""
        return (self.day, self.at.timestamp() if self.at else 0.0)
