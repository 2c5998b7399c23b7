"""Timelines: the days on which the state of a measure changed, and the day of a deadline by the minute."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.records.deadline import Deadline, is_known
from bot.domain.records.fact import Fact
from bot.domain.records.status import Period, Status
from bot.domain.text import Lang
from bot.i18n import format_clock_at, format_day, format_moment, format_zone
from bot.rendering.facts import without_aside
from bot.rendering.markup.html import bold, capital, escape
from bot.rendering.pictures.canvas import SMALL, STRONG, Paragraph, Style
from bot.rendering.pictures.fonts import Weight, keep_together
from bot.rendering.pictures.frame import Picture, cut
from bot.rendering.pictures.rail import Item, Sheet, Stop, draw_one_of, in_sheets
from bot.rendering.pictures.themes import Theme
from bot.rendering.view import View

_WHEN = Style(34, Weight.BOLD)
_PLAIN = Style(34)
_CLOCK = Style(42, Weight.BOLD)


def draw_turning_points(view: View, *, theme: Theme, page: int = 0) -> Picture | None:
    """One page of the days on which a measure came to stand otherwise, oldest first; None where there are none."""
    title = view.translate("What changed, and when")
    turns = [(period, status) for status in view.visible.statuses for period in status.periods]
    days: dict[str, list[tuple[Period, Status]]] = {}
    for period, status in sorted(turns, key=lambda turn: turn[0].begin.sort_key):
        day = capital(format_moment(period.begin, view.lang, view.zone))
        days.setdefault(day, []).append((period, status))
    stops = [_turning_point(day, found, view.lang) for day, found in days.items()]
    sheets = in_sheets(title, stops, view)
    return draw_one_of(sheets, page, view, theme=theme)


def draw_deadline_day(view: View, *, theme: Theme, page: int = 0) -> Picture | None:
    """One page of the days of deadlines that ran out at a minute: what happened by the clock, there and here.

    Only days of which something more than the deadline is known by the minute; None where there is no such day.
    """
    sheets: list[Sheet] = []
    for deadline, due, by_minute in _days(view):
        stops = [
            _minute(minute, by_minute[minute], deadline if minute == due else None, view)
            for minute in sorted(by_minute)
        ]
        title, legend, clocks = _words_of_day(due, view)
        sheets += in_sheets(title, stops, view, legend=legend, note=clocks)
    return draw_one_of(sheets, page, view, theme=theme)


def has_deadline_day(view: View) -> bool:
    """Whether `draw_deadline_day` has anything to show."""
    return next(_days(view), None) is not None


def _words_of_day(due: datetime, view: View) -> tuple[str, str, str]:
    """Title, what the markers say, and which clock is whose."""
    translate = view.translate
    zones = (view.dossier.dispute_zone, view.zone)
    there, here = (format_zone(zone, due, view.lang) for zone in zones)
    day = format_day(due.astimezone(ZoneInfo(zones[0])).date(), view.lang)
    clocks = (
        translate("Upper clock: %(there)s. Lower clock: %(here)s.", there=there, here=here)
        if there != here
        else translate("Clock: %(there)s.", there=there)
    )
    return translate("%(day)s by the minute", day=day), translate("Open circle: the deadline."), clocks


def _turning_point(day: str, found: Sequence[tuple[Period, Status]], lang: Lang) -> Stop:
    items: list[Item] = []
    for period, status in found:
        state, measure = capital(period.state[lang]), without_aside(status.title[lang])
        what = (
            Paragraph(state, STRONG, 10 if items else 0),
            Paragraph(keep_together(measure, period.law), SMALL),
        )
        items.append(Item(what, escape(f"▪ {state} · {measure}"), period.facts))
    return Stop((Paragraph(day, _WHEN),), bold(day), tuple(items))


def _days(view: View) -> Iterator[tuple[Deadline, datetime, Mapping[datetime, Sequence[Fact]]]]:
    """Deadlines with the minute that they ran out, and what is known by the minute of that day where the dispute is."""
    there = ZoneInfo(view.dossier.dispute_zone)
    timed = [(fact.when.at, fact) for fact in view.visible.facts if fact.when.at is not None]
    for deadline in sorted(view.visible.deadlines, key=lambda each: each.due.sort_key):
        due = deadline.due.at
        if due is None or not is_known(deadline.due, view.moment):
            continue
        by_minute: dict[datetime, list[Fact]] = {due: []}  # aware: one instant is one key, whatever its zone
        for at, fact in timed:
            if at.astimezone(there).date() == due.astimezone(there).date():
                by_minute.setdefault(at, []).append(fact)
        if len(by_minute) > 1:
            shown = tuple(fact for fact in deadline.facts if view.visible.shows(view.snapshot.facts[fact]))
            yield replace(deadline, facts=shown), due, by_minute


def _minute(minute: datetime, facts: Sequence[Fact], deadline: Deadline | None, view: View) -> Stop:
    dossier = view.dossier
    there = format_clock_at(minute, view.lang, dossier.dispute_zone, beside=dossier.dispute_zone)
    here = format_clock_at(minute, view.lang, dossier.zone, beside=dossier.dispute_zone)
    clocks = [Paragraph(there, _CLOCK), *([Paragraph(here, SMALL)] if here != there else [])]
    times = bold(" · ".join(clock.text for clock in clocks))
    items: list[Item] = []
    if deadline is not None:
        times += f" {escape(deadline.title[view.lang])}"
        items.append(Item((Paragraph(deadline.title[view.lang], STRONG),), "", deadline.facts))
    for fact in facts:
        text = cut(fact.text[view.lang])
        items.append(Item((Paragraph(text, _PLAIN, 8 if items else 0),), f"▪ {escape(text)}", (fact.id,)))
    return Stop(tuple(clocks), times, tuple(items), deadline is not None)
