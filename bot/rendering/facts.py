"""A fact as readers see it: text, who, where, when, quote, and on whose word we have it."""

import re
from collections.abc import Container, Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate

from bot.domain.records.conflict import Conflict
from bot.domain.records.fact import Basis, Confidence, Fact, Kind, Lifecycle, Quote, Stance
from bot.domain.records.person import Person, PersonType
from bot.domain.records.source import Source
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.i18n import Translator, format_day, format_list, format_moment
from bot.rendering.markup.html import block_quote, bold, capital, escape, italic
from bot.rendering.view import View

_MOST_PUBLISHERS = 3
_MOST_SOURCE_CHARACTERS = (
    80  # of publishers after the first: who reads on a phone wants the answer, not a list of them
)
_ASIDE = re.compile(r" \([^()]*\)$")
_NOT_VIA = re.compile(r" \((?!via )[^()]*\)$|(?<=\(via )([^(),]*),[^()]*(?=\)$)")


def name_of(view: View, person_id: str) -> str:
    """The name shown for a person."""
    return view.snapshot.people[person_id].names[view.lang][0]


def render_name_and_role(person: Person, lang: Lang) -> str:
    """The head of a card; a role that only repeats the name is left out."""
    name, role = capital(person.names[lang][0]), capital(person.role[lang])
    return bold(name) if role == name else f"{bold(name)}\n{escape(role)}"


def render_fact(
    fact: Fact,
    view: View,
    *,
    known: Container[str] = frozenset(),
    dated: bool = True,
    quoted: bool = True,
) -> str:
    """The whole fact: text, quote, then one line of who, where and when, and one of sources and caveats.

    `known` people have been introduced: their role is not said again. Not `dated`: the day stands elsewhere.
    """
    lines = [escape(fact.text[view.lang])]
    if fact.quote and quoted:
        lines.append(_quote(fact.quote, view.lang))
    lines.append(italic(provenance(fact, view, known=known, dated=dated)))
    lines.append(warning(fact.lifecycle, view))
    return "\n".join(filter(None, lines))


def render_item(fact: Fact, view: View, *, known: Container[str] = frozenset(), quoted: bool = False) -> str:
    """A fact among others: its text, and in one line who, where, when and on whose word."""
    lines = [f"▪ {escape(fact.text[view.lang])}"]
    if quoted and fact.quote and fact.quote.lang is view.lang:
        lines.append(_words(fact.quote))
    day = format_day(fact.when.day, view.lang) if fact.when.at else _when(fact, view)
    source = source_line([fact.id], view, most=1)
    speaker = _speaker(fact, view, known)
    line = " · ".join([*speaker, *(_channel(fact, view) if speaker else []), day, source])
    lines += [italic(capital(line)), warning(fact.lifecycle, view)]
    return "\n".join(filter(None, lines))


def role_of(person: Person, lang: Lang) -> str:
    """A role in short: what comes before an aside or a second office."""
    return without_aside(person.role[lang].split(";")[0])


def without_aside(text: str) -> str:
    """`text` without what stands in brackets at its end."""
    return _ASIDE.sub("", text)


def warning(lifecycle: Lifecycle, view: View) -> str:
    """For what the editors should have looked at again by `now`; else nothing."""
    if not lifecycle.is_overdue(view.now):
        return ""
    return italic(view.translate("This needs checking again: it may be out of date."))


def render_fact_line(fact: Fact, view: View) -> str:
    """A fact in a list: its day and its text."""
    return f"{bold(_when(fact, view))} – {escape(fact.text[view.lang])}"


def render_by_day(facts: Sequence[Fact], view: View) -> list[str]:
    """Facts under their days, each said once: a day stands where its first fact does."""
    days: dict[str, list[str]] = {}
    for fact in facts:
        day = format_day(fact.when.day, view.lang) if fact.when.at else _when(fact, view)
        days.setdefault(capital(day), []).append(f"▪ {escape(fact.text[view.lang])}")
    return ["\n".join([bold(day), *texts]) for day, texts in days.items()]


def provenance(fact: Fact, view: View, *, known: Container[str] = frozenset(), dated: bool = True) -> str:
    """Who, where, when; by whom it was reported; and in words how sure that is."""
    circumstances = [*_speaker(fact, view, known), *_channel(fact, view)]
    if dated:
        circumstances.append(_when(fact, view))
    source = source_line([fact.id], view)
    lines = [" · ".join(circumstances), ". ".join([source, *caveats(fact, view)]) + "."]
    return "\n".join(capital(line) for line in lines if line)


def is_said(fact: Fact) -> bool:
    """Whether the first of `who` speaks, orders or rules here; else `who` are those whom it is about."""
    if fact.kind in (Kind.STATEMENT, Kind.RULING):
        return True
    return fact.channel is not None and fact.stance is not Stance.FACT


def sources_of(facts: Iterable[Fact], snapshot: Snapshot) -> list[Source]:
    """The sources behind facts, each once, those that were seen nearest first."""
    cited = dict.fromkeys(citation.source for fact in facts for citation in fact.citations)
    return sorted(
        (snapshot.sources[source] for source in cited), key=lambda source: list(Basis).index(source.access)
    )


def publishers_of(fact: Fact, view: View) -> list[str]:
    """Who published the fact's sources, the nearest seen first, each once; of one agency's copies the first."""
    by_name: dict[str, str] = {}
    for source in sources_of([fact], view.snapshot):
        shown = _NOT_VIA.sub(r"\1", publisher_of(source, view))
        by_name.setdefault(agency_of(source, view), shown)
    return list(by_name.values())


def source_line(fact_ids: Sequence[str], view: View, most: int = _MOST_PUBLISHERS) -> str:
    """On whose word we have these facts: the first publishers, and how many more."""
    translator = Translator(view.lang)
    publishers = list(
        dict.fromkeys(
            publisher
            for fact_id in fact_ids
            for publisher in publishers_of(view.snapshot.facts[fact_id], view)
        )
    )
    listed = publishers
    most = min(most, _fitting(publishers))
    if len(publishers) > most + (most > 1):  # one more takes no more room than its number
        others = len(publishers) - most
        listed = [*publishers[:most], translator.gettext("%(number)s more", number=others)]
    return translator.ngettext(
        "Source: %(publishers)s",
        "Sources: %(publishers)s",
        len(publishers),
        # A name with a comma in it would run into the next one.
        publishers="; ".join(listed)
        if any(", " in each for each in listed)
        else format_list(listed, view.lang),
    )


def _fitting(publishers: Sequence[str]) -> int:
    """How many of them, from the first, find room in a line; the first always does."""
    lengths = accumulate(len(publisher) for publisher in publishers)
    return max(1, sum(length <= _MOST_SOURCE_CHARACTERS for length in lengths))


def render_sources_line(fact_ids: Sequence[str], view: View) -> str:
    """The same as a line of its own."""
    return italic(capital(source_line(fact_ids, view)) + ".")


def publisher_of(source: Source, view: View) -> str:
    """The name to show: the editors' own for it, else the publisher's; the report the dossier began with carries none."""
    if source.access is Basis.SEED and view.dossier.seed_report:
        return view.dossier.seed_report[view.lang]
    if source.shown:
        return source.shown[view.lang]
    return (view.lang is Lang.NL and source.publisher_nl) or source.publisher


def agency_of(source: Source, view: View) -> str:
    """The publisher without what its name says of who carried the page."""
    return _ASIDE.sub("", publisher_of(source, view))


def render_conflict(
    conflict: Conflict, view: View, *, in_full: bool = True, told: Container[str] = ()
) -> str:
    """A point on which sources differ, with its versions and the editors' note; not `in_full`: in one line, without them.

    A version that was seen only as others relay it says so. One that rests on a fact that is `told` already is left out.
    """
    head = bold(view.translate("Sources differ on this"))
    subject = italic(conflict.subject[view.lang])
    if not in_full:
        return f"{head}: {subject}"
    lines = [
        f"– {escape(version.text[view.lang])}{_relayed(version.facts, view)}"
        for version in conflict.versions
        if not any(fact in told for fact in version.facts)
    ]
    note = [escape(conflict.note[view.lang])] if conflict.note is not None else []
    return "\n".join([head, subject, *lines, *note])


def _relayed(fact_ids: Sequence[str], view: View) -> str:
    facts = [view.snapshot.facts[fact] for fact in fact_ids]
    seen = {basis for fact in facts for basis in fact.basis} if all(fact.basis for fact in facts) else set()
    mark = _how_seen(seen, view)
    return f" {italic(mark + '.')}" if mark else ""


def caveats(fact: Fact, view: View) -> list[str]:
    """What a reader should know about how well the fact is grounded, in words; empty for a plain one."""
    translate = view.translate
    seen = _how_seen(set(fact.basis), view)
    found = [seen] if seen else []
    unnamed = [person for person in fact.who[:1] if view.snapshot.people[person].type is PersonType.ROLE]
    if unnamed and not found:
        found.append(translate("The speaker is not named"))
    if fact.confidence is Confidence.MEDIUM and not found:
        found.append(translate("Less certain: few or weaker sources"))
    return found


def _how_seen(basis: AbstractSet[Basis], view: View) -> str:
    """What a reader should know where the publisher's own page was not seen; else nothing."""
    translate = view.translate
    if basis == {Basis.COPY}:
        return translate("Seen only as a copy, not on the publisher's own page")
    if basis == {Basis.SEED}:
        return translate("Only in one report, which paraphrases")
    if basis == {Basis.SECONDARY}:
        return translate("Relayed by another outlet")
    if basis == {Basis.SECONDARY, Basis.COPY}:
        return translate("Relayed by another outlet or seen as a copy")
    return ""


def _speaker(fact: Fact, view: View, known: Container[str]) -> list[str]:
    """Who speaks, where somebody does whom the text does not name."""
    speaker = view.snapshot.people[fact.who[0]]
    if not is_said(fact) or _is_named(speaker, fact.text[view.lang], view.lang):
        return []
    return [_introduce(speaker, view.lang, known)]


def _channel(fact: Fact, view: View) -> list[str]:
    return [fact.channel[view.lang]] if fact.channel else []


def _is_named(person: Person, text: str, lang: Lang) -> bool:
    """Whether a text names somebody: a person by the last name, all others by anything that they are called."""
    if person.type is PersonType.PERSON:
        names = [name.split()[-1] for name in person.names[lang]]
    else:
        names = [*person.names[lang], *person.aliases[lang]]
    return any(name.casefold() in text.casefold() for name in names)


def _introduce(person: Person, lang: Lang, known: Container[str]) -> str:
    """Name and role, the role of a person who is not yet known."""
    name = person.names[lang][0]
    if person.type is not PersonType.PERSON or person.id in known:
        return name
    return f"{name}, {role_of(person, lang)}"


def _when(fact: Fact, view: View) -> str:
    return format_moment(fact.when, view.lang, view.zone if fact.when.at is None else fact.when.zone)


def _quote(quote: Quote, lang: Lang) -> str:
    if quote.lang is lang:
        return block_quote(_words(quote))
    ours = Translator(lang).gettext("Our translation: %(text)s", text=quote.rendering.rstrip(","))
    return block_quote(f"{_words(quote)}\n{italic(ours)}")


def _words(quote: Quote) -> str:
    """As they were printed; a comma at the end belongs to the sentence around them."""
    return f"“{escape(quote.text.rstrip(','))}”"
