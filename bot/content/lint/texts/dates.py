"""Dates: a text that names another day or hour than its record has, or a day of the week that this day was not."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.content.lint.reading.finding import Content, Finding
from bot.content.lint.reading.number_words import WEEKDAYS
from bot.content.lint.reading.passages import Passage, pair_at, without_quotations
from bot.content.lint.reading.values import Value, find_values
from bot.content.parsing.parsing import Record
from bot.domain.text import Lang

_NEAR = timedelta(days=10)  # farther away it is another event that the text tells of as well
_SLACK = {None: timedelta(0), "approximate": timedelta(days=10), "week": timedelta(days=7)}
_YEAR = re.compile(r",?\s+(\d{4})\b")
_MONTH_BEFORE = 11  # characters before a day in which its month stands: "September 5"
_FIELDS = {"facts": "date", "deadlines": "due"}


def find(content: Content) -> Iterator[Finding]:
    """Texts of facts and deadlines; the day is told where no day in the text can be the record's."""
    zones = {ZoneInfo(content.dossier.zone), ZoneInfo(content.dossier.dispute_zone)}
    for kind, field in _FIELDS.items():
        for record in content.of(kind):
            pair = pair_at(record, "text")
            for passage in pair or ():
                values = _values(without_quotations(passage.text), passage.lang)
                yield from _weekdays(passage, values, int(getattr(record.model, field)[:4]))
                yield from _other(record, passage, values, getattr(record.model, field), zones)


def find_days(text: str, lang: Lang, year: int) -> list[tuple[Value, date]]:
    """Every day that a text names, in its order; without a year it is one of `year`."""
    return [(value, day) for value in _values(text, lang) if (day := _day(text, value, year))]


@lru_cache(maxsize=1 << 15)
def _values(text: str, lang: Lang) -> tuple[Value, ...]:
    return tuple(sorted(find_values(text, lang), key=lambda value: value.at))


def _weekdays(passage: Passage, values: Sequence[Value], year: int) -> Iterator[Finding]:
    for before, value in pairwise(values):
        days = [int(part) for reading in before.readings if reading[0] == "weekday" for part in reading[1:]]
        between = passage.text[before.at + len(before.shown) : value.at]
        day = _day(passage.text, value, year)
        if days and day and between.strip(" ,") in ("", "de", "the") and day.isoweekday() != days[0]:
            name = next(word for word, number in WEEKDAYS[passage.lang].items() if number == day.isoweekday())
            message = f"{before.shown!r} {value.shown} of {day.year} was a {name}"
            yield Finding("other-date", passage.record, passage.problem(message, before.at))


def _day(text: str, value: Value, year: int) -> date | None:
    """The day that a value of the text is; without a year it is one of `year`."""
    found = [reading for reading in value.readings if reading[0] == "day"]
    if not found:
        return None
    own = _YEAR.match(text, value.at + len(value.shown))
    month, day = (int(part) for part in found[0][1:])
    try:
        return date(int(own[1]) if own else year, month, day)
    except ValueError:
        return None


def _other(
    record: Record, passage: Passage, values: Sequence[Value], moment: str, zones: set[ZoneInfo]
) -> Iterator[Finding]:
    precision = record.model.date_precision
    if len(moment) == 7 or precision == "report":
        return
    days, hours = {date.fromisoformat(moment[:10])}, set[tuple[int, int]]()
    if len(moment) > 10:
        own = datetime.fromisoformat(moment)
        local = [own, own.astimezone(UTC), *(own.astimezone(zone) for zone in zones)]
        days |= {each.date() for each in local}
        hours = {(each.hour, each.minute) for each in local}
    if getattr(record.model, "known_from", None):  # of a deadline also the day on which it was set
        days.add(date.fromisoformat(f"{record.model.known_from}-01"[:10]))
    year = min(days).year
    named = [(value, day) for value in values if (day := _day(passage.text, value, year))]
    spans = [(value.at - _MONTH_BEFORE, value.at + len(value.shown)) for value, _ in named]
    months = {
        part
        for value in values
        if not any(start <= value.at < end for start, end in spans)
        for kind, *parts in value.readings
        if kind == "month"
        for part in parts
    }
    if months & {day.month for day in days}:  # "early in March" is the record's own
        return
    slack = _SLACK.get(precision, timedelta(0))
    if hours and all(day in days for _, day in named):
        yield from _hours(record, passage, values, hours, moment)
    if not named or any(abs(day - own) <= slack for _, day in named for own in days):
        return
    value, day = named[0]
    if all(abs(each - own) <= _NEAR for _, each in named for own in days):
        message = (
            f"{value.shown!r} is not the day of this record ({moment[:10]}), which the text does not name"
        )
        yield Finding("other-date", record, passage.problem(message, value.at))


def _hours(
    record: Record, passage: Passage, values: Sequence[Value], hours: set[tuple[int, int]], moment: str
) -> Iterator[Finding]:
    """Where a text names hours, and none of them is the record's in any zone that matters."""
    named = [(value, {reading[1:] for reading in value.readings if reading[0] == "time"}) for value in values]
    named = [(value, times) for value, times in named if times and value.sort == "date"]
    if named and not any(times & hours for _, times in named):
        value = named[0][0]
        message = (
            f"{value.shown!r} is not the hour of this record ({moment[11:16]}), which the text does not name"
        )
        yield Finding("other-date", record, passage.problem(message, value.at))
