"""The state of play: a board of all measures, one with its periods, and the short form that answers a question."""

import re
from collections.abc import Iterable
from datetime import datetime

from bot.domain.records.status import Period, Status
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.i18n import Translator, format_list, format_moment
from bot.rendering.facts import name_of, source_line
from bot.rendering.markup.footer import render_as_of, render_footer
from bot.rendering.markup.html import bold, capital, escape, italic

_VERDICT = re.compile(r"(?:Ja|Nee|Deels|Gedeeltelijk|Yes|No|Partly|In part)\b[^.:]*[.:]\s+")


def render_status_board(
    snapshot: Snapshot, *, lang: Lang, now: datetime, as_of: datetime | None = None
) -> str:
    """Every measure with how it stands, since when and before which court; at `as_of`, how it stood then."""
    translate = Translator(lang).gettext
    found = snapshot.visible_statuses(now, as_of=as_of)
    rows = [f"{bold(status.title[lang])}\n{escape(_standing(status, snapshot, lang))}" for status in found]
    if not rows:
        rows = [escape(translate("Of this nothing was known yet."))]
    return _join(
        bold(translate("Where it stands")),
        render_as_of(as_of, lang=lang) if as_of else "",
        *rows,
        render_footer(snapshot, lang=lang),
    )


def render_status(status: Status, snapshot: Snapshot, *, lang: Lang, as_of: datetime | None = None) -> str:
    """One measure: the answer, how it stands, what is awaited, and the periods before, newest first.

    `status` is what may be told of it at the moment (`Snapshot.status_at`).
    """
    translate = Translator(lang).gettext
    earlier = [_earlier(period, snapshot, lang) for period in reversed(status.periods[:-1])]
    return _join(
        bold(status.title[lang]),
        render_as_of(as_of, lang=lang) if as_of else "",
        render_status_answer(status, snapshot, lang=lang),
        bold(translate("Before that")) if earlier else "",
        *earlier,
        render_footer(snapshot, lang=lang),
    )


def render_status_answer(status: Status, snapshot: Snapshot, *, lang: Lang) -> str:
    """What answers "is it still in force?": one line first, then how it stands and what is awaited, and the sources."""
    period = status.periods[-1]
    standing = _standing(status, snapshot, lang)
    lines = [f"▪ {escape(capital(standing))}"] if status.answer else []
    if period.text:
        lines.append(escape(period.text[lang]))
    else:  # its text tells of what came later: what was known by then says it
        facts = (snapshot.facts[fact] for fact in period.facts)
        lines += [f"▪ {escape(fact.text[lang])}" for fact in facts]
    if period.as_known:
        lines.append(italic(period.as_known[lang]))
    return _join(
        bold(status_line(status, snapshot, lang=lang)),
        "\n".join(lines),
        render_awaited(status, snapshot, lang=lang),
        italic(capital(source_line(status.facts, snapshot, lang)) + "."),
    )


def render_status_shortly(
    status: Status, snapshot: Snapshot, *, lang: Lang, says_whether: bool = True
) -> str:
    """The answer in a chat: the state in the editors' words, since when and before whom, and the sources.

    Not `says_whether`: without the yes or no with which the editors answer the record's own question.
    """
    period = status.periods[-1]
    standing = escape(capital(_standing(status, snapshot, lang)))
    sources = italic(capital(source_line(status.facts, snapshot, lang)) + ".")
    if status.answer is not None:
        answer = status.answer[lang]
        return _join(bold(answer if says_whether else without_verdict(answer)), f"{standing}\n{sources}")
    if period.text is not None:
        return _join(bold(period.text[lang]), f"{standing}\n{sources}")
    # Its text tells of what came later: what was known by then says it.
    facts = [f"▪ {escape(snapshot.facts[fact].text[lang])}" for fact in period.facts]
    return _join("\n".join([bold(standing), *facts]), sources)


def without_verdict(answer: str) -> str:
    """An answer without its first sentence, or what stands before a colon there, where that is a yes, no or partly."""
    found = _VERDICT.match(answer)
    return capital(answer[found.end() :]) if found and answer[found.end() :].strip() else answer


def status_line(status: Status, snapshot: Snapshot, *, lang: Lang) -> str:
    """The editors' answer where it may be told, else the state with its day: plain text, one or two sentences."""
    return status.answer[lang] if status.answer else f"{capital(_standing(status, snapshot, lang))}."


def render_awaited(status: Status, snapshot: Snapshot, *, lang: Lang) -> str:
    """What has not come yet and from whom; empty where that may not be told."""
    if status.awaited is None:
        return ""
    people = _names(status.awaited.of, snapshot, lang)
    head = Translator(lang).gettext("Awaited from %(people)s:", people=people)
    return f"{bold(head)}\n{escape(status.awaited.text[lang])}"


def _standing(status: Status, snapshot: Snapshot, lang: Lang) -> str:
    """`set aside · since 27 August 2026 · court in San Francisco`; where the period has ended, from when to when."""
    period = status.periods[-1]
    parts = [period.state[lang], span_of(period, snapshot, lang)]
    court = period.court or status.court
    if court is not None:
        parts.append(name_of(snapshot, court, lang))
    return " · ".join(parts)


def _earlier(period: Period, snapshot: Snapshot, lang: Lang) -> str:
    head = " · ".join([capital(span_of(period, snapshot, lang)), period.state[lang]])
    return f"{bold(head)}\n{escape(period.text[lang])}" if period.text else bold(head)


def span_of(period: Period, snapshot: Snapshot, lang: Lang) -> str:
    """`since 27 August 2026`; where the period has ended, from when to when."""
    translate = Translator(lang).gettext
    zone = snapshot.dossier.zone
    begin = format_moment(period.begin, lang, zone)
    if period.until is None:
        return translate("since %(day)s", day=begin)
    if period.until.day == period.begin.day:
        return begin
    return translate("%(begin)s to %(end)s", begin=begin, end=format_moment(period.until, lang, zone))


def _names(people: Iterable[str], snapshot: Snapshot, lang: Lang) -> str:
    return format_list([name_of(snapshot, person, lang) for person in people], lang)


def _join(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
