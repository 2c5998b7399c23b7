"""Curated long reads."""

from bot.domain.records.briefing import Form
from bot.rendering.facts import warning
from bot.rendering.markup.footer import render_footer
from bot.rendering.markup.html import bold, escape
from bot.rendering.markup.markdown import markdown_to_html
from bot.rendering.view import View


def render_briefing_list(form: Form, view: View) -> str:
    """What stands above the briefings of a form; above the stories, the short version of the first that has one."""
    translate = view.translate
    titles = {
        Form.LIST: translate("Lists"),
        Form.COMPARISON: translate("Comparisons"),
        Form.REASONS: translate("Reasons"),
    }
    if form in titles:
        return "\n\n".join([bold(titles[form]), render_footer(view)])
    parts = [bold(translate("Briefings"))]
    for slug in view.snapshot.briefing_slugs():
        briefing = view.snapshot.briefings[(slug, view.lang)]
        if briefing.short and briefing.lifecycle.is_visible(view.now):
            parts += [bold(translate("In thirty seconds")), escape(briefing.short)]
            break
    return "\n\n".join([*parts, render_footer(view)])


def render_briefing(view: View, slug: str) -> str:
    """The whole text of one briefing."""
    briefing = view.snapshot.briefings[(slug, view.lang)]
    parts = [
        bold(briefing.title),
        warning(briefing.lifecycle, view),
        markdown_to_html(briefing.body),
        render_footer(view),
    ]
    return "\n\n".join(filter(None, parts))
