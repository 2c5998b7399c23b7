"""The dossier as the desk lists it: plain values, from the live snapshot and the last look at the files."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.content.checks.lost_records import Place
from bot.content.schema.kinds import ASKS, FACT
from bot.desk.marks import WARNING, Badge, groups_to_look_at, marks_of, marks_of_versions, marks_of_words
from bot.domain.problem import Problem
from bot.domain.records.fact import Kind
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang, Words
from bot.services.editing.content_status import ContentStatus

MOST_PROBLEMS = 100  # listed with their lines; each record still bears its own

Json = dict[str, Any]


def describe(snapshot: Snapshot, look: ContentStatus, now: datetime) -> Json:
    """Everything on the left of the desk, and what is wrong with the files."""
    by_path: dict[str, list[Problem]] = {}
    for problem in sorted(look.problems):
        by_path.setdefault(problem.path, []).append(problem)
    items = [_with_problems(item, by_path) for item in _items(snapshot, look, now)]
    errors_first = sorted(look.problems, key=lambda problem: problem.severity != "error")[:MOST_PROBLEMS]
    return {
        "title": snapshot.dossier.title.en,
        "known_until": snapshot.dossier.known_until.isoformat(),
        "live": look.live,
        "live_since": look.live_since.isoformat(),
        "problems": describe_problems(errors_first),
        "unlisted_problems": len(look.problems) - len(errors_first),
        "groups": [*groups_to_look_at(items), *_groups(items)],
    }


def describe_problems(problems: Sequence[Problem]) -> list[Json]:
    """Each with its place and its line as the file has it now."""
    return [_problem(problem, line) for problem, line in _with_lines(problems)]


def describe_place(path: str, line: int) -> Json:
    """Where it stands, and how an editor's program opens it there."""
    return {"place": f"{path}:{line}", "href": f"vscode://file{Path(path).absolute().as_posix()}:{line}"}


def _problem(problem: Problem, line: str) -> Json:
    return {
        "severity": problem.severity,
        "message": problem.message,
        "column": problem.column,
        "source": line,
        **describe_place(problem.path, problem.line),
    }


def _with_lines(problems: Sequence[Problem]) -> Iterator[tuple[Problem, str]]:
    """Each problem with its line, as the file has it now."""
    texts: dict[str, list[str]] = {}
    for problem in problems:
        if problem.path not in texts:
            texts[problem.path] = _lines_of(problem.path)
        lines = texts[problem.path]
        yield problem, lines[problem.line - 1][:400] if problem.line <= len(lines) else ""


def _lines_of(path: str) -> list[str]:
    try:
        with Path(path).open(encoding="utf-8", errors="replace") as file:
            return [line.rstrip("\r\n") for line in file]
    except OSError:
        return []


def _items(snapshot: Snapshot, look: ContentStatus, now: datetime) -> Iterator[Json]:
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
    for status in snapshot.statuses.values():
        marks = list(marks_of_words("asks", status.asks))
        item = _item("status", status.id, status.title.en, look, marks)
        yield {**item, "group": "State of play", "note": f"as of {status.as_of}"}
    for conflict in snapshot.conflicts.values():
        yield {**_item("conflict", conflict.id, conflict.subject.en, look), "group": "Conflicts"}
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
        yield {
            **item,
            "group": "Briefings",
            "also": [*(describe_place(path, 1) for path in others), *item.get("also", ())],
        }
    for update in snapshot.updates.values():
        item = _item("update", update.id, update.title.en, look, list(marks_of(update.lifecycle, now)))
        yield {**item, "group": "Updates", "note": update.level.value}
    for unknown in snapshot.unknowns.values():
        yield {**_item("unknown", unknown.id, unknown.text.en, look), "group": "Known unknowns"}
    for term in snapshot.terms.values():
        yield {**_item("term", term.id, term.term.en, look), "group": "Glossary"}
    for person in snapshot.people.values():
        yield {**_item("person", person.id, person.names[Lang.EN][0], look), "group": "People"}


def _item(kind: str, record: str, label: str, look: ContentStatus, marks: Sequence[Badge] = ()) -> Json:
    place = look.places.get((kind, record))
    where: Json = {**describe_place(place.path, place.line), "at": place} if place else {}
    apart = look.places.get((ASKS.record, record if kind == FACT.record else f"{kind}:{record}"))
    if apart:
        where |= {"also": [describe_place(apart.path, apart.line)], "asked_at": apart}
    told = {"marks": [mark.text for mark in marks], "flags": [mark.group for mark in marks]}
    return {"kind": kind, "id": record, "label": label, "note": "", **told, **where}


def _with_problems(item: Json, by_path: Mapping[str, Sequence[Problem]]) -> Json:
    """A record with a problem on one of its lines says so; a briefing, on any line of its two files."""
    place: Place | None = item.pop("at", None)
    apart: Place | None = item.pop("asked_at", None)
    found: list[Problem] = _problems_at(apart, by_path) if apart else []
    if place is not None and item["kind"] == "briefing":
        for lang in Lang:
            found += by_path.get(str(Path(place.path).with_name(f"{item['id']}.{lang}.md")), ())
    elif place is not None:
        found += _problems_at(place, by_path)
    item["marks"] += [problem.message for problem in found]
    item["flags"] += [WARNING] if found else []
    return item


def _problems_at(place: Place, by_path: Mapping[str, Sequence[Problem]]) -> list[Problem]:
    here = by_path.get(place.path, ())
    first = bisect_left(here, place.line, key=lambda problem: problem.line)
    last = bisect_right(here, place.end, key=lambda problem: problem.line)
    return list(here[first:last])


def _groups(items: Sequence[Mapping[str, Any]]) -> list[Json]:
    groups: dict[str, list[Json]] = {}
    for item in items:
        groups.setdefault(item["group"], []).append({key: item[key] for key in item if key != "group"})
    said = sorted(name for name in groups if name.startswith("Said by "))
    names = [*(name for name in groups if name not in said), *said]
    return [{"name": name, "items": groups[name]} for name in names]
