"""A deadline: a moment set by someone for someone, and what came of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.moment import Moment, Precision
from bot.domain.text import Text, Words


class DeadlineState(StrEnum):
    """Where a deadline stands at a given moment."""

    PENDING = "pending"
    PASSED = "passed"  # passed, and we hold no outcome
    SETTLED = "settled"  # passed or overtaken, and we hold the outcome


class Nature(StrEnum):
    """What sort of moment it is: a term runs out, a hearing is held."""

    TERM = "term"
    HEARING = "hearing"
    MEETING = "meeting"
    DECISION = "decision"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class DeadlineOutcome:
    """What came of it, and the day from which that was known."""

    text: Text
    facts: tuple[str, ...]
    known_from: Moment


@dataclass(frozen=True, slots=True)
class Deadline:
    id: str
    title: Text
    text: Text
    due: Moment
    set_by: tuple[str, ...]  # person ids
    binding_on: tuple[str, ...]  # person ids
    facts: tuple[str, ...]
    known_from: Moment
    outcome: DeadlineOutcome | None = None
    nature: Nature = Nature.TERM
    asks: Words = Words()
    path: str = ""

    def state_at(self, now: datetime) -> DeadlineState:
        """The state at `now` (aware); a date without a time ends with its local day."""
        if self.outcome and is_known(self.outcome.known_from, now):
            return DeadlineState.SETTLED
        return DeadlineState.PENDING if now < end_of(self.due) else DeadlineState.PASSED


def end_of(moment: Moment) -> datetime:
    """The instant at which `moment` is over: its minute, or the end of its local day, week or month."""
    if moment.at is not None:
        return moment.at
    start = known_since(moment)
    if moment.precision is Precision.WEEK:
        return start + timedelta(days=7)
    if moment.precision is Precision.MONTH:
        year, month = divmod(moment.day.year * 12 + moment.day.month, 12)
        return start.replace(year=year, month=month + 1, day=1)
    return start + timedelta(days=1)


def is_known(moment: Moment, now: datetime) -> bool:
    """Whether something of `moment` can have been known at `now`: from its minute, else from the start of its day."""
    if moment.at is not None:
        return moment.at <= now
    return moment.day <= now.astimezone(ZoneInfo(moment.zone)).date()


def known_since(moment: Moment) -> datetime:
    """The first instant at which something of `moment` is known."""
    if moment.at is not None:
        return moment.at
    return datetime(moment.day.year, moment.day.month, moment.day.day, tzinfo=ZoneInfo(moment.zone))
