"""A correction: what it said with the wrong words struck, what it says now, when and why; one a page, the newest first."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.records.briefing import Update, UpdateKind
from bot.domain.text import Lang
from bot.domain.wording import compare_wordings
from bot.i18n import Translator, format_day
from bot.rendering.markup.html import bold, capital, escape, italic
from bot.rendering.pictures.canvas import (
    MARGIN,
    SMALL,
    STRONG,
    TEXT,
    Canvas,
    Mark,
    Paragraph,
    Style,
    height_of,
)
from bot.rendering.pictures.frame import ROOM, Picture, caption_of, cut, frame_of
from bot.rendering.pictures.themes import Theme
from bot.rendering.view import View

_SMALLER = Style(34)
_LONGEST = 200  # characters of a reason


def draw_corrections(view: View, *, theme: Theme, page: int = 0) -> Picture | None:
    """One correction of which we have the old wording; None where there is none."""
    found = _corrections(view)
    if not found:
        return None
    page = min(page, len(found) - 1)
    update = found[page]
    title = view.translate("Corrected")
    named = (view.snapshot.facts[fact] for fact in update.facts if fact in view.snapshot.facts)
    facts = tuple(fact.id for fact in view.visible.today.of(named))
    frame = frame_of(title, facts, view, page=page, pages=len(found))
    for style, longest in ((TEXT, 320), (_SMALLER, 320), (_SMALLER, 200), (_SMALLER, 120)):
        lines, words = _card(update, view.lang, style, longest)
        if height_of(lines, ROOM) <= frame.bottom - frame.top:
            break
    canvas = Canvas(theme)
    frame.draw(canvas)
    canvas.write(MARGIN, frame.top, ROOM, lines)
    caption = caption_of(title, words, facts, view)
    return Picture(canvas.svg(), caption, facts, page, len(found))


def has_corrections(view: View) -> bool:
    """Whether `draw_corrections` has anything to show."""
    return bool(_corrections(view))


def _corrections(view: View) -> Sequence[Update]:
    day = view.as_of.astimezone(ZoneInfo(view.zone)).date() if view.as_of else None
    found = [
        update
        for update in view.snapshot.updates.values()
        if update.kind is UpdateKind.CORRECTION
        and update.was is not None
        and update.is_visible(view.now)
        and (day is None or (_day_of(update) or date.max) <= day)
    ]
    return sorted(found, key=lambda update: update.id, reverse=True)


def _day_of(update: Update) -> date | None:
    """An id begins with its day, by custom: None for one that does not."""
    try:
        return date.fromisoformat(update.id[:10])
    except ValueError:
        return update.publish_at.date() if update.publish_at else None


def _card(
    update: Update, lang: Lang, style: Style, longest: int
) -> tuple[tuple[Paragraph, ...], tuple[str, ...]]:
    """The picture's lines, and the same as HTML."""
    translate = Translator(lang).gettext
    assert update.was is not None
    old, new = (cut(" ".join(text.split()), longest) for text in (update.was[lang], update.text[lang]))
    went, came = _changed(old, new)
    subject, on = capital(update.title[lang]), _day_of(update)
    day = [format_day(on, lang)] if on else []
    before, after = translate("We showed you:"), translate("It should have been:")
    lines = [
        Paragraph(subject, STRONG),
        *(Paragraph(each, SMALL, 2) for each in day),
        Paragraph(before, SMALL, 28),
        Paragraph(old, style, 4, Mark.STRUCK, went),
        Paragraph(after, SMALL, 28),
        Paragraph(new, style, 4, Mark.UNDERLINED, came),
    ]
    words = [
        " · ".join([bold(subject), *map(escape, day)]),
        f"{italic(before)}\n<s>{escape(old)}</s>",
        f"{italic(after)}\n{escape(new)}",
    ]
    if update.reason:
        reason = cut(update.reason[lang], min(longest, _LONGEST))
        lines += [Paragraph(translate("Why:"), SMALL, 28), Paragraph(reason, style, 4)]
        words.append(f"{italic(translate('Why:'))}\n{escape(reason)}")
    return tuple(lines), tuple(words)


def _changed(old: str, new: str) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """Where the words are that went, and those that came in their place."""
    went, came, at_old, at_new = [], [], 0, 0
    for kept, before, after in compare_wordings(old, new).parts():
        at_old, at_new = at_old + len(kept), at_new + len(kept)
        went.append((at_old, at_old + len(before)))
        came.append((at_new, at_new + len(after)))
        at_old, at_new = at_old + len(before), at_new + len(after)
    return tuple(went), tuple(came)
