"""About this dossier: who made it, from what, and how far it may be trusted."""

from bot.domain.records.fact import Basis
from bot.i18n import format_number
from bot.rendering.markup.footer import render_footer
from bot.rendering.markup.html import block_quote, bold, escape, italic
from bot.rendering.view import View

_SEEN_THEMSELVES = frozenset({Basis.PUBLISHER, Basis.SYNDICATED})


def render_about(view: View) -> str:
    """The disclosure word for word, the sources in numbers, and what a reader can check."""
    translate = view.translate
    sources = view.visible.sources
    seen = [source for source in sources if source.access in _SEEN_THEMSELVES]
    conflicts = view.visible.conflicts
    parts = [
        bold(translate("Who made this?")),
        block_quote(escape(view.dossier.disclosure[view.lang])),
        bold(translate("From what?")),
        escape(
            translate(
                "%(facts)s facts from %(sources)s sources. Of %(seen)s of these the publisher's own page was seen, or its text "
                "on a regular news site. The others were seen as relayed by others or in a reproduced text; an answer that "
                "rests on them alone says so.",
                facts=format_number(len(view.visible.today.facts), view.lang),
                sources=format_number(len(sources), view.lang),
                seen=format_number(len(seen), view.lang),
            )
        ),
        escape(view.dossier.state_of_knowledge[view.lang]),
        bold(translate("May I trust it?")),
        escape(
            translate(
                "Do not take my word for it. Under every answer stands who reported it, and the button Sources leads to the "
                "pages. On %(conflicts)s points the sources differ, and there all versions are shown. What was wrong and has been "
                "put right is listed under /corrections. I make up nothing: an answer is made of sentences from the dossier, "
                "and where it holds nothing, I say so.",
                conflicts=format_number(len(conflicts), view.lang),
            )
        ),
        render_footer(view),
    ]
    return "\n\n".join(parts)


def render_disclosure_line(view: View) -> str:
    """The disclosure in one line, for first screens."""
    return italic(view.dossier.disclosure_short[view.lang])
