"""Values that another version, or another machine, wrote: read as what a new row has, where this one does not know them.

A step back to an older version, and a machine with an older tz database, must cost one reader a setting, never everyone
their messages.
"""

from collections import Counter
from datetime import time
from enum import Enum
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

import structlog

log = structlog.get_logger(__name__)

USUAL_ZONE = "UTC"
_MINUTES_A_DAY = 24 * 60

AnyEnum = TypeVar("AnyEnum", bound=Enum)
AnyDefault = TypeVar("AnyDefault")


class Unknown:
    """Counts, for one reading, the values that this version does not know, by column; never which they were."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def choice(
        self, column: str, value: object, kind: type[AnyEnum], default: AnyDefault
    ) -> AnyEnum | AnyDefault:
        """The member of `kind` with that value, else `default`."""
        try:
            return kind(value)
        except ValueError:
            self._counts[column] += 1
            return default

    def zone(self, column: str, value: str) -> str:
        """The zone, where this machine's tz database has it, else `USUAL_ZONE`."""
        if is_zone(value):
            return value
        self._counts[column] += 1
        return USUAL_ZONE

    def wall_time(self, column: str, minutes: int | None, default: AnyDefault) -> time | AnyDefault:
        """Minutes from midnight as a time of day, else `default`."""
        if minutes is not None and 0 <= minutes < _MINUTES_A_DAY:
            return time(minutes // 60, minutes % 60)
        self._counts[column] += 1
        return default

    def note(self, column: str) -> None:
        """One more that could not be read."""
        self._counts[column] += 1

    def tell(self) -> None:
        """Logs how many there were, where there were any."""
        if self._counts:
            log.warning("stored values that this version does not know", **dict(self._counts))


@lru_cache(maxsize=4096)
def is_zone(name: str) -> bool:
    """Whether this machine's tz database has a zone of that name."""
    try:
        ZoneInfo(name)
    except (
        KeyError,
        ValueError,
        OSError,
    ):  # ZoneInfoNotFoundError is a KeyError; a folder's name is an OSError
        return False
    return True
