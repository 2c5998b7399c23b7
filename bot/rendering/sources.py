"""Sources: how the dossier was made, the list, and those behind an answer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.moment import Moment, Precision
from bot.domain.records.fact import Basis
from bot.domain.records.source import Source
from bot.domain.text import Lang
from bot.i18n import N_, format_list, format_moment, format_number
from bot.rendering.facts import agency_of, publisher_of, sources_of
from bot.rendering.markup.footer import render_footer
from bot.rendering.markup.html import block_quote, bold, capital, escape, italic, link
from bot.rendering.view import View

_ACCESS: Mapping[Basis, str] = {
    Basis.PUBLISHER: N_("seen on the publisher's own page"),
    Basis.SYNDICATED: N_("seen as wire or partner text on another site"),
    Basis.SEED: N_("the report this dossier began with"),
    Basis.SECONDARY: N_("relayed by another outlet"),
    Basis.COPY: N_("seen only as a copy"),
}
_LANGUAGES = {"nl": N_("in Dutch"), "en": N_("in English")}
_DAY = len("2026-02-27")
_MOST_BEHIND = 12  # sources under one answer


def render_sources_overview(view: View) -> str:
    """Who made this, how far it goes, and how many sources it rests on."""
    translate = view.translate
    sources = view.visible.sources
    counts = Counter(agency_of(source, view) for source in sources if source.access is not Basis.SEED)
    often = [publisher for publisher, _ in counts.most_common(8)]
    return "\n\n".join(
        [
            bold(translate("Where this comes from")),
            block_quote(escape(view.dossier.disclosure[view.lang])),
            escape(view.dossier.state_of_knowledge[view.lang]),
            escape(
                translate(
                    "%(facts)s facts from %(sources)s sources, most often %(publishers)s.",
                    facts=format_number(len(view.visible.today.facts), view.lang),
                    sources=format_number(len(sources), view.lang),
                    publishers=format_list(often, view.lang),
                )
            ),
            render_footer(view),
        ]
    )


def render_source_list(sources: Sequence[Source], view: View, *, page: int, pages: int) -> str:
    """One page of the list."""
    head = view.translate("Sources, %(page)s of %(pages)s", page=page, pages=pages)
    return "\n\n".join(
        [
            bold(head),
            *(render_source(source, view) for source in sources),
            render_footer(view),
        ]
    )


def render_sources_of(fact_ids: Sequence[str], view: View) -> str:
    """The sources behind facts, each once, with links."""
    found = sources_of([view.snapshot.facts[fact_id] for fact_id in fact_ids], view.snapshot)
    entries = [render_source(source, view) for source in found[:_MOST_BEHIND]]
    return "\n".join([bold(view.translate("Sources")), *entries])


def render_source(source: Source, view: View) -> str:
    """Publisher, title, day, and how the page was seen."""
    notes = [published(source, view.lang), *notes_on(source, view)]
    return f"{name_and_title(source, view)}\n{italic(', '.join(notes))}"


def name_and_title(source: Source, view: View) -> str:
    """The publisher, and the title with its link."""
    publisher = bold(capital(publisher_of(source, view)))
    if source.access is Basis.SEED:  # its name says what it is; it has no headline and no address
        return publisher
    title = link(source.title, source.url) if source.url else escape(source.title)
    return f"{publisher}: {title}"


def notes_on(source: Source, view: View) -> list[str]:
    """In which language it is, and how the page was seen."""
    translate = view.translate
    notes = []
    if source.language != view.lang.value:
        notes.append(
            translate(_LANGUAGES[source.language]) if source.language in _LANGUAGES else source.language
        )
    notes.append(translate(_ACCESS[source.access]))
    if source.title_is_descriptive and source.access is not Basis.SEED:
        notes.append(translate("title in our words"))
    return notes


def published(source: Source, lang: Lang) -> str:
    """The day, or the month where only that is known."""
    day = date.fromisoformat(
        source.published[:_DAY] if len(source.published) >= _DAY else f"{source.published}-01"
    )
    precision = Precision.DAY if len(source.published) >= _DAY else Precision.MONTH
    return format_moment(Moment(day, precision), lang, "")
