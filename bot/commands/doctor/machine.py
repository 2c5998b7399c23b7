"""Whether the machine has the time zones, the disk and the memory that a bot takes."""

import shutil
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

from bot.commands.doctor.finding import Finding, Level
from bot.config import Settings

LEAST_DISK = 500_000_000  # bytes: a database of a million readers takes a good 300 MB (docs/runbook.md)
LEAST_MEMORY = 650_000_000  # bytes that one process takes, and some room
ZONES = ("Europe/Amsterdam", "America/New_York", "Asia/Tokyo")


def look_at_machine(settings: Settings) -> Iterator[Finding]:
    """Zones, disk, memory."""
    missing = [zone for zone in ZONES if not _has_zone(zone)]
    if missing:
        yield Finding("zones", Level.FAULT, f"no data for {', '.join(missing)}", "pip install tzdata")
    else:
        yield Finding("zones", Level.OK, f"{len(zoneinfo.available_timezones())} time zones known")
    for folder in dict.fromkeys(_existing(path) for path in _written(settings)):
        free = shutil.disk_usage(folder).free
        text = f"{free / 1e9:.1f} GB free at {folder}"
        if free < LEAST_DISK:
            yield Finding("disk", Level.WORRY, text, "make room (docs/runbook.md, Disk full)")
        else:
            yield Finding("disk", Level.OK, text)
    available = _available_memory()
    if available is None:
        yield Finding("memory", Level.OK, "not told by this system")
    elif available < LEAST_MEMORY:
        todo = "one process takes some 600 MB; give the machine 1 GB, or swap for the start"
        yield Finding("memory", Level.WORRY, f"{available / 1e6:.0f} MB available", todo)
    else:
        yield Finding("memory", Level.OK, f"{available / 1e6:.0f} MB available")


def _written(settings: Settings) -> Iterator[Path]:
    yield settings.cache_dir
    name = settings.database_url.partition("sqlite+aiosqlite:///")[2].partition("?")[0]
    if name and name != ":memory:":
        yield Path(name)


def _existing(path: Path) -> Path:
    """The nearest folder above that is there already."""
    path = path.absolute()
    return path if path.is_dir() else _existing(path.parent)


def _has_zone(name: str) -> bool:
    try:
        return bool(zoneinfo.ZoneInfo(name))
    except (zoneinfo.ZoneInfoNotFoundError, OSError):
        return False


def _available_memory() -> int | None:
    """Bytes that a new process could take, by Linux; the container's own limit where it is lower."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        available = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration, ValueError):
        return None
    try:
        group = Path("/sys/fs/cgroup")
        limit = int((group / "memory.max").read_text()) - int((group / "memory.current").read_text())
    except (OSError, ValueError):
        return available
    return max(0, min(available, limit))
