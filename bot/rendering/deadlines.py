"""Deadlines: the moment in the reader's time, how it stands, and what came of it."""

from datetime import datetime

from bot.domain.records.deadline import Deadline, DeadlineState, Nature, is_known
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.i18n import Translator, format_ago, format_day, format_moment
from bot.rendering.markup.footer import render_as_of, render_footer
from bot.rendering.markup.html import bold, capital, escape, italic, time_tag


def render_deadlines(
    snapshot: Snapshot,
    *,
    lang: Lang,
    now: datetime,
    as_of: datetime | None = None,
    is_open: bool | None = None,
    in_short: bool = False,
) -> str:
    """All deadlines that were known by then: those to come first, then the past ones, newest first; or one of the two.

    `in_short`: the first of them in full, of the others a line each.
    """
    translate = Translator(lang).gettext
    at = as_of or now
    known = [deadline for deadline in snapshot.visible_deadlines(now) if is_known(deadline.known_from, at)]
    pending = [deadline for deadline in known if deadline.state_at(at) is DeadlineState.PENDING]
    past = [deadline for deadline in known if deadline.state_at(at) is not DeadlineState.PENDING]
    pending.sort(key=lambda deadline: deadline.due.sort_key)
    past.sort(key=lambda deadline: deadline.due.sort_key, reverse=True)
    parts = [bold(translate("Deadlines")), *([render_as_of(as_of, lang=lang)] if as_of else [])]
    shown = [*(pending if is_open is not False else ()), *(past if not is_open else ())]
    zone = snapshot.dossier.zone
    full = shown[:1] if in_short else shown
    parts += [render_deadline(deadline, snapshot, lang=lang, now=at, zone=zone) for deadline in full]
    lines = [_line(deadline, snapshot, lang, at) for deadline in shown[len(full) :]]
    parts += ["\n".join(lines)] if lines else []
    if not known:
        parts.append(escape(translate("No deadline was known by then.")))
    elif not shown and is_open:
        parts.append(escape(translate("None of the deadlines that we know of is still open.")))
    elif not shown:
        parts.append(escape(translate("None of the deadlines that we know of has passed yet.")))
    return "\n\n".join([*parts, render_footer(snapshot, lang=lang)])


def _line(deadline: Deadline, snapshot: Snapshot, lang: Lang, now: datetime) -> str:
    day = format_day(deadline.due.day, lang) if deadline.due.at else None
    day = day or format_moment(deadline.due, lang, snapshot.dossier.zone)
    return f"▪ {bold(deadline.title[lang])}: {escape(day)} – {escape(_state(deadline, snapshot, lang, now))}"


def render_deadline(deadline: Deadline, snapshot: Snapshot, *, lang: Lang, now: datetime, zone: str) -> str:
    """One deadline, with its state in words at `now`."""
    due = capital(format_moment(deadline.due, lang, zone))
    moment = time_tag(deadline.due.at, due) if deadline.due.at else escape(due)
    lines = [
        bold(deadline.title[lang]),
        f"{moment} – {escape(_state(deadline, snapshot, lang, now))}",
        escape(deadline.text[lang]),
    ]
    if deadline.outcome and deadline.state_at(now) is DeadlineState.SETTLED:
        outcome = italic(Translator(lang).gettext("What came of it:"))
        lines.append(f"{outcome} {escape(deadline.outcome.text[lang])}")
    return "\n".join(lines)


def _state(deadline: Deadline, snapshot: Snapshot, lang: Lang, now: datetime) -> str:
    """A term passes; a hearing, a meeting or a decision was."""
    translate = Translator(lang).gettext
    ago = format_ago(deadline.due, now, lang)
    is_term = deadline.nature is Nature.TERM
    match deadline.state_at(now):
        case DeadlineState.PENDING:
            return ago
        case DeadlineState.SETTLED:
            return translate("passed %(ago)s", ago=ago) if is_term else translate("was %(ago)s", ago=ago)
        case DeadlineState.PASSED:
            if deadline.due.day > snapshot.dossier.known_until:
                return (
                    translate("passed %(ago)s; what came of it lies beyond what we could check", ago=ago)
                    if is_term
                    else translate("was %(ago)s; what came of it lies beyond what we could check", ago=ago)
                )
            return (
                translate("passed %(ago)s; what came of it we do not know", ago=ago)
                if is_term
                else translate("was %(ago)s; what came of it we do not know", ago=ago)
            )
