"""The dossier as the desk lists it: plain values, from the live snapshot and the last look at the files."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.content.loading import Place
from bot.content.problem import Problem
from bot.desk.marks import WARNING, Mark, groups_to_look_at, marks_of, marks_of_versions, marks_of_words
from bot.domain.fact import Kind
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang, Words
from bot.services.publishing import Look

Json = dict[str, Any]


def describe(snapshot: Snapshot, look: Look, now: datetime) -> Json:
    """Everything on the left of the desk, and what is wrong with the files."""
    items = [_with_problems(item, look) for item in _items(snapshot, look, now)]
    return {
        "title": snapshot.dossier.title.en,
        "known_until": snapshot.dossier.known_until.isoformat(),
        "live": look.live,
        "live_since": look.live_since.isoformat(),
        "problems": [_problem(problem) for problem in look.problems],
        "groups": [*groups_to_look_at(items), *_groups(items)],
    }


def describe_place(path: str, line: int) -> Json:
    """Where it stands, and how an editor's program opens it there."""
    return {"place": f"{path}:{line}", "href": f"vscode://file{Path(path).absolute().as_posix()}:{line}"}


def _problem(problem: Problem) -> Json:
    return {
        "severity": problem.severity,
        "message": problem.message,
        "column": problem.column,
        "source": _line_of(problem),
        **describe_place(problem.path, problem.line),
    }


def _line_of(problem: Problem) -> str:
    """The line itself, as the file has it now."""
    try:
        with Path(problem.path).open(encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file, start=1):
                if number == problem.line:
                    return line.rstrip("\r\n")[:400]
    except OSError:
        return ""
    return ""


def _items(snapshot: Snapshot, look: Look, now: datetime) -> Iterator[Json]:
    for fact in snapshot.facts.values():
        speaker = snapshot.people[fact.who[0]].names[Lang.EN][0]
        marks = [
            *marks_of(fact.lifecycle, now),
            *marks_of_words("asks", fact.asks),
            *marks_of_words("refutes", fact.refutes),
        ]
        item = _item("fact", fact.id, fact.text.en, look, marks)
        yield {**item, "group": f"Facts · {Path(fact.path).stem}", "note": str(fact.when.day)}
        if fact.kind is Kind.STATEMENT:
            yield {**item, "group": f"Said by {speaker}", "note": str(fact.when.day)}
    for deadline in snapshot.deadlines.values():
        marks = list(marks_of_words("asks", deadline.asks))
        item = _item("deadline", deadline.id, deadline.title.en, look, marks)
        yield {**item, "group": "Deadlines", "note": str(deadline.due.day)}
    for stake in snapshot.stakes.values():
        marks = list(marks_of_words("asks", stake.asks))
        yield {**_item("stake", stake.id, stake.title.en, look, marks), "group": "Stakes"}
    for slug in snapshot.briefing_slugs():
        versions = {
            lang: snapshot.briefings[(slug, lang)] for lang in Lang if (slug, lang) in snapshot.briefings
        }
        shorts = {lang.value: (each.short,) if each.short else () for lang, each in versions.items()}
        marks = [
            *marks_of_versions({lang: each.lifecycle for lang, each in versions.items()}, now),
            *marks_of_words("short version", Words(**shorts)),
        ]
        title = (versions.get(Lang.EN) or next(iter(versions.values()))).title
        item = _item("briefing", slug, title, look, marks)
        others = [each.path for each in versions.values() if f"{each.path}:" not in item.get("place", "")]
        yield {**item, "group": "Briefings", "also": [describe_place(path, 1) for path in others]}
    for update in snapshot.updates.values():
        item = _item("update", update.id, update.title.en, look, list(marks_of(update.lifecycle, now)))
        yield {**item, "group": "Updates", "note": update.level.value}
    for unknown in snapshot.unknowns.values():
        yield {**_item("unknown", unknown.id, unknown.text.en, look), "group": "Known unknowns"}
    for term in snapshot.terms.values():
        yield {**_item("term", term.id, term.term.en, look), "group": "Glossary"}
    for person in snapshot.people.values():
        yield {**_item("person", person.id, person.names[Lang.EN][0], look), "group": "People"}


def _item(kind: str, record: str, label: str, look: Look, marks: Sequence[Mark] = ()) -> Json:
    place = look.places.get((kind, record))
    where = {**describe_place(place.path, place.line), "at": place} if place else {}
    told = {"marks": [mark.text for mark in marks], "flags": [mark.group for mark in marks]}
    return {"kind": kind, "id": record, "label": label, "note": "", **told, **where}


def _with_problems(item: Json, look: Look) -> Json:
    """A record with a problem on one of its lines says so."""
    place: Place | None = item.pop("at", None)
    if place is not None:
        found = [
            problem.message
            for problem in look.problems
            if problem.path == place.path and place.line <= problem.line <= place.end
        ]
        item["marks"] += found
        item["flags"] += [WARNING] if found else []
    return item


def _groups(items: Sequence[Mapping[str, Any]]) -> list[Json]:
    groups: dict[str, list[Json]] = {}
    for item in items:
        groups.setdefault(item["group"], []).append({key: item[key] for key in item if key != "group"})
    said = sorted(name for name in groups if name.startswith("Said by "))
    names = [*(name for name in groups if name not in said), *said]
    return [{"name": name, "items": groups[name]} for name in names]
