"""Deadlines: the moment in the reader's time, how it stands, and what came of it."""

from bot.domain.records.deadline import Deadline, DeadlineState, Nature, is_known
from bot.i18n import format_ago, format_day, format_moment
from bot.rendering.markup.footer import render_as_of, render_footer
from bot.rendering.markup.html import bold, capital, escape, italic, time_tag
from bot.rendering.view import View


def render_deadlines(view: View, *, is_open: bool | None = None, in_short: bool = False) -> str:
    """All deadlines that were known by then: those to come first, then the past ones, newest first; or one of the two.

    `in_short`: the first of them in full, of the others a line each.
    """
    translate = view.translate
    at = view.moment
    known = [deadline for deadline in view.visible.deadlines if is_known(deadline.known_from, at)]
    pending = [deadline for deadline in known if deadline.state_at(at) is DeadlineState.PENDING]
    past = [deadline for deadline in known if deadline.state_at(at) is not DeadlineState.PENDING]
    pending.sort(key=lambda deadline: deadline.due.sort_key)
    past.sort(key=lambda deadline: deadline.due.sort_key, reverse=True)
    parts = [bold(translate("Deadlines")), *filter(None, [render_as_of(view)])]
    shown = [*(pending if is_open is not False else ()), *(past if not is_open else ())]
    full = shown[:1] if in_short else shown
    parts += [render_deadline(deadline, view) for deadline in full]
    lines = [_line(deadline, view) for deadline in shown[len(full) :]]
    parts += ["\n".join(lines)] if lines else []
    if not known:
        parts.append(escape(translate("No deadline was known by then.")))
    elif not shown and is_open:
        parts.append(escape(translate("None of the deadlines that we know of is still open.")))
    elif not shown:
        parts.append(escape(translate("None of the deadlines that we know of has passed yet.")))
    return "\n\n".join([*parts, render_footer(view)])


def _line(deadline: Deadline, view: View) -> str:
    timed = deadline.due.at is not None
    day = (
        format_day(deadline.due.day, view.lang)
        if timed
        else format_moment(deadline.due, view.lang, view.zone)
    )
    return f"▪ {bold(deadline.title[view.lang])}: {escape(day)} – {escape(_state(deadline, view))}"


def render_deadline(deadline: Deadline, view: View) -> str:
    """One deadline, with its state in words at the moment of the view."""
    due = capital(format_moment(deadline.due, view.lang, view.zone))
    moment = time_tag(deadline.due.at, due) if deadline.due.at else escape(due)
    lines = [
        bold(deadline.title[view.lang]),
        f"{moment} – {escape(_state(deadline, view))}",
        escape(deadline.text[view.lang]),
    ]
    if deadline.outcome and deadline.state_at(view.moment) is DeadlineState.SETTLED:
        outcome = italic(view.translate("What came of it:"))
        lines.append(f"{outcome} {escape(deadline.outcome.text[view.lang])}")
    return "\n".join(lines)


def _state(deadline: Deadline, view: View) -> str:
    """A term passes; a hearing, a meeting or a decision was."""
    translate = view.translate
    ago = format_ago(deadline.due, view.moment, view.lang)
    is_term = deadline.nature is Nature.TERM
    match deadline.state_at(view.moment):
        case DeadlineState.PENDING:
            return ago
        case DeadlineState.SETTLED:
            return translate("passed %(ago)s", ago=ago) if is_term else translate("was %(ago)s", ago=ago)
        case DeadlineState.PASSED:
            if deadline.due.day > view.dossier.known_until:
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
