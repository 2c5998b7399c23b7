"""Long reads: a briefing with its sources, in pages of HTML or as one rich message; the same words, sources and links."""

from collections.abc import Sequence

from bot.domain.records.source import Source
from bot.rendering.briefings import render_briefing
from bot.rendering.facts import sources_of, warning
from bot.rendering.markup import rich
from bot.rendering.markup.footer import render_footer
from bot.rendering.markup.html import bold, escape, italic, to_plain
from bot.rendering.markup.split import split
from bot.rendering.sources import name_and_title, notes_on, published, render_source
from bot.rendering.view import View


def render_briefing_pages(view: View, slug: str, *, limit: int = 3000) -> tuple[list[str], list[str]]:
    """Its text and its sources, each in pages of about so many characters; no sources, no pages of them.

    A page of sources also fits a message where its links are written out.
    """
    sources = _sources_behind(view, slug)
    head = bold(_how_many(sources, view))
    pages: list[list[str]] = []
    length = 0
    for entry in (render_source(source, view) for source in sources):
        size = len(to_plain(entry, links=True)) + len("\n\n")
        if not pages or length + size > limit:
            pages.append([head])
            length = len(to_plain(head))
        pages[-1].append(entry)
        length += size
    footer = render_footer(view)
    return split(render_briefing(view, slug), limit), ["\n\n".join([*page, footer]) for page in pages]


def render_rich_briefing(view: View, slug: str) -> str:
    """The whole of it as blocks of a rich message; its sources unfold, as a table by their days."""
    briefing = view.snapshot.briefings[(slug, view.lang)]
    warned = warning(briefing.lifecycle, view)
    sources = _sources_behind(view, slug)
    rows = [(published(source, view.lang), _source_cell(source, view)) for source in sources]
    blocks = [
        rich.heading(escape(briefing.title), 2),
        rich.paragraph(warned) if warned else "",
        rich.markdown_to_blocks(briefing.body),
        rich.details(escape(_how_many(sources, view)), rich.table(rows)) if rows else "",
        rich.footer(render_footer(view)),
    ]
    return "".join(blocks)


def _sources_behind(view: View, slug: str) -> list[Source]:
    """Those of the facts that it rests on and that may be shown."""
    briefing = view.snapshot.briefings[(slug, view.lang)]
    named = [view.snapshot.facts[each] for each in briefing.facts]
    return sources_of(view.visible.today.of(named), view.snapshot)


def _how_many(sources: Sequence[Source], view: View) -> str:
    return view.ngettext("%(number)s source", "%(number)s sources", len(sources))


def _source_cell(source: Source, view: View) -> str:
    return f"{name_and_title(source, view)} · {italic(', '.join(notes_on(source, view)))}"
