"""Hours in which a reader is not disturbed, on the reader's wall clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.delivery.wall_clock import moment_on, require_zone


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to before `end` on the reader's wall clock; over midnight where `end` is the earlier. Equal: none."""

    start: time
    end: time


def is_quiet(quiet: QuietHours, zone: str, now: datetime) -> bool:
    """Whether the reader's wall clock is within quiet hours at `now` (aware)."""
    require_zone(now)
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
