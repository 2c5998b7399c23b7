"""The state of play: a board of all measures, one with its periods, and the short form that answers a question."""

import re
from collections.abc import Iterable
from enum import Enum

from bot.domain.records.status import Period, Status
from bot.domain.text import Lang
from bot.i18n import Translator, format_day, format_list, format_moment
from bot.rendering.facts import name_of, render_sources_line
from bot.rendering.markup.footer import render_as_of, render_footer
from bot.rendering.markup.html import bold, capital, escape, italic
from bot.rendering.view import View

_VERDICT_ENDS = re.compile(r"[,.:]\s+")


class Holds(Enum):
    """What an answer begins with, and how much of its marker is filled."""

    YES = 1.0
    PARTLY = 0.5
    NO = 0.0


def verdicts(lang: Lang) -> dict[Holds, str]:
    """The words for them."""
    translate = Translator(lang).gettext
    return {Holds.YES: translate("Yes"), Holds.PARTLY: translate("Partly"), Holds.NO: translate("No")}


def holds_of(status: Status, lang: Lang) -> Holds | None:
    """Yes, no or partly, as the editors' answer begins; None where it may not be told, or begins otherwise."""
    if status.answer is None:
        return None
    first = status.answer[lang].split(maxsplit=1)[0].strip(".,:;!").casefold()
    return next((holds for holds, word in verdicts(lang).items() if first == word.casefold()), None)


def without_verdict(status: Status, lang: Lang) -> str:
    """The editors' answer without the yes, no or partly that it begins with; empty where it may not be told."""
    answer = status.answer[lang] if status.answer is not None else ""
    end = _VERDICT_ENDS.search(answer) if holds_of(status, lang) is not None else None
    return capital(answer[end.end() :]) if end else answer


def render_status_board(view: View) -> str:
    """Every measure with how it stands, since when and before which court; at `as_of`, how it stood then."""
    translate = view.translate
    found = view.visible.statuses
    rows = [f"{bold(status.title[view.lang])}\n{escape(_standing(status, view))}" for status in found]
    if not rows:
        rows = [escape(translate("Nothing about this was known yet."))]
    return _join(
        bold(translate("Where it stands")),
        render_as_of(view),
        *rows,
        render_footer(view),
    )


def render_status(status: Status, view: View) -> str:
    """One measure: the answer, how it stands, what is awaited, and the periods before, newest first.

    `status` is what may be told of it at the moment (`Snapshot.status_at`).
    """
    translate = view.translate
    earlier = [_earlier(period, view) for period in reversed(status.periods[:-1])]
    return _join(
        bold(status.title[view.lang]),
        render_as_of(view),
        render_status_answer(status, view),
        bold(translate("Before that")) if earlier else "",
        *earlier,
        render_footer(view),
    )


def render_status_answer(status: Status, view: View) -> str:
    """What answers "is it still in force?": one line first, then how it stands and what is awaited, and the sources."""
    period = status.periods[-1]
    standing = _standing(status, view)
    lines = [f"▪ {escape(capital(standing))}"] if status.answer else []
    if period.text:
        lines.append(escape(period.text[view.lang]))
    else:  # its text tells of what came later: what was known by then says it
        facts = (view.snapshot.facts[fact] for fact in period.facts)
        lines += [f"▪ {escape(fact.text[view.lang])}" for fact in facts]
    if period.as_known:
        lines.append(italic(period.as_known[view.lang]))
    return _join(
        bold(status_line(status, view)),
        "\n".join(lines),
        render_awaited(status, view),
        render_sources_line(status.facts, view),
    )


def render_status_shortly(status: Status, view: View, *, says_whether: bool = True) -> str:
    """The answer in a chat: the editors' words where they wrote any, else the state, since when and before whom; and the sources.

    Not `says_whether`: without the yes or no with which the editors answer the record's own question.
    """
    period = status.periods[-1]
    sources = render_sources_line(status.facts, view)
    if status.answer is not None:
        told = status.answer[view.lang] if says_whether else without_verdict(status, view.lang)
        return _join(bold(told), sources)
    standing = escape(standing_line(status, view))
    if period.text is not None:
        return _join(bold(standing), f"{escape(period.text[view.lang])}\n{sources}")
    # Its text tells of what came later: what was known by then says it.
    facts = [f"▪ {escape(view.snapshot.facts[fact].text[view.lang])}" for fact in period.facts]
    return _join("\n".join([bold(standing), *facts]), sources)


def status_line(status: Status, view: View) -> str:
    """The editors' answer where it may be told, else the state with its day: plain text, one or two sentences."""
    return status.answer[view.lang] if status.answer else f"{standing_line(status, view)}."


def standing_line(status: Status, view: View) -> str:
    """`Set aside · since 27 August 2026 · court in San Francisco`: plain text."""
    return capital(_standing(status, view))


def render_awaited(status: Status, view: View) -> str:
    """What has not come yet and from whom; empty where that may not be told."""
    if status.awaited is None:
        return ""
    # Of what came since nothing is known: it was awaited then.
    day = format_day(status.as_of, view.lang)
    head = view.translate(
        "Open on %(day)s, with %(people)s:", day=day, people=_names(status.awaited.of, view)
    )
    return f"{bold(head)}\n{escape(status.awaited.text[view.lang])}"


def _standing(status: Status, view: View) -> str:
    """`set aside · since 27 August 2026 · court in San Francisco`; where the period has ended, from when to when."""
    period = status.periods[-1]
    parts = [period.state[view.lang], span_of(period, view)]
    court = period.court or status.court
    if court is not None:
        parts.append(name_of(view, court))
    return " · ".join(parts)


def _earlier(period: Period, view: View) -> str:
    head = " · ".join([capital(span_of(period, view)), period.state[view.lang]])
    return f"{bold(head)}\n{escape(period.text[view.lang])}" if period.text else bold(head)


def span_of(period: Period, view: View) -> str:
    """`since 27 August 2026`; where the period has ended, from when to when."""
    translate = view.translate
    begin = format_moment(period.begin, view.lang, view.zone)
    if period.until is None:
        return translate("since %(day)s", day=begin)
    if period.until.day == period.begin.day:
        return begin
    return translate(
        "%(begin)s to %(end)s", begin=begin, end=format_moment(period.until, view.lang, view.zone)
    )


def _names(people: Iterable[str], view: View) -> str:
    return format_list([name_of(view, person) for person in people], view.lang)


def _join(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
