"""The timeline by its chapters: a list of them, and one with its newest fact in full and the others a line each."""

from collections.abc import Sequence

from bot.domain.records.chapters import Chapter
from bot.domain.records.fact import Fact
from bot.domain.text import Lang
from bot.i18n import format_day, format_moment, format_span
from bot.i18n.sentences import first_sentence
from bot.rendering.facts import render_item
from bot.rendering.markup.footer import render_as_of, render_footer
from bot.rendering.markup.html import bold, capital, escape, italic
from bot.rendering.view import View


def render_chapter_list(chapters: Sequence[Chapter], view: View) -> str:
    """When each was, and how much we hold of it."""
    lines = []
    for number, chapter in enumerate(chapters, start=1):
        facts = view.ngettext("%(number)s fact", "%(number)s facts", len(chapter.facts))
        lines.append(f"{number}. {bold(format_span(*chapter.days, view.lang))} · {escape(facts)}")
    parts = [
        bold(view.translate("Timeline, chapter by chapter")),
        render_as_of(view),
        "\n".join(lines),
        render_footer(view),
    ]
    return "\n\n".join(part for part in parts if part)


def render_chapter(chapter: Chapter, view: View, *, number: int, chapters: int) -> str:
    """Its newest fact in full, then the others from the beginning, by their first sentences."""
    place = view.translate("%(page)s of %(pages)s", page=number + 1, pages=chapters)
    *others, newest = chapter.facts
    parts = [
        f"{bold(format_span(*chapter.days, view.lang))} · {place}",
        render_as_of(view),
        italic(view.translate("The newest first, then from the beginning:")) if others else "",
        render_item(newest, view, quoted=True),
        *_by_day(others, view.lang),
        render_footer(view),
    ]
    return "\n\n".join(part for part in parts if part)


def _by_day(facts: Sequence[Fact], lang: Lang) -> list[str]:
    days: dict[str, list[str]] = {}
    for fact in facts:
        timed = fact.when.at is not None
        day = format_day(fact.when.day, lang) if timed else format_moment(fact.when, lang, fact.when.zone)
        days.setdefault(capital(day), []).append(f"▪ {escape(first_sentence(fact.text[lang]))}")
    return ["\n".join([bold(day), *lines]) for day, lines in days.items()]
