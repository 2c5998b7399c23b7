"""What a reader subscribed to, and how they want it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.domain.delivery.quiet_hours import QuietHours
from bot.domain.delivery.schedule import Cadence, Schedule
from bot.domain.text import Lang

EVERY_DAY = frozenset(range(7))
USUAL_TIME = time(8, 0)  # of a digest, on the reader's wall clock
LONGEST_PAUSE = timedelta(days=60)  # as long as is kept what was sent


class SubscriptionLevel(StrEnum):
    """What reaches the reader. Breaking updates reach every level, at once."""

    BREAKING = "breaking"  # nothing else
    ALL = "all"  # the rest too, as it is published
    DAILY = "daily"  # the rest in a digest a day
    WEEKLY = "weekly"  # the rest in a digest a week


@dataclass(frozen=True, slots=True)
class Subscription:
    """One chat's, or one forum topic's. `topics` None: everything. Times are on the wall clock of `zone`."""

    lang: Lang
    zone: str
    level: SubscriptionLevel = SubscriptionLevel.ALL
    topics: frozenset[str] | None = None
    at: time = USUAL_TIME
    weekdays: frozenset[int] = EVERY_DAY  # of the digest; 0 is Monday
    quiet: QuietHours | None = None
    breaking_in_quiet: bool = False
    daily_cap: int | None = None  # pushes a day; the rest goes into a digest
    silent: bool = False
    paused_until: datetime | None = None

    @property
    def schedule(self) -> Schedule:
        """When digests are due. A weekly one comes on the first of the chosen days."""
        weekly = self.level is SubscriptionLevel.WEEKLY
        return Schedule(
            cadence=Cadence.WEEKLY if weekly else Cadence.DAILY,
            at=self.at,
            weekdays=self.digest_days,
            zone=self.zone,
            quiet=self.quiet,
            paused_until=self.paused_until,
        )

    @property
    def digest_days(self) -> frozenset[int]:
        """The days on which a digest comes; 0 is Monday."""
        weekly = self.level is SubscriptionLevel.WEEKLY
        return frozenset({min(self.weekdays)}) if weekly else self.weekdays

    def is_paused(self, now: datetime) -> bool:
        """Whether the reader wants nothing at `now` (aware)."""
        return self.paused_until is not None and now < self.paused_until

    @property
    def has_digest(self) -> bool:
        return self.level in (SubscriptionLevel.DAILY, SubscriptionLevel.WEEKLY)
