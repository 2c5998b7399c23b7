"""`/asof`: the day from which a reader wants to be answered, read or asked back."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from babel import Locale
from telegram import Update

from bot import rendering
from bot.answering import parse_day
from bot.answering.understanding.text import fold
from bot.chat.addressed import speaker_of
from bot.chat.edge import Edge
from bot.chat.screen import Button, Screen
from bot.chat.settings.typed_times import is_off
from bot.domain.text import Lang
from bot.i18n import format_day
from bot.i18n.written_days import WrittenDay, find_written_days, with_ordinals
from bot.rendering.view import View

_NOW = re.compile(
    r"(?:nu|now|vandaag|today|heden|alles|all|everything|weer alles|back|terug|present|the present)"
)


@dataclass(frozen=True, slots=True)
class LookBack:
    """What is said, and the moment to answer from: None with `ends`, it is over; None without, nothing changes."""

    screen: Screen
    moment: datetime | None = None
    ends: bool = False


def look_back(words: str, view: View) -> LookBack:
    """What `/asof` with these words does. A day that may be one of two, or that there is not, is asked back."""
    _ = view.translate
    folded = fold(words).strip(" .!?")
    if not words and view.as_of is None:
        return _say(
            _(
                "Send /asof with a day, for example /asof 27 Feb, and I answer from what was known on that day."
            )
        )
    if not words or is_off(words) or _NOW.fullmatch(folded):
        return LookBack(_text(_("I answer from all that we know again.")), ends=True)
    written = find_written_days(with_ordinals(folded))
    if written and not written[0].exists:
        return _say(_("There is no %(day)s. Try /asof 27 Feb.", day=_spell(written[0], view.lang)))
    if written and written[0].other and view.lang is Lang.EN:
        return _ask(written[0], view)
    moment = parse_day(words, now=view.now, dossier=view.dossier)
    if moment is None:
        return _say(
            _("I do not understand that day. Try /asof 27 Feb, or /asof alone to return to all that we know.")
        )
    return look_back_to(moment, view)


def look_back_to(moment: datetime, view: View) -> LookBack:
    """From the end of that day, unless it is still to come."""
    _ = view.translate
    day = format_day(moment.date(), view.lang)
    if moment.date() > view.now.astimezone(moment.tzinfo).date():
        return _say(_("%(day)s is still to come. Try /asof 27 Feb.", day=day))
    text = _("For the next half hour I answer from what was known on %(day)s. /asof alone ends it.", day=day)
    return LookBack(_text(text), moment)


def press_day(args: list[str], view: View) -> LookBack | None:
    """The day of a button `asof:2026-04-03`; None for what is none."""
    try:
        day = date.fromisoformat(args[0] if args else "")
    except ValueError:
        return None
    moment = parse_day(day.isoformat(), now=view.now, dossier=view.dossier)
    return look_back_to(moment, view) if moment else None


def note_look_back(edge: Edge, update: Update, back: LookBack) -> None:
    """From now on whoever sent `update` is answered from that day, or no longer is."""
    if back.moment is not None or back.ends:
        edge.use_cases.conversations.set_as_of(speaker_of(update), back.moment, edge.use_cases.clock())


def _ask(written: WrittenDay, view: View) -> LookBack:
    """Figures that are one day to Europeans and another to Americans."""
    _ = view.translate
    assert written.other is not None
    year = written.year or view.now.year
    days = [date(year, written.month, written.day), date(year, written.other[1], written.other[0])]
    rows = (tuple(Button(format_day(day, view.lang), f"asof:{day.isoformat()}") for day in days),)
    return LookBack(Screen((rendering.escape(_("Which day do you mean?")),), rows))


def _spell(written: WrittenDay, lang: Lang) -> str:
    """As it was meant, though the calendar has no such day."""
    names = Locale(lang.value).months["format"]["wide"]
    month = names.get(written.month, str(written.month))
    return f"{written.day} {month}" + (f" {written.year}" if written.year else "")


def _say(text: str) -> LookBack:
    return LookBack(_text(text))


def _text(text: str) -> Screen:
    return Screen((rendering.escape(text),))
