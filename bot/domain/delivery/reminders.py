"""When the followers of a deadline are reminded of it."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Reminder:
    """A moment before (or at) a deadline at which its followers are told."""

    name: str
    before: timedelta


REMINDERS = (
    Reminder("24h", timedelta(hours=24)),
    Reminder("1h", timedelta(hours=1)),
    Reminder("passed", timedelta(0)),
)
REMINDER_LATE = timedelta(minutes=30)  # a reminder that could not be made by then is left out
