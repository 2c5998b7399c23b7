"""The due function against a brute-force oracle: every IANA zone, every local day of ten years, many times of day.

    python -m benchmarks.delivery.zones [--first 2020] [--years 10] [--zones Europe/]

The oracle knows no rule of clocks: it has the wall clock of every minute of UTC, and takes the first minute of a local
day that shows the time or later, else the day's last. Then a daily digest is followed from moment to moment over all
the years: each local day has exactly one.
"""

import argparse
import os
import time as clock
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import numpy as np

from bot.domain.delivery.schedule import Cadence, Schedule, next_due
from bot.domain.delivery.wall_clock import moment_on

TIMES = tuple(
    time(hour, minute)
    for hour, minute in (
        (0, 0),
        (0, 30),
        (1, 30),
        (2, 0),
        (2, 30),
        (3, 15),
        (8, 0),
        (12, 45),
        (23, 30),
        (23, 59),
    )
)
FOLLOWED = (time(2, 30), time(8, 0))  # times of the digests that are followed from one to the next
DAY, HOUR = 1440, 60  # minutes
MINUTE = timedelta(minutes=1)
MARGIN = 3  # days before and after


@dataclass(frozen=True)
class Found:
    """What was checked of one zone."""

    zone: str
    changes: int  # of the clock
    days: int
    moments: int
    faults: tuple[str, ...]


def check(zone: str, first: int, years: int) -> Found:
    """Every local day from 1 January of `first`."""
    start = datetime(first, 1, 1, tzinfo=UTC) - timedelta(days=MARGIN)
    days = [
        date(first, 1, 1) + timedelta(days=n)
        for n in range((date(first + years, 1, 1) - date(first, 1, 1)).days)
    ]
    offsets = offsets_of(zone, start, (len(days) + 2 * MARGIN) * DAY)
    expected = oracle(offsets.tobytes())
    faults = []
    for at in TIMES:
        for number, day in enumerate(days, start=MARGIN):
            found = moment_on(zone, day, at)
            minute = -1 if found is None else (found - start) / MINUTE
            if minute != expected[at][number]:
                faults.append(f"{zone} {day} {at:%H:%M}: {found}, the oracle {expected[at][number]}")
    existing = [day for number, day in enumerate(days, start=MARGIN) if expected[TIMES[0]][number] >= 0]
    for at in FOLLOWED:
        followed = list(follow(zone, at, days[0], days[-1]))
        if followed != existing:
            faults.append(f"{zone} {at:%H:%M}: {len(followed)} digests on {len(existing)} days")
    changes = int(np.count_nonzero(np.diff(offsets)))
    return Found(zone, changes, len(existing), len(days) * len(TIMES), tuple(faults))


def offsets_of(zone: str, start: datetime, minutes: int) -> np.ndarray:
    """The zone's offset in minutes at each minute of UTC from `start`: looked at hourly, and each minute where it changed."""
    info = ZoneInfo(zone)
    base = start.replace(tzinfo=info)  # `fromutc` wants UTC that says it is local

    def offset(minute: int) -> int:
        found = info.fromutc(base + timedelta(minutes=minute)).utcoffset()
        assert found is not None
        assert not found % MINUTE, f"{zone}: an offset of seconds"
        return found // MINUTE

    found = np.empty(minutes, np.int32)
    before = offset(0)
    for hour in range(0, minutes, HOUR):
        after = offset(hour + HOUR)
        if after == before:
            found[hour : hour + HOUR] = before
        else:
            found[hour : hour + HOUR] = [offset(minute) for minute in range(hour, hour + HOUR)]
        before = after
    return found


@lru_cache(maxsize=40)
def oracle(offsets: bytes) -> Mapping[time, list[int]]:
    """By time of day, for each local day (0: the one on which the minutes begin) the minute of UTC that is its moment;
    -1: none. Many zones share their offsets.
    """
    steps = np.frombuffer(offsets, np.int32)
    utc = np.arange(len(steps), dtype=np.int32)
    day, wall = np.divmod(utc + steps, DAY)
    last = np.full(day.max() + 2, -1, np.int32)
    last[day] = utc  # of several the last stays
    found = {}
    for at in TIMES:
        late = np.flatnonzero(wall >= at.hour * 60 + at.minute)[::-1]
        first = last.copy()
        first[day[late]] = late
        found[at] = first.tolist()
    return found


def follow(zone: str, at: time, first: date, last: date) -> Iterator[date]:
    """The local days of the digests, from one moment to the next."""
    schedule = Schedule(Cadence.DAILY, at, frozenset(range(7)), zone)
    info = ZoneInfo(zone)
    moment = datetime.combine(first, time(0), tzinfo=info).astimezone(UTC) - timedelta(hours=30)
    while True:
        moment = next_due(schedule, moment)
        day = moment.astimezone(info).date()
        if day > last:
            return
        if day >= first:
            yield day


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--first", type=int, default=2020)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--zones", default="", help="only those whose name begins so")
    chosen = parser.parse_args()
    zones = sorted(
        zone
        for zone in available_timezones()
        if not zone.startswith(("posix/", "right/")) and zone.startswith(chosen.zones)
    )
    began = clock.monotonic()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = list(
            pool.map(check, zones, [chosen.first] * len(zones), [chosen.years] * len(zones), chunksize=8)
        )
    faults = [fault for each in found for fault in each.faults]
    print(
        f"{'zones':>6s} {'years':>6s} {'changes':>8s} {'local days':>11s} {'moments':>11s} {'faults':>7s} {'s':>5s}"
    )
    print(
        f"{len(zones):6d} {chosen.years:6d} {sum(each.changes for each in found):8d} "
        f"{sum(each.days for each in found):11d} {sum(each.moments for each in found):11d} {len(faults):7d} "
        f"{clock.monotonic() - began:5.0f}"
    )
    for fault in faults[:20]:
        print(fault)
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
