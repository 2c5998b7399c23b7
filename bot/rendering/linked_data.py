"""Records as schema.org JSON-LD: each fact a Claim, with its speaker, the pages it appears in, and what corrected it.

What is claimed is not rated: the dossier says who said what, not who is right, so there is no `reviewRating`. A
`ClaimReview` stands only where a fact contradicts what readers' questions take for granted (`refutes`). A denial by
the other side is a claim of its own that is `about` the first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from bot.domain.moment import Moment, Precision
from bot.domain.records.briefing import Update, UpdateKind
from bot.domain.records.fact import Basis, Fact, Kind, Stance
from bot.domain.records.person import Person, PersonType
from bot.domain.records.source import Source
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang, Text
from bot.i18n import Translator

Node = dict[str, Any]
R = TypeVar("R")

CONTEXT = "https://schema.org"
DOSSIER = "#dossier"
_WHOLE_DAY = len("2026-02-27")
_TYPES: Mapping[PersonType, str] = {
    PersonType.PERSON: "Person",
    PersonType.ROLE: "Person",  # someone who is not named
    PersonType.ORGANISATION: "Organization",
    PersonType.GROUP: "Organization",
    PersonType.PRODUCT: "Product",
}
# What somebody asserts, demands or offers; the rest is what the sources report.
_REPORTED = frozenset({Stance.FACT, Stance.RULING})


def render_linked_data(snapshot: Snapshot) -> Node:
    """The document for `snapshot`, of which everything may be shown; its ids are `#fact-…`, `#person-…`, `#source-…`."""
    corrections = [update for update in snapshot.updates.values() if update.kind is UpdateKind.CORRECTION]
    corrected: dict[str, list[str]] = defaultdict(list)
    for update in corrections:
        for fact_id in update.corrects:
            corrected[fact_id].append(update.id)
    nodes = [
        _dossier(snapshot),
        *(_person(person, snapshot) for person in _sorted(snapshot.people)),
        *(_source(source) for source in _sorted(snapshot.sources)),
    ]
    for fact in _sorted(snapshot.facts):
        nodes.append(_claim(fact, snapshot, corrected[fact.id]))
        nodes.extend(_reviews(fact))
    nodes.extend(_correction(update) for update in sorted(corrections, key=lambda update: update.id))
    return {"@context": CONTEXT, "@graph": nodes}


def _dossier(snapshot: Snapshot) -> Node:
    dossier = snapshot.dossier
    return {
        "@id": DOSSIER,
        "@type": "Dataset",
        "name": _both(dossier.title),
        "abstract": _both(dossier.summary),
        "description": _both(dossier.state_of_knowledge),
        "creditText": _both(dossier.disclosure),
        "temporalCoverage": f"../{dossier.known_until.isoformat()}",
        "inLanguage": [lang.value for lang in Lang],
    }


def _person(person: Person, snapshot: Snapshot) -> Node:
    node: Node = {
        "@id": _id("person", person.id),
        "@type": _TYPES[person.type],
        "name": _both(Text(person.names.nl[0], person.names.en[0])),
        "description": _both(person.role),
    }
    above = snapshot.people.get(person.affiliation or "")
    if above is not None and _TYPES[above.type] == "Organization":
        name = {"Person": "affiliation", "Organization": "parentOrganization", "Product": "manufacturer"}
        node[name[node["@type"]]] = _to("person", above.id)
    return node


def _source(source: Source) -> Node:
    node: Node = {"@id": _id("source", source.id), "@type": "CreativeWork"}
    # Where the headline was not seen, ours describes the page and is not its name.
    node["description" if source.title_is_descriptive else "headline"] = source.title
    if source.access is not Basis.SEED:
        node["publisher"] = {"@type": "Organization", "name": source.publisher}
    if len(source.published) == _WHOLE_DAY:
        node["datePublished"] = source.published
    node["inLanguage"] = source.language
    if source.url:
        node["url"] = source.url
    return node


def _claim(fact: Fact, snapshot: Snapshot, corrections: Sequence[str]) -> Node:
    is_said = fact.kind in (Kind.STATEMENT, Kind.POSITION) and fact.stance not in _REPORTED
    author = fact.who[0] if is_said and _can_speak(snapshot.people[fact.who[0]]) else None
    others = dict.fromkeys(person for person in (*fact.who, *fact.said_to) if person != author)
    cited = dict.fromkeys(citation.source for citation in fact.citations)
    topics = [snapshot.topics[topic].name for topic in fact.about]
    node: Node = {
        "@id": _id("fact", fact.id),
        "@type": "Claim",
        "isPartOf": {"@id": DOSSIER},
        "identifier": fact.id,
        "text": _both(fact.text),
        "version": fact.lifecycle.revision,
        "keywords": [each for topic in topics for each in _both(topic)],
        "appearance": [_to("source", source) for source in cited],
    }
    if author:
        node["author"] = _to("person", author)
    first = _find_first([snapshot.sources[source] for source in cited])
    if first:
        node["firstAppearance"] = _to("source", first.id)
    if others:
        node["mentions"] = [_to("person", person) for person in others]
    node.update(_when(fact.when, is_said=is_said))
    if fact.quote:
        node["hasPart"] = {
            "@type": "Quotation",
            "text": _in(fact.quote.lang, fact.quote.text),
            "citation": _to("source", fact.quote.source),
        }
    if fact.relations:
        node["about"] = [_to("fact", to) for to in dict.fromkeys(each.to for each in fact.relations)]
    if corrections:
        node["correction"] = [_to("correction", update) for update in sorted(corrections)]
    if fact.lifecycle.expires:
        node["expires"] = fact.lifecycle.expires.isoformat()
    return node


def _reviews(fact: Fact) -> Iterator[Node]:
    """One for each question that assumes what the fact contradicts; without a rating, for we give none."""
    for lang in Lang:
        for number, question in enumerate(fact.refutes[lang], start=1):
            yield {
                "@id": f"{_id('review', fact.id)}-{lang.value}-{number}",
                "@type": "ClaimReview",
                "isPartOf": {"@id": DOSSIER},
                "claimReviewed": _in(lang, question),
                "itemReviewed": {"@type": "Question", "text": _in(lang, question)},
                "reviewAspect": _in(lang, Translator(lang).gettext("what the question takes for granted")),
                "reviewBody": _in(lang, fact.text[lang]),
                "isBasedOn": _to("fact", fact.id),
            }


def _correction(update: Update) -> Node:
    node: Node = {
        "@id": _id("correction", update.id),
        "@type": "CorrectionComment",
        "isPartOf": {"@id": DOSSIER},
        "name": _both(update.title),
        "text": _both(update.text),
    }
    if update.reason:
        node["description"] = _both(update.reason)
    if update.was:
        node["about"] = {"@type": "Claim", "text": _both(update.was), "creativeWorkStatus": "Obsolete"}
    if update.corrects:
        node["parentItem"] = [_to("fact", fact_id) for fact_id in update.corrects]
    if update.publish_at:
        node["datePublished"] = update.publish_at.isoformat()
    return node


def _when(when: Moment, *, is_said: bool) -> Node:
    """When it was said or happened, no more precisely than is known; nothing where the day is a guess."""
    match when.precision:
        case Precision.DAY | Precision.MINUTE:
            moment = when.at.isoformat() if when.at else when.day.isoformat()
            return {"dateCreated" if is_said else "temporalCoverage": moment}
        case Precision.MONTH:
            return {"temporalCoverage": f"{when.day:%Y-%m}"}
        case _:
            return {}


def _find_first(sources: Sequence[Source]) -> Source | None:
    """The earliest page, where it is clear which that is: two of one day, or a day that is not known, leave it open."""
    first, *others = sorted(sources, key=lambda source: source.published)
    if any(len(source.published) != _WHOLE_DAY for source in sources):
        return None
    return None if others and others[0].published == first.published else first


def _can_speak(person: Person) -> bool:
    return person.type is not PersonType.PRODUCT


def _both(text: Text) -> list[Node]:
    return [_in(lang, text[lang]) for lang in Lang]


def _in(lang: Lang, text: str) -> Node:
    return {"@language": lang.value, "@value": text}


def _to(kind: str, record: str) -> Node:
    return {"@id": _id(kind, record)}


def _id(kind: str, record: str) -> str:
    return f"#{kind}-{record}"


def _sorted(records: Mapping[str, R]) -> Iterable[R]:
    return (records[key] for key in sorted(records))
