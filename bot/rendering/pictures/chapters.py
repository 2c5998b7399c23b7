"""A chapter of the timeline a page: of what happened in it, what most of the dossier rests on."""

from collections.abc import Sequence

from bot.domain.records.chapters import Chapter, chapters_of
from bot.domain.records.fact import Fact
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.i18n import format_day, format_moment, format_span
from bot.i18n.sentences import first_sentence
from bot.rendering.markup.html import bold, capital, escape
from bot.rendering.pictures.canvas import Paragraph, Style
from bot.rendering.pictures.fonts import Weight
from bot.rendering.pictures.frame import Picture, cut
from bot.rendering.pictures.rail import Item, Sheet, Stop, draw_sheet, in_sheets
from bot.rendering.pictures.themes import Theme
from bot.rendering.view import View

_WHEN = Style(34, Weight.BOLD)
_PLAIN = Style(34)
_MOST = 8  # facts a picture; fewer where these do not fit


def draw_chapter(view: View, *, theme: Theme, page: int = 0) -> Picture | None:
    """The chapter of that number, the first for 0, in one picture; None where nothing may be told."""
    chapters = chapters_of(view.visible.facts)
    if not chapters:
        return None
    # Each is one sheet: the others need not be laid out, which took sixteen times as long.
    page = min(page, len(chapters) - 1)
    return draw_sheet(_sheet(chapters[page], view), view, theme=theme, page=page, pages=len(chapters))


def _sheet(chapter: Chapter, view: View) -> Sheet:
    """With as many of its weightiest facts as one page holds, in their order in time."""
    title = format_span(*chapter.days, view.lang)
    weights = _weights(view.snapshot)
    heaviest = sorted(chapter.facts, key=lambda fact: -weights.get(fact.id, 0))
    for most in range(min(_MOST, len(heaviest)), 0, -1):
        kept = {fact.id for fact in heaviest[:most]}
        shown = [fact for fact in chapter.facts if fact.id in kept]
        note = view.translate(
            "%(shown)s of the %(all)s facts of this time.", shown=most, all=len(chapter.facts)
        )
        stops = _stops(shown, view.lang)
        sheets = in_sheets(title, stops, view, note=note)
        if len(sheets) == 1:
            break
    return sheets[0]


def _stops(facts: Sequence[Fact], lang: Lang) -> list[Stop]:
    """A stop a day, or a moment, with what happened then."""
    by_day: dict[str, list[Fact]] = {}
    for fact in facts:
        timed = fact.when.at is not None  # the minutes of a deadline's day have a picture of their own
        day = format_day(fact.when.day, lang) if timed else format_moment(fact.when, lang, fact.when.zone)
        day = capital(day)
        by_day.setdefault(day, []).append(fact)
    return [
        Stop((Paragraph(day, _WHEN),), bold(day), tuple(_items(of_day, lang)))
        for day, of_day in by_day.items()
    ]


def _items(facts: Sequence[Fact], lang: Lang) -> list[Item]:
    texts = [cut(first_sentence(fact.text[lang])) for fact in facts]
    return [
        Item((Paragraph(text, _PLAIN, 8 if number else 0),), f"▪ {escape(text)}", (fact.id,))
        for number, (fact, text) in enumerate(zip(facts, texts, strict=True))
    ]


def _weights(snapshot: Snapshot) -> dict[str, int]:
    """How many records rest on each fact: measures, deadlines, updates, stakes, and other facts."""
    found: dict[str, int] = {}
    rests = [
        *(period.facts for status in snapshot.statuses.values() for period in status.periods),
        *(deadline.facts for deadline in snapshot.deadlines.values()),
        *(update.facts for update in snapshot.updates.values()),
        *(stake.facts for stake in snapshot.stakes.values()),
        *((fact,) for fact, related in snapshot.related_to.items() for _ in related),
    ]
    for facts in rests:
        for fact in facts:
            found[fact] = found.get(fact, 0) + 1
    return found
