"""Spans of days in a question ("the first ten days of March", "de week na het ultimatum"), in Dutch and English.

An end of a span may be a day, or something that happened on one ("since the ruling"): which day that was, the caller says.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.answering.understanding.dates import Calendar, Span, find_days, find_months, find_season
from bot.answering.understanding.text import fold
from bot.domain.records.dossier import Dossier
from bot.i18n.number_words import read_numbers, read_ordinals
from bot.i18n.written_days import MONTH

DayOf = Callable[[str], date | None]  # the day of what some words of a question name; None: they name nothing

NEAR = 7  # days that "just before", "de dagen na" and the like are taken to be
_DAY = timedelta(days=1)
_UNITS = {
    "dag": 1, "dagen": 1, "day": 1, "days": 1, "week": 7, "weken": 7, "weeks": 7, "fortnight": 14, "maand": 30,
    "maanden": 30, "month": 30, "months": 30, "halfjaar": 182, "half year": 182, "half jaar": 182, "halve jaar": 182,
}  # fmt: skip
_UNIT = rf"({'|'.join(sorted(_UNITS, key=len, reverse=True))})"
_OF_CALENDAR = ("week", "day", "dag")  # "last week" is the one before this, from Monday to Sunday
_FEW = {"paar": 3, "enkele": 3, "couple": 2, "few": 3}
_COUNT = rf"(?:(\d{{1,2}}|{'|'.join(_FEW)})\s+(?:of\s+)?)?"
_LAST = ("laatste", "last", "final")
_BEFORE = ("voor", "before", "aan", "to")
_OF_MONTH = re.compile(rf"\b(1e|2e|laatste|last|final)\s+{_COUNT}{_UNIT}\s+(?:van|of|in)\s+({MONTH})\b")
_HALF = re.compile(rf"\b(1e|2e)\s+(?:half|helft)\s+(?:van|of)\s+({MONTH})\b")
_DAYS_OF_MONTH = re.compile(
    rf"\b(\d{{1,2}})e?\s*(?:-|en|and|tot|to|through|t/m|tot en met)\s*(\d{{1,2}})e?\s+({MONTH})\b|"
    rf"\b({MONTH})\s+(\d{{1,2}})\s*(?:-|and|to|through)\s*(\d{{1,2}})\b"
)
_MONTHS = re.compile(
    rf"\b((?:begin|half|medio|mid|eind|early|late|end)\s+)?(?:of\s+)?({MONTH})\s+(?:en|and|tot|to|-)\s+"
    rf"((?:begin|half|medio|mid|eind|early|late|end)\s+)?(?:of\s+)?({MONTH})\b"
)
_WEEK_OF = re.compile(r"\bweek\s+(?:van|of)\s+(.{3,20})")
_BESIDE = re.compile(
    rf"\b{_COUNT}{_UNIT}\s+(?:(?:leading|voorafgaand)\s+)?(?:up\s+)?(voor|before|na|after|following|aan|to)\s+(.{{3,40}})"
)
_JUST = re.compile(
    r"\b(?:just|right|shortly|immediately|vlak|kort|net|meteen|direct)\s+(voor|before|na|after|following)\s+(.{3,40})"
)
_AGO = re.compile(rf"\b(?:last|past|afgelopen|vorige|laatste|voorbije)\s+{_COUNT}{_UNIT}\b")
_AWAY = re.compile(
    rf"\b(?:offline|away|gone|abroad|holiday|weg|vakantie|missed|gemist)\s+(?:for\s+|al\s+|the\s+)?{_COUNT}{_UNIT}\b"
)
_WAS_AWAY = re.compile(
    rf"\b{_COUNT}{_UNIT}\s+(?:op\s+|on\s+|lang\s+)?(?:offline|away|gone|holiday|weg|vakantie|gemist|missed)\b"
)
_THIS = re.compile(r"\b(?:this|dit|deze)\s+(year|jaar|month|maand)\b")
_BETWEEN = re.compile(
    r"\b(?:tussen|between|van|vanaf|from)\s+(.{3,40}?)\s+(?:en|and|tot|to|until|till)\s+(.{2,40})"
)
_OPEN_ENDED = re.compile(r"\b(sinds|vanaf|since|na|after)\s+(.{3,40})")
_UP_TO = re.compile(r"\b(voor|before)\s+(.{3,40})")
_SINCE = ("sinds", "vanaf", "since")
_DEADLINE = re.compile(
    r"(?:het\s+(?:aflopen|verlopen)\s+van\s+)?(?:(?:de|het|the|that|dat|die)\s+)?(?:deadline|ultimatum|termijn)\b"
)
_NOW = re.compile(r"^(?:nu|now|vandaag|today|heden)\b")


def names_nothing(words: str) -> date | None:
    """Where no words but days are understood."""


def find_span(text: str, calendar: Calendar, day_of: DayOf = names_nothing) -> Span | None:
    """The days that a folded text names. A date without a year is the last such date that may be known of."""
    text = read_ordinals(read_numbers(text))
    return next(filter(None, _readings(text, calendar, day_of)), None)


def _readings(text: str, calendar: Calendar, day_of: DayOf) -> Iterator[Span | None]:
    """From the most definite form to the plainest."""

    def days(words: str) -> Span | None:
        if _NOW.search(words):
            return Span(calendar.today, calendar.today)
        return event(words) or find_days(words, calendar)

    def event(words: str) -> Span | None:
        day = day_of(words)
        return Span(day, day) if day is not None else None

    yield _days_of_month(text, calendar)
    yield _part_of_month(text, calendar)
    if found := _BETWEEN.search(text):
        first, last = days(found[1]), days(found[2])
        if first is not None and last is not None and first.first <= last.last:
            yield Span(first.first, last.last)
    yield _two_months(text, calendar)
    if (found := _WEEK_OF.search(text)) and (begin := days(found[1])):
        yield Span(begin.first, begin.first + 6 * _DAY)
    if (found := _BESIDE.search(text)) and (beside := days(found[4])):
        length = _length(found[1], found[2])
        span = _beside(found[3], length, beside)
        # "The day before the ruling" is one day.
        yield Span(span.first, span.first) if length == 1 and found[3] in _BEFORE else span
    if (found := _JUST.search(text)) and (beside := days(found[2])):
        yield _beside(found[1], NEAR, beside)
    if found := _OPEN_ENDED.search(text):
        if begin := event(found[2]):  # what came after something may have come on the same day
            yield Span(begin.first, calendar.newest)
        elif begin := find_days(found[2], calendar):
            yield Span(begin.first if found[1] in _SINCE else begin.last + _DAY, calendar.newest)
    yield find_season(text, calendar.newest)
    if (found := _AGO.search(text)) and (found[1] or found[2] not in _OF_CALENDAR):
        yield Span(calendar.today - _length(found[1], found[2]) * _DAY, calendar.today)
    if found := _AWAY.search(text) or _WAS_AWAY.search(text):
        yield Span(calendar.today - _length(found[1], found[2]) * _DAY, calendar.today)
    if found := _THIS.search(text):
        month = 1 if found[1] in ("year", "jaar") else calendar.today.month
        yield Span(calendar.today.replace(month=month, day=1), calendar.today)
    if (found := _UP_TO.search(text)) and (day := day_of(found[2])):
        yield Span(date(day.year, 1, 1), day)
    yield find_days(text, calendar)


def parse_day(text: str, *, now: datetime, dossier: Dossier) -> datetime | None:
    """The end of the last day that `text` names, as an instant where the dispute is; None where it names none."""
    span = find_span(fold(text), Calendar.of(dossier, now))
    if span is None:
        return None
    return datetime.combine(span.last, time(23, 59, 59), tzinfo=ZoneInfo(dossier.dispute_zone))


def is_deadline(words: str) -> bool:
    """Whether folded words begin with "the deadline", in either language."""
    return _DEADLINE.match(words) is not None


def _length(count: str | None, unit: str) -> int:
    """In days; of a unit without a number: one, or a week of "the days"."""
    if count is None:
        return NEAR if unit in ("dagen", "days") else _UNITS[unit]
    return (_FEW.get(count) or int(count)) * _UNITS[unit]


def _beside(side: str, length: int, anchor: Span) -> Span:
    if side in _BEFORE:
        return Span(anchor.first - length * _DAY, anchor.first)
    return Span(anchor.last, anchor.last + length * _DAY)


def _month(name: str, calendar: Calendar) -> Span | None:
    return next(find_months(f"in {name}", calendar.newest), None)


def _days_of_month(text: str, calendar: Calendar) -> Span | None:
    """ "1 tot 10 maart", "March 3-9"."""
    found = _DAYS_OF_MONTH.search(text)
    if found is None:
        return None
    month = _month(found[3] or found[4], calendar)
    first, last = int(found[1] or found[5]), int(found[2] or found[6])
    if month is None or not 1 <= first <= last <= month.last.day:
        return None
    return Span(month.first.replace(day=first), month.first.replace(day=last))


def _part_of_month(text: str, calendar: Calendar) -> Span | None:
    """ "The first ten days of March", "de tweede helft van april"."""
    if found := _HALF.search(text):
        month = _month(found[2], calendar)
        if month is None:
            return None
        middle = month.first.replace(day=15)
        return Span(month.first, middle) if found[1] == "1e" else Span(middle + _DAY, month.last)
    found = _OF_MONTH.search(text)
    month = _month(found[4], calendar) if found else None
    if found is None or month is None or found[3] in ("maand", "maanden", "month", "months"):
        return None
    length = _length(found[2] or "1", found[3]) * _DAY
    if found[1] in _LAST:
        return Span(max(month.first, month.last - length + _DAY), month.last)
    begin = month.first + (length if found[1] == "2e" else timedelta())
    return Span(begin, min(month.last, begin + length - _DAY))


def _two_months(text: str, calendar: Calendar) -> Span | None:
    """ "April en mei", "eind augustus en begin september"."""
    found = _MONTHS.search(text)
    if found is None:
        return None
    spans = [
        next(find_months(f"in {part or ''}{name}", calendar.newest), None)
        for part, name in ((found[1], found[2]), (found[3], found[4]))
    ]
    first, last = spans
    if first is None or last is None or first.first > last.last:
        return None
    return Span(first.first, last.last)
