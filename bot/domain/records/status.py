"""The state of play: what holds of one measure from when to when, and what of it may be said at a moment."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.moment import Moment
from bot.domain.records.deadline import is_known
from bot.domain.text import Text, Words

IsShown = Callable[[str], bool]  # whether a reader may be shown the fact of that id


@dataclass(frozen=True, slots=True)
class Period:
    """How it stood from `begin` until the last day of it; `until` None: as far as is known, on `as_of`."""

    begin: Moment
    state: Text  # in two or three words
    text: Text | None  # None: not to be told at that moment
    facts: tuple[str, ...]
    until: Moment | None = None
    court: str | None = None  # person id
    law: str | None = None
    as_of: date | None = None
    as_known: Text | None = None


@dataclass(frozen=True, slots=True)
class Awaited:
    """What has not come yet, and of whom it is waited for."""

    of: tuple[str, ...]  # person ids
    text: Text
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """One measure. `answer` and `awaited` are about the newest period; `periods` are in order, one or more."""

    id: str
    title: Text
    question: Text
    answer: Text | None  # begins with yes, no or partly; None: not to be told at that moment
    as_of: date
    periods: tuple[Period, ...]
    law: str | None = None
    court: str | None = None  # person id
    lead_when_unspecified: Text | None = None  # for a question that does not say which of several is meant
    awaited: Awaited | None = None
    asks: Words = Words()
    path: str = ""

    def is_told_with(self, other: "Status") -> bool:
        """Whether a question that does not say which may mean either."""
        return (
            self.lead_when_unspecified is not None
            and self.lead_when_unspecified == other.lead_when_unspecified
        )

    @property
    def facts(self) -> tuple[str, ...]:
        """All that it rests on, each once: of the newest period first."""
        found = [fact for period in reversed(self.periods) for fact in period.facts]
        return tuple(dict.fromkeys((*found, *(self.awaited.facts if self.awaited else ()))))

    @property
    def courts(self) -> tuple[str, ...]:
        """Person ids, each once."""
        found = (self.court, *(period.court for period in self.periods))
        return tuple(dict.fromkeys(court for court in found if court is not None))

    @property
    def is_ruled_on(self) -> bool:
        """Whether it rests on a law of its own, before a court of its own."""
        return self.law is not None and self.court is not None

    def period_at(self, now: datetime) -> Period | None:
        """The period that holds at `now` (aware), from its first day on; None before the first."""
        return next((each for each in reversed(self.periods) if is_known(each.begin, now)), None)


def status_at(status: Status, moment: datetime, is_shown: IsShown) -> Status | None:
    """What of it may be told at `moment` (aware): now, or the day of which a reader asks; None: nothing.

    Only periods that had begun, each with those of its facts for which `is_shown` holds, and with its end only once that
    has come. Words that may tell of something later are left out (None): a period's text where not all of its facts may
    be shown, and with the newest one `answer`, `lead_when_unspecified` and `awaited`; these before `as_of` too, which is
    how far they tell.
    """
    begun = [each for each in status.periods if is_known(each.begin, moment)]
    kept = [(each, facts) for each in begun if (facts := _shown(each.facts, is_shown))]
    if not kept:
        return None
    newest, awaited = status.periods[-1], status.awaited
    day = moment.astimezone(ZoneInfo(newest.begin.zone)).date()
    is_told = kept[-1] == (newest, newest.facts) and day >= status.as_of
    return replace(
        status,
        answer=status.answer if is_told else None,
        lead_when_unspecified=status.lead_when_unspecified if is_told else None,
        as_of=min(status.as_of, day),
        periods=tuple(_period_then(each, facts, moment, day) for each, facts in kept),
        awaited=awaited if awaited and is_told and _shown(awaited.facts, is_shown) == awaited.facts else None,
    )


def _shown(facts: tuple[str, ...], is_shown: IsShown) -> tuple[str, ...]:
    return tuple(fact for fact in facts if is_shown(fact))


def _period_then(period: Period, facts: tuple[str, ...], moment: datetime, day: date) -> Period:
    has_ended = period.until is not None and is_known(period.until, moment)
    is_past = period.as_of is not None and period.as_of <= day
    return replace(
        period,
        text=period.text if facts == period.facts else None,
        facts=facts,
        until=period.until if has_ended else None,
        as_of=period.as_of if is_past else None,
        as_known=period.as_known if is_past else None,
    )
