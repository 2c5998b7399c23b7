"""Checks that need more than one record: ids, references, order in time."""

from collections.abc import Iterator, Mapping, Sequence

from bot.content.building import build_moment
from bot.content.parsing import Record
from bot.content.problem import Problem, suggest
from bot.domain.text import Lang

ByKind = Mapping[str, Sequence[Record]]

# Where records name others: kind of file -> (steps to a list of ids or an id, kind named).
_LISTS: Mapping[str, Sequence[tuple[tuple[str, ...], str]]] = {
    "facts": ((("who",), "people"), (("said_to",), "people"), (("about",), "topics")),
    "deadlines": ((("set_by",), "people"), (("binding_on",), "people"), (("facts",), "facts"), (("outcome", "facts"), "facts")),
    "stakes": ((("facts",), "facts"),),
    "conflicts": ((("facts",), "facts"), (("people",), "people")),
    "glossary": ((("facts",), "facts"),),
    "unknowns": ((("facts",), "facts"),),
    "questions": ((("answer_with",), "facts"),),
    "update": ((("about",), "topics"), (("facts",), "facts"), (("corrects",), "facts")),
    "briefing": ((("about",), "topics"), (("facts",), "facts")),
}  # fmt: skip
_SINGULAR = {"people": "person", "topics": "topic", "facts": "fact", "sources": "source"}


def find_problems(records: ByKind) -> Iterator[Problem]:
    """Everything that is wrong between records."""
    known = {
        kind: {record.model.id for record in records.get(kind, ())}
        for kind in ("people", "topics", "facts", "sources")
    }
    yield from _doubled_ids(records)
    yield from _unknown_ids(records, known)
    yield from _facts(records, known)
    yield from _deadlines(records)
    yield from _briefings(records)


def _doubled_ids(records: ByKind) -> Iterator[Problem]:
    for kind, of_kind in records.items():
        first: dict[str, Record] = {}
        for record in of_kind:
            record_id = getattr(record.model, "id", None)
            if record_id is None:
                continue
            if record_id in first:
                other = first[record_id]
                yield record.problem(
                    f"id {record_id!r} is taken: {other.path}:{other.place('id')[0]} ({kind})", "id"
                )
            first.setdefault(record_id, record)


def _unknown_ids(records: ByKind, known: Mapping[str, set[str]]) -> Iterator[Problem]:
    for kind, lists in _LISTS.items():
        for record in records.get(kind, ()):
            for steps, named in lists:
                value = record.model
                for step in steps:
                    value = getattr(value, step, None)
                for number, wanted in enumerate(value or ()):
                    if wanted not in known[named]:
                        yield _unknown(record, named, wanted, known, *steps, number)
                seen: set[str] = set()
                for number, wanted in enumerate(value or ()):
                    if wanted in seen:
                        yield record.problem(f"{wanted!r} stands twice", *steps, number, severity="warning")
                    seen.add(wanted)
    for record in records.get("people", ()):
        wanted = record.model.affiliation
        if wanted and wanted not in known["people"]:
            yield _unknown(record, "people", wanted, known, "affiliation")
    for record in records.get("conflicts", ()):
        for place, version in enumerate(record.model.versions):
            for number, wanted in enumerate(version.facts):
                if wanted not in known["facts"]:
                    yield _unknown(record, "facts", wanted, known, "versions", place, "facts", number)


def _facts(records: ByKind, known: Mapping[str, set[str]]) -> Iterator[Problem]:
    supersedes: dict[str, tuple[str, Record]] = {}
    until = next((record.model.known_until for record in records.get("dossier", ())), None)
    for record in records.get("facts", ()):
        fact = record.model
        cited = [citation.id for citation in fact.sources]
        for number, source in enumerate(cited):
            if source not in known["sources"]:
                yield _unknown(record, "sources", source, known, "sources", number, "id")
            elif source in cited[:number]:
                yield record.problem(
                    f"source {source!r} stands twice", "sources", number, "id", severity="warning"
                )
        if fact.quote and fact.quote.source not in cited:
            if fact.quote.source not in known["sources"]:
                yield _unknown(record, "sources", fact.quote.source, known, "quote", "source")
            else:
                yield record.problem("the quote's source is not among the fact's sources", "quote", "source")
        for number, relation in enumerate(fact.relations):
            name, to = next(iter(relation.model_dump(exclude_unset=True, by_alias=True).items()))
            if to == fact.id:
                yield record.problem("a fact cannot bear on itself", "relations", number, name)
            elif to not in known["facts"]:
                yield _unknown(record, "facts", to, known, "relations", number, name)
            elif name == "supersedes":
                supersedes[fact.id] = (to, record)
        if until and fact.date[: len(until)] > until:
            yield record.problem(f"is dated after the last verified day ({until}, dossier.yaml)", "date")
        if fact.expires and fact.publish_at and fact.expires <= fact.publish_at:
            yield record.problem("expires before it is published", "expires")
    for start, (_, record) in supersedes.items():
        seen, here = {start}, supersedes[start][0]
        while here in supersedes and here not in seen:
            seen.add(here)
            here = supersedes[here][0]
        if here == start:
            yield record.problem("facts supersede one another in a circle", "relations")


def _deadlines(records: ByKind) -> Iterator[Problem]:
    for record in records.get("deadlines", ()):
        deadline = record.model
        known = build_moment(deadline.known_from, "UTC")
        if build_moment(deadline.due, "UTC").day < known.day:
            yield record.problem("is due before it was known", "due")
        if deadline.outcome and build_moment(deadline.outcome.known_from, "UTC").day < known.day:
            yield record.problem("has an outcome before it was known", "outcome", "known_from")


def _briefings(records: ByKind) -> Iterator[Problem]:
    by_slug: dict[str, dict[str, Record]] = {}
    for record in records.get("briefing", ()):
        slug, lang = slug_and_lang(record.path)
        by_slug.setdefault(slug, {})[lang] = record
    for slug, versions in by_slug.items():
        for lang in Lang:
            if lang not in versions:
                there = next(iter(versions.values()))
                yield there.problem(f"{slug}.{lang}.md is missing: a briefing stands in both languages")
        if len(versions) == len(Lang):
            dutch, english = (versions[lang] for lang in Lang)
            if dutch.model.order != english.model.order:
                yield english.problem(f"has another order than {dutch.path}", "order", severity="warning")
            if set(dutch.model.facts) != set(english.model.facts):
                yield english.problem(f"rests on other facts than {dutch.path}", "facts", severity="warning")


def slug_and_lang(path: str) -> tuple[str, str]:
    """`…/overview.nl.md` -> (`overview`, `nl`)."""
    slug, lang, _ = path.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 2)
    return slug, lang


def _unknown(
    record: Record, named: str, wanted: str, known: Mapping[str, set[str]], *steps: str | int
) -> Problem:
    return record.problem(f"unknown {_SINGULAR[named]} {wanted!r}{suggest(wanted, known[named])}", *steps)
