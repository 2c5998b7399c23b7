"""When a digest is due: wall-clock time in a reader's zone, across days of 23, 24 and 25 hours.

Each chosen local day that exists has exactly one moment. A time that the clock skips is due at the first instant after
the gap; a time that comes twice, the first time. Zones follow the installed tz database (PEP 615). Why not a
scheduler's cron trigger: agronholm/apscheduler #606, a day lost at a change of the clock.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.delivery.quiet_hours import QuietHours
from bot.domain.delivery.wall_clock import moment_on, require_zone


class Cadence(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A digest at `at` on the local `weekdays` (0 is Monday; for a weekly one, exactly one) of an IANA zone.

    Quiet hours do not move a digest: the reader chose its time. Raises ValueError for no weekdays, for more than one
    with a weekly cadence, for an unknown zone and for a pause without a zone.
    """

    cadence: Cadence
    at: time
    weekdays: frozenset[int]
    zone: str
    quiet: QuietHours | None = None
    paused_until: datetime | None = None

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError("weekdays should be some of 0 to 6")
        if self.cadence is Cadence.WEEKLY and len(self.weekdays) != 1:
            raise ValueError("a weekly digest has one weekday")
        if self.paused_until is not None and self.paused_until.tzinfo is None:
            raise ValueError("paused_until should be aware")
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"unknown time zone {self.zone!r}") from error


def next_due(schedule: Schedule, after: datetime) -> datetime:
    """The first moment strictly after `after` (aware), and not before the end of a pause, in UTC."""
    require_zone(after)
    zone = ZoneInfo(schedule.zone)
    earliest = after.astimezone(UTC)
    if schedule.paused_until is not None:
        # A digest due at the very end of the pause is one: hence a microsecond less.
        earliest = max(earliest, schedule.paused_until.astimezone(UTC) - timedelta(microseconds=1))
    # A day before: where the clock jumps over midnight, the local date of an instant can run ahead of its moment.
    day = earliest.astimezone(zone).date() - timedelta(days=1)
    while True:
        if day.weekday() in schedule.weekdays:
            due = moment_on(schedule.zone, day, schedule.at)
            if due is not None and due > earliest:
                return due
        day += timedelta(days=1)


def is_early(schedule: Schedule, due: datetime, now: datetime) -> bool:
    """Whether what was to be due at `due` comes before its time: the zone's rules have changed since that was reckoned."""
    require_zone(due)
    moment = moment_on(schedule.zone, due.astimezone(ZoneInfo(schedule.zone)).date(), schedule.at)
    return moment is not None and moment > now
