"""Days, weeks and months in a question, in Dutch and English, relative to the moment of asking."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale

from bot.domain.records.dossier import Dossier
from bot.domain.text import Lang
from bot.i18n.number_words import read_ordinals
from bot.i18n.written_days import MONTH, MONTHS, SUFFIXES, WrittenDay, find_written_days, with_ordinals

_WEEKDAYS: dict[str, int] = {}
for _code in ("nl", "en"):
    _locale = Locale(_code)
    for _width in ("wide", "abbreviated"):
        for _number, _name in _locale.days["format"][_width].items():
            # Two-letter Dutch abbreviations are also words (do, di); they name no day here.
            if len(_name.strip(".")) > 2:
                _WEEKDAYS[_name.lower().strip(".")] = _number
_ONE_MONTH = re.compile(
    rf"\b(?:(begin|half|medio|mid|eind|early|late|end)\s+(?:of\s+|van\s+)?)?({MONTH})\b(?:\s+(\d{{4}}))?"
)
_RELATIVE = {
    "day before yesterday": 2,
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
_HAS_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})\s+(?:van|of|in)\b")
_DAY_OF_MONTH = re.compile(
    rf"\b(?:([1-5])(?:e|ste|de|st|nd|rd|th)|laatste|last|final)\s+({'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})"
    rf"\s+(?:van|of|in)\s+({MONTH})\b(?:\s+(\d{{4}}))?"
)
_SEASONS = {
    "lente": 3, "voorjaar": 3, "spring": 3, "zomer": 6, "summer": 6, "herfst": 9, "najaar": 9, "autumn": 9,
}  # fmt: skip
_SEASON = re.compile(
    rf"\b(?:de|het|afgelopen|the|this|last)\s+({'|'.join(_SEASONS)})\b(?:\s+(?:van\s+|of\s+)?(\d{{4}}))?"
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
_DATE_WORDS = frozenset(
    {
        *MONTHS,
        *_WEEKDAYS,
        *_RELATIVE,
        *_PART,
        *_SEASONS,
        "week",
        "deze",
        "vorige",
        "afgelopen",
        "this",
        "last",
        *SUFFIXES,
    }
)


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Calendar:
    """What days are read against. `latest`: the last that is known; `zone`: where "today" is."""

    now: datetime
    latest: date
    zone: str

    @classmethod
    def of(cls, dossier: Dossier, now: datetime) -> "Calendar":
        """The dossier's, at the moment of asking."""
        return cls(now, dossier.known_until, dossier.dispute_zone)

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    @property
    def newest(self) -> date:
        return max(self.latest, self.today)


def find_days(text: str, calendar: Calendar) -> Span | None:
    """The first day, week or month that a folded text names.

    A date without a year is the last such date up to the last that is known, or today.
    """
    today, latest = calendar.today, calendar.latest
    text = _with_weekdays_of_month(text, calendar.newest)
    for written in find_written_days(with_ordinals(text)):
        return _dated(written, calendar)
    for word, back in _RELATIVE.items():
        if re.search(rf"\b{word}\b", text):
            return Span(today - timedelta(days=back), today - timedelta(days=back))
    if found := _WEEK.search(text):
        monday = today - timedelta(days=today.weekday() + (0 if found[1] in _THIS else 7))
        return Span(monday, monday + timedelta(days=6))
    for month in find_months(text, calendar.newest):
        return month
    for word, weekday in _WEEKDAYS.items():
        # A weekday is near the moment of asking, and means nothing when that is long after the events.
        if today <= latest + timedelta(days=7) and re.search(rf"\b{word}\b", text):
            day = today - timedelta(days=(today.weekday() - weekday) % 7)
            return Span(day, day)
    return None


def find_months(text: str, newest: date) -> Iterator[Span | None]:
    """The months, or parts of months, that a folded text names, each the last such that has begun by `newest`."""
    for found in _ONE_MONTH.finditer(text):
        if found[2] in _ALSO_WORDS and not (
            found[1] or found[3] or re.search(rf"\b(in|since|of|by|on|1)\s+{found[2]}\b", text)
        ):
            continue
        yield _month(found[1], MONTHS[found[2]], found[3], newest)


def find_season(text: str, newest: date) -> Span | None:
    """Three whole months, the last such that have begun by `newest`."""
    found = _SEASON.search(text)
    if found is None:
        return None
    year = int(found[2]) if found[2] else newest.year
    first = date(year, _SEASONS[found[1]], 1)
    if first > newest:
        first = date(year - 1, _SEASONS[found[1]], 1)
    return Span(first, date(first.year, first.month + 3, 1) - timedelta(days=1))


def is_date_word(token: str) -> bool:
    """Whether a word or number of a folded text may be part of a date ("27", "feb", "2026", "vorige")."""
    return token in _DATE_WORDS or (token.isdigit() and len(token) <= 4)


def spell_days(text: str, lang: Lang, calendar: Calendar) -> str | None:
    """A folded text with each day as its language writes it in words, and no year that goes without saying.

    So that "27-02-2026" is the same question as "27 februari": the words of a date weigh like other words. None where
    it names no day.
    """
    text = with_ordinals(_with_weekdays_of_month(text, calendar.newest))
    written_days = find_written_days(text)
    if not written_days:
        return None
    names = Locale(lang.value).months["format"]["wide"]
    for written in reversed(written_days):
        span = _dated(written, calendar)
        if span is None:
            continue
        usual = _dated(replace(written, year=None), calendar)
        day = f"{written.day} {names[written.month].lower()}"
        spelt = day if span == usual else f"{day} {span.first.year}"
        text = f"{text[: written.start]}{spelt}{text[written.end :]}"
    return text


def _with_weekdays_of_month(text: str, newest: date) -> str:
    """A folded text with "the last Friday of February" as the day that it was."""

    def day_of(found: re.Match[str]) -> str:
        month = _month(None, MONTHS[found[3]], found[4], newest)
        if month is None:
            return found[0]
        ahead = (_WEEKDAYS[found[2]] - month.first.weekday()) % 7
        days = range(1 + ahead, month.last.day + 1, 7)
        place = int(found[1]) - 1 if found[1] else len(days) - 1
        return f"{days[place]} {found[3]} {month.first.year}" if place < len(days) else found[0]

    return _DAY_OF_MONTH.sub(day_of, read_ordinals(text)) if _HAS_WEEKDAY.search(text) else text


def _dated(written: WrittenDay, calendar: Calendar) -> Span | None:
    """A day without a year is the last such day; soon after the last that we know of, it may be one then to come."""
    newest = max(calendar.latest + timedelta(days=AHEAD), calendar.today)
    for year in range(newest.year, newest.year - 5, -1):  # 29 February: in the last leap year
        day = written.in_year(year)
        if day is not None and (written.year or day <= newest):
            return Span(day, day)
    return None


def _month(part: str | None, month: int, year: str | None, newest: date) -> Span | None:
    number = int(year) if year else newest.year if month <= newest.month else newest.year - 1
    if not 1 <= number <= 9998:
        return None
    begin, end = _PART.get(part or "", (1, 31))
    last = (date(number + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return Span(date(number, month, begin), date(number, month, min(end, last)))
