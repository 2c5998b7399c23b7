"""Times that readers type, as people write them in both languages: `7.15`, `19:45`, `7u30`, `8 uur`, `7:15 pm`."""

import re
from datetime import time

_TIME = re.compile(
    r"(?<![\d.:])(?P<hour>\d{1,2})(?:\s*[.:uh]\s*(?P<minute>\d{2}))?(?![.:]?\d)\s*(?:uur|u|h)?\s*(?P<half>[ap]\.?\s?m\b\.?)?",
    re.IGNORECASE,
)


def read_times(words: str) -> list[time]:
    """The times of day in `words`, in their order; empty where any of them is none."""
    found = [_time_of(match) for match in _TIME.finditer(words)]
    return [each for each in found if each is not None] if None not in found else []


def _time_of(match: re.Match[str]) -> time | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
