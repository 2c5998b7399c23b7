"""When a digest is due: wall-clock time in a reader's zone, across days of 23, 24 and 25 hours.

Each chosen local day that exists has exactly one moment. A time that the clock skips is due at the first instant after
the gap; a time that comes twice, the first time. Zones follow the installed tz database (PEP 615). Why not a
scheduler's cron trigger: agronholm/apscheduler #606, a day lost at a change of the clock.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class Cadence(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to before `end` on the reader's wall clock; over midnight where `end` is the earlier. Equal: none."""

    start: time
    end: time


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
    _require_zone(after)
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
    _require_zone(due)
    moment = moment_on(schedule.zone, due.astimezone(ZoneInfo(schedule.zone)).date(), schedule.at)
    return moment is not None and moment > now


@lru_cache(maxsize=4096)
def moment_on(zone_key: str, day: date, at: time) -> datetime | None:
    """The first instant of local `day` whose wall clock shows `at` or later, in UTC; None where there is none.

    There is none on a day that a zone left out (Samoa, 30 December 2011), and for a time that the clock jumps over
    into the next day; then the day's last minute is the moment, so that the day still has its digest.
    """
    zone = ZoneInfo(zone_key)
    wall = datetime.combine(day, at, tzinfo=zone)  # fold=0: the first of two
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


def is_quiet(quiet: QuietHours, zone: str, now: datetime) -> bool:
    """Whether the reader's wall clock is within quiet hours at `now` (aware)."""
    _require_zone(now)
    wall = now.astimezone(ZoneInfo(zone)).time()
    if quiet.start <= quiet.end:
        return quiet.start <= wall < quiet.end
    return wall >= quiet.start or wall < quiet.end


def quiet_ends(quiet: QuietHours, zone: str, now: datetime) -> datetime:
    """The first instant from `now` (aware) that is not quiet, in UTC."""
    found = now.astimezone(UTC)
    while is_quiet(quiet, zone, found):
        day = found.astimezone(ZoneInfo(zone)).date()
        ends = (moment_on(zone, day + timedelta(days=more), quiet.end) for more in range(3))
        later = [each for each in ends if each is not None and each > found]
        # Where the clock goes back into quiet hours, the minutes that come twice are walked through.
        found = later[0] if later and not is_quiet(quiet, zone, later[0]) else found + timedelta(minutes=1)
    return found


def day_of(zone: str, now: datetime) -> date:
    """The reader's calendar day at `now` (aware)."""
    _require_zone(now)
    return now.astimezone(ZoneInfo(zone)).date()


def _require_zone(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise ValueError("a moment should be aware of its zone")
