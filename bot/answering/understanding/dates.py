"""Days and spans of days in a question, in Dutch and English, relative to the moment of asking."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel import Locale

from bot.answering.understanding.text import fold
from bot.domain.dossier import Dossier

_MONTHS: dict[str, int] = {}
_WEEKDAYS: dict[str, int] = {}
for _code in ("nl", "en"):
    _locale = Locale(_code)
    for _width in ("wide", "abbreviated"):
        for _number, _name in _locale.months["format"][_width].items():
            _MONTHS[_name.lower().strip(".")] = _number
        for _number, _name in _locale.days["format"][_width].items():
            # Two-letter Dutch abbreviations are also words (do, di); they name no day here.
            if len(_name.strip(".")) > 2:
                _WEEKDAYS[_name.lower().strip(".")] = _number
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th|e)?\s+(?:of\s+)?({_MONTH})\b(?:\s+(\d{{4}}))?")
_MONTH_DAY = re.compile(rf"\b({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(\d{{4}}))?")
_ONE_MONTH = re.compile(
    rf"\b(?:(begin|half|medio|mid|eind|early|late|end)\s+(?:of\s+|van\s+)?)?({_MONTH})\b(?:\s+(\d{{4}}))?"
)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_RELATIVE = {
    "gisteren": 1,
    "yesterday": 1,
    "vandaag": 0,
    "today": 0,
    "eergisteren": 2,
    "vanavond": 0,
    "tonight": 0,
}
_THIS = ("deze", "this")
AHEAD = 120  # days after the last that we know of, in which a date without a year was still to come
_WEEK = re.compile(r"\b(deze|vorige|afgelopen|this|last)\s+week\b")
_AFTER = ("na", "sinds", "after", "since")
_BY_DEADLINE = re.compile(
    r"\b(na|sinds|voor|after|since|before)\s+(?:het\s+aflopen\s+van\s+)?(?:(?:de|het|the|that)\s+)?(?:deadline|ultimatum|termijn)\b"
)
# English "may" and "march" are also verbs: they count as months only with something that makes them dates.
_ALSO_WORDS = frozenset({"may", "mar"})
_PART = {
    "begin": (1, 10),
    "early": (1, 10),
    "half": (10, 20),
    "medio": (10, 20),
    "mid": (10, 20),
    "eind": (21, 31),
    "late": (21, 31),
    "end": (21, 31),
}
_ORDINAL = re.compile(r"\d{1,4}(?:st|nd|rd|th|e)?")
_DATE_WORDS = frozenset(
    {*_MONTHS, *_WEEKDAYS, *_RELATIVE, *_PART, "week", "deze", "vorige", "afgelopen", "this", "last"}
)


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def find_span(
    text: str, *, now: datetime, latest: date, zone: str, deadline: date | None = None
) -> Span | None:
    """The days that a folded text names. A date without a year is the last such date up to `latest` or today.

    `deadline`: the day of the one that "after the deadline" means, where there is one.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    newest = max(latest, today)
    if found := _ISO.search(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_MONTH.search(text):
        return _dated(int(found[1]), _MONTHS[found[2]], found[3], latest, today)
    if found := _MONTH_DAY.search(text):
        return _dated(int(found[2]), _MONTHS[found[1]], found[3], latest, today)
    for word, back in _RELATIVE.items():
        if re.search(rf"\b{word}\b", text):
            return Span(today - timedelta(days=back), today - timedelta(days=back))
    if found := _WEEK.search(text):
        monday = today - timedelta(days=today.weekday() + (0 if found[1] in _THIS else 7))
        return Span(monday, monday + timedelta(days=6))
    if deadline is not None and (found := _BY_DEADLINE.search(text)):
        return Span(deadline, latest) if found[1] in _AFTER else Span(date(deadline.year, 1, 1), deadline)
    for found in _ONE_MONTH.finditer(text):
        if found[2] in _ALSO_WORDS and not (
            found[1] or found[3] or re.search(rf"\b(in|since|of|by|on|1)\s+{found[2]}\b", text)
        ):
            continue
        return _month(found[1], _MONTHS[found[2]], found[3], newest)
    for word, weekday in _WEEKDAYS.items():
        # A weekday is near the moment of asking, and means nothing when that is long after the events.
        if today <= latest + timedelta(days=7) and re.search(rf"\b{word}\b", text):
            day = today - timedelta(days=(today.weekday() - weekday) % 7)
            return Span(day, day)
    return None


def is_date_word(token: str) -> bool:
    """Whether a word or number of a folded text may be part of a date ("27", "feb", "2026", "vorige")."""
    return token in _DATE_WORDS or bool(_ORDINAL.fullmatch(token))


def parse_day(text: str, *, now: datetime, dossier: Dossier) -> datetime | None:
    """The end of the last day that `text` names, as an instant where the dispute is; None where it names none."""
    span = find_span(fold(text), now=now, latest=dossier.known_until, zone=dossier.dispute_zone)
    if span is None:
        return None
    return datetime.combine(span.last, time(23, 59, 59), tzinfo=ZoneInfo(dossier.dispute_zone))


def _dated(day: int, month: int, year: str | None, latest: date, today: date) -> Span | None:
    if year:
        return _day(int(year), month, day)
    # A day soon after the last that we know of may be one that was then to come.
    newest = max(latest + timedelta(days=AHEAD), today)
    span = _day(newest.year, month, day)
    if span is None or span.first > newest:
        return _day(newest.year - 1, month, day)
    return span


def _day(year: int, month: int, day: int) -> Span | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Span(found, found)


def _month(part: str | None, month: int, year: str | None, newest: date) -> Span | None:
    number = int(year) if year else newest.year if month <= newest.month else newest.year - 1
    if not 1 <= number <= 9998:
        return None
    begin, end = _PART.get(part or "", (1, 31))
    last = (date(number + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return Span(date(number, month, begin), date(number, month, min(end, last)))
