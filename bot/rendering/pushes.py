"""Pushes as readers see them: updates, reminders, corrections. Each fits one message."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.briefing import Update
from bot.domain.deadline import Deadline
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.i18n import Translator
from bot.rendering.deadlines import render_deadline
from bot.rendering.facts import provenance, render_fact_line, source_line
from bot.rendering.footer import render_footer
from bot.rendering.html import bold, escape, italic
from bot.rendering.news import ROOM


def render_update(update: Update, snapshot: Snapshot, *, lang: Lang) -> str:
    """An update: its title, what happened, and on whose word."""
    head = bold(update.title[lang])
    return "\n\n".join([head, escape(update.text[lang]), italic(source_line(update.facts, snapshot, lang))])


def render_reminder(
    deadline: Deadline, snapshot: Snapshot, *, passed: bool, lang: Lang, now: datetime, zone: str
) -> str:
    """A deadline that comes near, or has passed, with what came of it where we hold that."""
    translate = Translator(lang).gettext
    head = translate("A deadline has passed") if passed else translate("A deadline comes near")
    body = render_deadline(deadline, snapshot, lang=lang, now=now, zone=zone)
    return "\n\n".join([bold(head), body, render_footer(snapshot, lang=lang)])


def render_correction(update: Update, snapshot: Snapshot, *, lang: Lang) -> str:
    """The notice: what we showed, what it should have been, and why."""
    translate = Translator(lang).gettext
    parts = [bold(translate("Correction: %(title)s", title=update.title[lang]))]
    if update.was:
        parts.append(f"{italic(translate('We showed you:'))}\n<s>{escape(update.was[lang])}</s>")
    parts.append(f"{italic(translate('It should have been:'))}\n{escape(update.text[lang])}")
    if update.reason:
        parts.append(f"{italic(translate('Why:'))} {escape(update.reason[lang])}")
    parts.append(italic(source_line(update.facts, snapshot, lang)))
    return "\n\n".join(parts)


def render_corrections(updates: Sequence[Update], snapshot: Snapshot, *, lang: Lang) -> str:
    """Everything that we put right, as newspapers list it: what it said, what it should have said, and why."""
    translate = Translator(lang).gettext
    parts = [bold(translate("Corrections"))]
    parts += [render_correction(update, snapshot, lang=lang) for update in updates]
    if not updates:
        parts.append(escape(translate("Nothing had to be corrected so far.")))
    return "\n\n".join([*parts, render_footer(snapshot, lang=lang)])


def render_corrected(
    update: Update, others: Sequence[str], snapshot: Snapshot, *, lang: Lang, now: datetime
) -> str:
    """What takes the place of the message that was wrong: the facts as they stand now, and what else it showed."""
    translate = Translator(lang).gettext
    parts = [italic(translate("Corrected. This message showed something that was wrong."))]
    zone = snapshot.dossier.zone
    # A briefing that it corrects is not among these: its pages are not put right in place.
    corrected = [snapshot.facts[name] for name in update.corrects if name in snapshot.facts]
    for fact in snapshot.visible(corrected, now):
        line = provenance(fact, snapshot, lang=lang, zone=zone)
        parts.append(f"{escape(fact.text[lang])}\n{italic(line)}")
    room = ROOM - sum(map(len, parts))
    for fact_id in others:
        line = f"▪ {render_fact_line(snapshot.facts[fact_id], lang=lang, zone=zone)}"
        room -= len(line)
        if room < 0:
            break
        parts.append(line)
    return "\n\n".join([*parts, render_footer(snapshot, lang=lang)])


def render_taken_back(*, lang: Lang) -> str:
    """What takes the place of a message that the editors took back."""
    return italic(Translator(lang).gettext("The editors have taken this message back."))


def render_missed(count: int, *, lang: Lang) -> str:
    """For a reader who comes back."""
    message = Translator(lang).ngettext(
        "Welcome back. You missed %(number)s update: /new shows it.",
        "Welcome back. You missed %(number)s updates: /new shows them.",
        count,
    )
    return escape(message)
