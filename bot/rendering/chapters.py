"""The timeline by its chapters: a list of them, and one with its newest fact in full and the others a line each."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.records.chapters import Chapter
from bot.domain.records.fact import Fact
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.i18n import Translator, format_day, format_moment, format_span
from bot.rendering.facts import render_item
from bot.rendering.markup.footer import render_as_of, render_footer
from bot.rendering.markup.html import bold, capital, escape, italic
from bot.rendering.markup.sentences import first_sentence


def render_chapter_list(
    chapters: Sequence[Chapter], snapshot: Snapshot, *, lang: Lang, as_of: datetime | None = None
) -> str:
    """When each was, and how much we hold of it."""
    translator = Translator(lang)
    lines = []
    for number, chapter in enumerate(chapters, start=1):
        facts = translator.ngettext("%(number)s fact", "%(number)s facts", len(chapter.facts))
        lines.append(f"{number}. {bold(format_span(*chapter.days, lang))} · {escape(facts)}")
    head = bold(translator.gettext("Timeline, chapter by chapter"))
    then = [render_as_of(as_of, lang=lang)] if as_of else []
    return "\n\n".join([head, *then, "\n".join(lines), render_footer(snapshot, lang=lang)])


def render_chapter(
    chapter: Chapter,
    snapshot: Snapshot,
    *,
    number: int,
    chapters: int,
    lang: Lang,
    now: datetime,
    as_of: datetime | None = None,
) -> str:
    """Its newest fact in full, then the others from the beginning, by their first sentences."""
    translate = Translator(lang).gettext
    place = translate("%(page)s of %(pages)s", page=number + 1, pages=chapters)
    *others, newest = chapter.facts
    zone = snapshot.dossier.zone
    parts = [
        f"{bold(format_span(*chapter.days, lang))} · {place}",
        render_as_of(as_of, lang=lang) if as_of else "",
        italic(translate("The newest first, then from the beginning:")) if others else "",
        render_item(newest, snapshot, lang=lang, zone=zone, now=now, quoted=True),
        *_by_day(others, lang),
        render_footer(snapshot, lang=lang),
    ]
    return "\n\n".join(part for part in parts if part)


def _by_day(facts: Sequence[Fact], lang: Lang) -> list[str]:
    days: dict[str, list[str]] = {}
    for fact in facts:
        timed = fact.when.at is not None
        day = format_day(fact.when.day, lang) if timed else format_moment(fact.when, lang, fact.when.zone)
        days.setdefault(capital(day), []).append(f"▪ {escape(first_sentence(fact.text[lang]))}")
    return ["\n".join([bold(day), *lines]) for day, lines in days.items()]
