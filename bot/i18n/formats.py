"""Dates, times, numbers and lists as readers of each language write them (CLDR, through Babel)."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from math import inf
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta, get_timezone_name
from babel.lists import format_list as babel_list
from babel.numbers import format_decimal

from bot.domain.moment import Moment, Precision
from bot.domain.text import Lang
from bot.i18n.translator import N_, Translator

_Unit = Literal["year", "month", "week", "day", "hour", "minute", "second"]
# English that Europeans and Americans both read without stumbling: day before month, and a.m./p.m. for US times.
_LOCALES = {Lang.NL: Locale("nl"), Lang.EN: Locale("en", "GB")}
_CLOCK = {Lang.NL: "HH.mm", Lang.EN: "h:mm a"}
# Zones that readers know by another name than CLDR's ("Eastern-tijd"): the catalogs have it.
_ZONES = {"America/New_York": N_("Eastern Time"), "Europe/Amsterdam": N_("Central European Time")}


def format_day(day: date, lang: Lang) -> str:
    """`27 februari 2026`, `27 February 2026`."""
    return format_date(day, "d MMMM y", locale=_LOCALES[lang])


def format_span(first: date, last: date, lang: Lang) -> str:
    """`1–15 maart 2026`; of a whole month its name, of one day that day."""
    if first == last:
        return format_day(first, lang)
    if first.day == 1 and last == first.replace(day=monthrange(first.year, first.month)[1]):
        return format_date(first, "MMMM y", locale=_LOCALES[lang])
    end = format_day(last, lang)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    begin = format_date(first, "d MMMM" if first.year == last.year else "d MMMM y", locale=_LOCALES[lang])
    return f"{begin} – {end}"


def format_moment(moment: Moment, lang: Lang, zone: str) -> str:
    """A moment, no more precisely than it is known; a timed one in its own zone, and in `zone` beside it."""
    translate = Translator(lang).gettext
    locale = _LOCALES[lang]
    if moment.at is not None:
        there = format_time_at(moment.at, lang, moment.zone)
        if zone == moment.zone:
            return there
        return translate(
            "%(there)s; %(here)s", there=there, here=format_time_at(moment.at, lang, zone, beside=moment.zone)
        )
    match moment.precision:
        case Precision.MONTH:
            return format_date(moment.day, "MMMM y", locale=locale)
        case Precision.WEEK:
            return translate("in the week of %(day)s", day=format_day(moment.day, lang))
        case Precision.APPROXIMATE:
            return translate("around %(day)s", day=format_day(moment.day, lang))
        case Precision.REPORT:
            return translate("reported on %(day)s", day=format_day(moment.day, lang))
        case _:
            return format_day(moment.day, lang)


def format_time_at(moment: datetime, lang: Lang, zone: str, *, beside: str | None = None) -> str:
    """Weekday, day and time at an IANA zone, with the zone's name in words.

    `beside` is a zone whose time stands next to it: a day that is the same there is not said again.
    """
    locale = _LOCALES[lang]
    local = moment.astimezone(ZoneInfo(zone))
    clock = format_clock(local.time(), lang)
    translate = Translator(lang).gettext
    place = format_zone(zone, moment, lang)
    if beside is not None and moment.astimezone(ZoneInfo(beside)).date() == local.date():
        return translate("%(clock)s %(place)s", clock=clock, place=place)
    day = format_date(local.date(), "EEEE d MMMM y", locale=locale)
    return translate("%(day)s, %(clock)s %(place)s", day=day, clock=clock, place=place)


def format_zone(zone: str, moment: datetime, lang: Lang) -> str:
    """An IANA zone in words, as it is called at `moment`: `Eastern Time`."""
    if zone in _ZONES:
        return Translator(lang).gettext(_ZONES[zone])
    if zone == "UTC":
        return zone
    local = moment.astimezone(ZoneInfo(zone))
    name = get_timezone_name(local, width="long", zone_variant="generic", locale=_LOCALES[lang])
    return str(name or zone)


def format_clock_at(moment: datetime, lang: Lang, zone: str, *, beside: str) -> str:
    """The time of day at a zone, with the weekday where that is another one than at `beside`: `Sat 12:30 a.m.`"""
    local = moment.astimezone(ZoneInfo(zone))
    clock = format_clock(local.time(), lang)
    if local.date() == moment.astimezone(ZoneInfo(beside)).date():
        return clock
    return f"{format_date(local.date(), 'EEE', locale=_LOCALES[lang])} {clock}"


def format_clock(wall: time, lang: Lang) -> str:
    """A time of day without a zone: `08.00`, `8:00 a.m.`."""
    clock = format_time(wall, _CLOCK[lang], locale=_LOCALES[lang])
    return clock.replace("am", "a.m.").replace("pm", "p.m.") if lang is Lang.EN else clock


def format_ago(moment: Moment, now: datetime, lang: Lang) -> str:
    """How long ago, or how long to go: `9 maanden geleden`, `over 3 uur`; no more precisely than the moment is known."""
    translate = Translator(lang).gettext
    if moment.at is not None:
        return _format_span(moment.at - now, lang, add_direction=True)
    today = now.astimezone(ZoneInfo(moment.zone)).date()
    days = (moment.day - today).days
    if moment.precision is Precision.MONTH:
        months = (moment.day.year - today.year) * 12 + moment.day.month - today.month
        if not months:
            return translate("this month")
        days = round(months * _DAYS_OF_MONTH)
        if abs(months) < 24:
            return _in_unit("month", timedelta(days=days), lang, add_direction=True)
    elif moment.precision is Precision.WEEK:
        weeks = (moment.day - today + timedelta(days=today.weekday())).days // 7
        if not weeks:
            return translate("this week")
        days = weeks * 7
        if abs(weeks) < 13:
            return _in_unit("week", timedelta(days=days), lang, add_direction=True)
    match days:
        case 0:
            return translate("today")
        case 1:
            return translate("tomorrow")
        case -1:
            return translate("yesterday")
    return _format_span(timedelta(days=days), lang, add_direction=True, least="day")


def format_duration(duration: timedelta, lang: Lang) -> str:
    """How long something takes: `3 minuten`, `90 seconds`."""
    return _format_span(duration, lang)


_DAYS_OF_MONTH, _DAYS_OF_YEAR = 30.4375, 365.25
_DAY = 86_400.0
# The seconds from which on a unit is used: fewer of it would be rounded by more than a fifth. One of it is no rounding.
_FEWEST: tuple[tuple[_Unit, float], ...] = (
    ("year", 2 * _DAYS_OF_YEAR * _DAY),
    ("month", 3 * _DAYS_OF_MONTH * _DAY),
    ("week", 4.5 * 7 * _DAY),
    ("day", 2 * _DAY),
    ("hour", 2 * 3_600.0),
    ("minute", 2 * 60.0),
)
_ONE: tuple[tuple[_Unit, float], ...] = (("year", _DAYS_OF_YEAR * _DAY), ("hour", 3_600.0), ("minute", 60.0))


def _format_span(span: timedelta, lang: Lang, *, add_direction: bool = False, least: _Unit = "second") -> str:
    size = abs(span.total_seconds())
    one = (unit for unit, seconds in _ONE if abs(size / seconds - 1) < 0.01)
    several = (unit for unit, fewest in _FEWEST if size >= fewest)
    return _in_unit(next(one, next(several, least)), span, lang, add_direction=add_direction)


def _in_unit(unit: _Unit, span: timedelta, lang: Lang, *, add_direction: bool) -> str:
    locale = _LOCALES[lang]
    return format_timedelta(span, unit, threshold=inf, add_direction=add_direction, locale=locale)


def format_list(items: Sequence[str], lang: Lang) -> str:
    """`a, b en c`."""
    return babel_list(list(items), locale=_LOCALES[lang])


def format_number(number: float, lang: Lang) -> str:
    """With the language's separators."""
    return format_decimal(number, locale=_LOCALES[lang])


@lru_cache
def list_places_and_languages(lang: Lang) -> tuple[str, ...]:
    """The names of countries, continents and languages in `lang`, by CLDR."""
    locale = _LOCALES[lang]
    return (*locale.territories.values(), *locale.languages.values())
