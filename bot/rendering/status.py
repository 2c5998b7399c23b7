"""The state of play: a board of all measures, one with its periods, and the short form that answers a question."""

import re
from collections.abc import Iterable

from bot.domain.records.status import Period, Status
from bot.i18n import format_list, format_moment
from bot.rendering.facts import name_of, source_line
from bot.rendering.markup.footer import render_as_of, render_footer
from bot.rendering.markup.html import bold, capital, escape, italic
from bot.rendering.view import View

_VERDICT = re.compile(r"(?:Ja|Nee|Deels|Gedeeltelijk|Yes|No|Partly|In part)\b[^.:]*[.:]\s+")


def render_status_board(view: View) -> str:
    """Every measure with how it stands, since when and before which court; at `as_of`, how it stood then."""
    translate = view.translate
    found = view.visible.statuses
    rows = [f"{bold(status.title[view.lang])}\n{escape(_standing(status, view))}" for status in found]
    if not rows:
        rows = [escape(translate("Of this nothing was known yet."))]
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
        italic(capital(source_line(status.facts, view)) + "."),
    )


def render_status_shortly(status: Status, view: View, *, says_whether: bool = True) -> str:
    """The answer in a chat: the state in the editors' words, since when and before whom, and the sources.

    Not `says_whether`: without the yes or no with which the editors answer the record's own question.
    """
    period = status.periods[-1]
    standing = escape(capital(_standing(status, view)))
    sources = italic(capital(source_line(status.facts, view)) + ".")
    if status.answer is not None:
        answer = status.answer[view.lang]
        return _join(bold(answer if says_whether else without_verdict(answer)), f"{standing}\n{sources}")
    if period.text is not None:
        return _join(bold(period.text[view.lang]), f"{standing}\n{sources}")
    # Its text tells of what came later: what was known by then says it.
    facts = [f"▪ {escape(view.snapshot.facts[fact].text[view.lang])}" for fact in period.facts]
    return _join("\n".join([bold(standing), *facts]), sources)


def without_verdict(answer: str) -> str:
    """An answer without its first sentence, or what stands before a colon there, where that is a yes, no or partly."""
    found = _VERDICT.match(answer)
    return capital(answer[found.end() :]) if found and answer[found.end() :].strip() else answer


def status_line(status: Status, view: View) -> str:
    """The editors' answer where it may be told, else the state with its day: plain text, one or two sentences."""
    return status.answer[view.lang] if status.answer else f"{capital(_standing(status, view))}."


def render_awaited(status: Status, view: View) -> str:
    """What has not come yet and from whom; empty where that may not be told."""
    if status.awaited is None:
        return ""
    people = _names(status.awaited.of, view)
    head = view.translate("Awaited from %(people)s:", people=people)
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
