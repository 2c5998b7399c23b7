"""Curated long reads."""

from datetime import datetime

from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.i18n import Translator
from bot.rendering.facts import warning
from bot.rendering.markup.footer import render_footer
from bot.rendering.markup.html import bold, escape
from bot.rendering.markup.markdown import markdown_to_html


def render_briefing_list(snapshot: Snapshot, *, lang: Lang, now: datetime) -> str:
    """The short version of the first briefing that has one, above the list of all."""
    translate = Translator(lang).gettext
    parts = [bold(translate("Briefings"))]
    for slug in snapshot.briefing_slugs():
        briefing = snapshot.briefings[(slug, lang)]
        if briefing.short and briefing.lifecycle.is_visible(now):
            parts += [bold(translate("In thirty seconds")), escape(briefing.short)]
            break
    return "\n\n".join([*parts, render_footer(snapshot, lang=lang)])


def render_briefing(snapshot: Snapshot, slug: str, *, lang: Lang, now: datetime) -> str:
    """The whole text of one briefing."""
    briefing = snapshot.briefings[(slug, lang)]
    parts = [
        bold(briefing.title),
        warning(briefing.lifecycle, lang, now),
        markdown_to_html(briefing.body),
        render_footer(snapshot, lang=lang),
    ]
    return "\n\n".join(filter(None, parts))
