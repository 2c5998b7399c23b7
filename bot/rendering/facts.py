"""A fact as readers see it: text, who, where, when, quote, and on whose word we have it."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.conflict import Conflict
from bot.domain.fact import Basis, Confidence, Fact, Lifecycle
from bot.domain.person import PersonType
from bot.domain.snapshot import Snapshot
from bot.domain.source import Source
from bot.domain.text import Lang
from bot.i18n import Translator, format_list, format_moment
from bot.rendering.html import block_quote, bold, escape, italic

_MOST_PUBLISHERS = 3


def name_of(snapshot: Snapshot, person_id: str, lang: Lang) -> str:
    """The name shown for a person."""
    return snapshot.people[person_id].names[lang][0]


def render_fact(fact: Fact, snapshot: Snapshot, *, lang: Lang, zone: str, now: datetime) -> str:
    """The whole fact: text, quote, then one line of who, where and when, and one of sources and caveats."""
    lines = [escape(fact.text[lang])]
    if fact.quote:
        lines.append(_quote(fact, lang))
    lines.append(italic(provenance(fact, snapshot, lang=lang, zone=zone)))
    lines.append(warning(fact.lifecycle, lang, now))
    return "\n".join(filter(None, lines))


def warning(lifecycle: Lifecycle, lang: Lang, now: datetime) -> str:
    """For what the editors should have looked at again by `now`; else nothing."""
    if not lifecycle.is_overdue(now):
        return ""
    return italic(Translator(lang).gettext("Due for review by the editors: this may be out of date."))


def render_fact_line(fact: Fact, *, lang: Lang, zone: str) -> str:
    """A fact in a list: its day and its text."""
    return f"{bold(format_moment(fact.when, lang, zone if fact.when.at is None else fact.when.zone))} – {escape(fact.text[lang])}"


def provenance(fact: Fact, snapshot: Snapshot, *, lang: Lang, zone: str) -> str:
    """Who, where, when; by whom it was reported; and in words how sure that is."""
    when = format_moment(fact.when, lang, zone if fact.when.at is None else fact.when.zone)
    speaker = snapshot.people[fact.who[0]]
    who = speaker.names[lang][0]
    if speaker.type is PersonType.PERSON:
        who = f"{who}, {speaker.role[lang]}"
    parts = [who]
    if fact.channel:
        parts.append(fact.channel[lang])
    parts.append(when)
    source = source_line([fact.id], snapshot, lang)
    return "\n".join([" · ".join(parts), ". ".join([source, *caveats(fact, snapshot, lang)]) + "."])


def publishers_of(fact: Fact, snapshot: Snapshot, lang: Lang) -> list[str]:
    """Who published the fact's sources, each once."""
    sources = (snapshot.sources[citation.source] for citation in fact.citations)
    return list(dict.fromkeys(publisher_of(source, lang) for source in sources))


def source_line(fact_ids: Sequence[str], snapshot: Snapshot, lang: Lang) -> str:
    """On whose word we have these facts: the first publishers."""
    publishers = dict.fromkeys(
        publisher
        for fact_id in fact_ids
        for publisher in publishers_of(snapshot.facts[fact_id], snapshot, lang)
    )
    listed = format_list(list(publishers)[:_MOST_PUBLISHERS], lang)
    return Translator(lang).gettext("Source: %(publishers)s", publishers=listed)


def publisher_of(source: Source, lang: Lang) -> str:
    """The publisher's name; the report that the dossier began with carries none."""
    if source.access is Basis.SEED:
        return Translator(lang).gettext("the Dutch report of 27 February 2026")
    return source.publisher


def render_conflict(conflict: Conflict, *, lang: Lang) -> str:
    """A point on which sources differ, with its versions."""
    head = Translator(lang).gettext("Sources differ on this: %(subject)s", subject=conflict.subject[lang])
    return "\n".join([bold(head), *(f"– {escape(version.text[lang])}" for version in conflict.versions)])


def caveats(fact: Fact, snapshot: Snapshot, lang: Lang) -> list[str]:
    """What a reader should know about how well the fact is grounded, in words; empty for a plain one."""
    translate = Translator(lang).gettext
    found: list[str] = []
    basis = set(fact.basis)
    if basis == {Basis.COPY}:
        found.append(translate("Seen only as a copy, not on the publisher's own page"))
    elif basis == {Basis.SEED}:
        found.append(translate("Only in the Dutch report of 27 February, which paraphrases"))
    elif basis == {Basis.SECONDARY}:
        found.append(translate("Relayed by another outlet"))
    elif basis == {Basis.SECONDARY, Basis.COPY}:
        found.append(translate("Relayed by another outlet or seen as a copy"))
    unnamed = [person for person in fact.who[:1] if snapshot.people[person].type is PersonType.ROLE]
    if unnamed and not found:
        found.append(translate("The speaker is not named"))
    if fact.confidence is Confidence.MEDIUM and not found:
        found.append(translate("Less certain: few or weaker sources"))
    return found


def _quote(fact: Fact, lang: Lang) -> str:
    quote = fact.quote
    if quote is None:
        return ""
    if quote.lang is lang:
        return block_quote(f"“{escape(quote.text)}”")
    ours = Translator(lang).gettext("Our translation: %(text)s", text=quote.rendering)
    return block_quote(f"“{escape(quote.text)}”\n{italic(ours)}")
