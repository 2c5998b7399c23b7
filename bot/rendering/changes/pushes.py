"""Pushes as readers see them: updates, reminders, corrections. Each fits one message."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.records.briefing import Update
from bot.domain.records.deadline import Deadline
from bot.domain.text import Lang, Text
from bot.domain.wording import Revision, compare_wordings
from bot.i18n import Translator, format_duration
from bot.rendering.changes.corrected import mark_changes
from bot.rendering.changes.news import ROOM
from bot.rendering.deadlines import render_deadline
from bot.rendering.facts import provenance, render_fact_line, source_line
from bot.rendering.markup.footer import render_footer
from bot.rendering.markup.html import bold, escape, italic
from bot.rendering.view import View

LONGEST_CHANGE = 70  # characters of "old → new" in a headline
SHORTEST_RUN = timedelta(seconds=1)  # that is told of


def render_run_time(lasts: timedelta, lang: Lang) -> str:
    """How long it takes to send a push to all its chats: `3 minuten`, `90 seconds`."""
    return format_duration(max(lasts, SHORTEST_RUN), lang)


def render_update(update: Update, view: View) -> str:
    """An update: its title, what happened, and on whose word."""
    head = bold(update.title[view.lang])
    return "\n\n".join([head, escape(update.text[view.lang]), italic(source_line(update.facts, view))])


def render_reminder(deadline: Deadline, view: View, *, passed: bool) -> str:
    """A deadline that comes near, or has passed, with what came of it where we hold that."""
    translate = view.translate
    head = translate("A deadline has passed") if passed else translate("A deadline comes near")
    body = render_deadline(deadline, view)
    return "\n\n".join([bold(head), body, render_footer(view)])


def render_correction(update: Update, view: View, *, stands: bool = False) -> str:
    """The notice: what changed, what we showed, what it should have been, and why.

    `stands`: the reader's message rests on what was wrong, but shows none of it.
    """
    translate = view.translate
    title, now = update.title[view.lang], update.text[view.lang]
    parts = [bold(translate("Correction: %(title)s", title=title))]
    if update.was:
        revision = compare_wordings(update.was[view.lang], now)
        if changed := _in_short(revision):
            parts = [f"{bold(translate('Correction: %(title)s', title=changed))}\n{escape(title)}"]
        before = italic(translate("We showed you:"))
        old = "".join(f"{escape(kept)}{_loud(old, revision)}" for kept, old, _ in revision.parts())
        parts.append(f"{before}\n<s>{old}</s>")
        new = "".join(f"{escape(kept)}{_loud(new, revision)}" for kept, _, new in revision.parts())
    else:
        new = escape(now)
    after = italic(translate("It should have been:"))
    parts.append(f"{after}\n{new}")
    if update.reason:
        why = italic(translate("Why:"))
        parts.append(f"{why} {escape(update.reason[view.lang])}")
    if stands:
        parts.append(
            escape(translate("The message that I sent you does not say this, so it stays as it was."))
        )
    parts.append(italic(source_line(update.facts, view)))
    return "\n\n".join(parts)


def _in_short(revision: Revision) -> str:
    """Old and new, as "19 May → 20 May"; nothing where that takes more words than a headline has."""
    if revision.is_anew or not revision.changes or any(not change.new for change in revision.changes):
        return ""
    said = ", ".join(" → ".join(change.phrases()) for change in revision.changes)
    return said if len(said) <= LONGEST_CHANGE else ""


def _loud(words: str, revision: Revision) -> str:
    """Changed words in bold, unless all words are."""
    return escape(words) if revision.is_anew or not words else bold(words)


def render_corrections(updates: Sequence[Update], view: View) -> str:
    """Everything that we put right, as newspapers list it: what it said, what it should have said, and why."""
    translate = view.translate
    parts = [bold(translate("Corrections"))]
    parts += [render_correction(update, view) for update in updates]
    if not updates:
        parts.append(escape(translate("Nothing has had to be corrected so far.")))
    return "\n\n".join([*parts, render_footer(view)])


def render_corrected(update: Update, others: Sequence[str], view: View) -> str:
    """What takes the place of an answer that was wrong, whose text we do not keep: its facts as they stand now."""
    translate = view.translate
    parts = [italic(translate("Corrected. This message showed something that was wrong."))]
    # A briefing that it corrects is not among these: its pages are not put right in place.
    corrected = [view.snapshot.facts[name] for name in update.corrects if name in view.snapshot.facts]
    for fact in view.visible.of(corrected):
        line = provenance(fact, view)
        parts.append(f"{_put_right(fact.text[view.lang], update.was, view.lang)}\n{italic(line)}")
    room = ROOM - sum(map(len, parts))
    for fact_id in others:
        line = f"▪ {render_fact_line(view.snapshot.facts[fact_id], view)}"
        room -= len(line)
        if room < 0:
            break
        parts.append(line)
    return "\n\n".join([*parts, render_footer(view)])


def _put_right(text: str, was: Text | None, lang: Lang) -> str:
    """A fact as it stands now, with the words struck that it had before, where `was` is its old wording."""
    if was is None or compare_wordings(was[lang], text).is_anew:
        return escape(text)
    return mark_changes(was[lang], text)


def render_taken_back(*, lang: Lang) -> str:
    """What takes the place of a message that the editors took back."""
    return italic(Translator(lang).gettext("Those who maintain this bot have withdrawn this message."))


def render_missed(count: int, *, lang: Lang) -> str:
    """For a reader who comes back."""
    message = Translator(lang).ngettext(
        "Welcome back. You missed %(number)s update: /new shows it.",
        "Welcome back. You missed %(number)s updates: /new shows them.",
        count,
    )
    return escape(message)
