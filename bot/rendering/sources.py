"""Sources: how the dossier was made, the list, and those behind an answer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.domain.moment import Moment, Precision
from bot.domain.records.fact import Basis
from bot.domain.records.source import Source
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.i18n import N_, Translator, format_list, format_moment, format_number
from bot.rendering.facts import agency_of, publisher_of, sources_of
from bot.rendering.markup.footer import render_footer
from bot.rendering.markup.html import block_quote, bold, capital, escape, italic, link

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


def render_sources_overview(snapshot: Snapshot, *, lang: Lang, now: datetime) -> str:
    """Who made this, how far it goes, and how many sources it rests on."""
    translate = Translator(lang).gettext
    sources = snapshot.visible_sources(now)
    counts = Counter(
        agency_of(source, snapshot, lang) for source in sources if source.access is not Basis.SEED
    )
    often = [publisher for publisher, _ in counts.most_common(8)]
    return "\n\n".join(
        [
            bold(translate("Where this comes from")),
            block_quote(escape(snapshot.dossier.disclosure[lang])),
            escape(snapshot.dossier.state_of_knowledge[lang]),
            escape(
                translate(
                    "%(facts)s facts from %(sources)s sources, most often %(publishers)s.",
                    facts=format_number(len(snapshot.visible_facts(now)), lang),
                    sources=format_number(len(sources), lang),
                    publishers=format_list(often, lang),
                )
            ),
            render_footer(snapshot, lang=lang),
        ]
    )


def render_source_list(
    sources: Sequence[Source], snapshot: Snapshot, *, lang: Lang, page: int, pages: int
) -> str:
    """One page of the list."""
    head = Translator(lang).gettext("Sources, %(page)s of %(pages)s", page=page, pages=pages)
    return "\n\n".join(
        [
            bold(head),
            *(render_source(source, snapshot, lang=lang) for source in sources),
            render_footer(snapshot, lang=lang),
        ]
    )


def render_sources_of(fact_ids: Sequence[str], snapshot: Snapshot, *, lang: Lang) -> str:
    """The sources behind facts, each once, with links."""
    found = sources_of([snapshot.facts[fact_id] for fact_id in fact_ids], snapshot)
    entries = [render_source(source, snapshot, lang=lang) for source in found[:_MOST_BEHIND]]
    return "\n".join([bold(Translator(lang).gettext("Sources")), *entries])


def render_source(source: Source, snapshot: Snapshot, *, lang: Lang) -> str:
    """Publisher, title, day, and how the page was seen."""
    translate = Translator(lang).gettext
    notes = [_published(source, lang)]
    if source.language != lang.value:
        notes.append(
            translate(_LANGUAGES[source.language]) if source.language in _LANGUAGES else source.language
        )
    notes.append(translate(_ACCESS[source.access]))
    if source.title_is_descriptive and source.access is not Basis.SEED:
        notes.append(translate("title in our words"))
    publisher = bold(capital(publisher_of(source, snapshot, lang)))
    if source.access is Basis.SEED:  # its name says what it is; it has no headline and no address
        return f"{publisher}\n{italic(', '.join(notes))}"
    title = link(source.title, source.url) if source.url else escape(source.title)
    return f"{publisher}: {title}\n{italic(', '.join(notes))}"


def _published(source: Source, lang: Lang) -> str:
    """The day, or the month where only that is known."""
    day = date.fromisoformat(
        source.published[:_DAY] if len(source.published) >= _DAY else f"{source.published}-01"
    )
    precision = Precision.DAY if len(source.published) >= _DAY else Precision.MONTH
    return format_moment(Moment(day, precision), lang, "")
