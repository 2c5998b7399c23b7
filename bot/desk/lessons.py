"""Teaching from the desk: what a question may be after, as plain values, and a lesson from what the form sends."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.answering import Candidate, Engine
from bot.desk.state import describe_place, describe_problems
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.services.editing.teaching import NotTeachable, Taught, TeachingStep, find_candidates, lesson_of

Json = dict[str, Any]

_FIELDS = ("fact", "unknown", "person", "topic", "alias", "test")


def describe_candidates(engine: Engine, question: str, lang: Lang, now: datetime) -> Json:
    """The records that a question may ask for, the likeliest first, and all names, those near to it first."""
    found = find_candidates(engine, question, lang, now)
    snapshot = engine.snapshot
    records = [
        {"kind": each.kind, "id": each.id, "label": _label(snapshot, each, lang), "chance": each.chance}
        for each in found
    ]
    return {"records": records, "names": list(_names(engine, question, lang, found))}


def read_lesson(body: Any) -> tuple[str, Lang | None, TeachingStep]:
    """The question, its language and the lesson in what the form sent. Raises `NotTeachable` for anything else."""
    if not isinstance(body, dict) or not all(isinstance(value, str) for value in body.values()):
        raise NotTeachable("this is no form of the desk")
    fields = {name: body[name] for name in _FIELDS if body.get(name)}
    return body.get("question", ""), Lang.read(body.get("lang")), lesson_of(**fields)


def describe_taught(taught: Taught) -> Json:
    """Where it stands now and what it changes, or what speaks against it."""
    drafted = taught.drafted
    told: Json = {"before": taught.before, "after": taught.after}
    if drafted.problems:
        return {**told, "problems": describe_problems(drafted.problems)}
    return {**told, **describe_place(str(drafted.path), drafted.line)}


def _label(snapshot: Snapshot, candidate: Candidate, lang: Lang) -> str:
    of_kind = snapshot.facts if candidate.kind == "fact" else snapshot.unknowns
    return of_kind[candidate.id].text[lang]


def _names(engine: Engine, question: str, lang: Lang, found: Sequence[Candidate]) -> Iterator[Json]:
    snapshot = engine.snapshot
    facts = [snapshot.facts[each.id] for each in found if each.kind == "fact"]
    people, topics = engine.find_names(question)
    people += tuple(person for fact in facts for person in fact.who)
    topics += tuple(topic for fact in facts for topic in fact.about)
    labels: Mapping[tuple[str, str], str] = {
        **{("person", each.id): each.names[lang][0] for each in snapshot.people.values()},
        **{("topic", each.id): each.name[lang] for each in snapshot.topics.values()},
    }
    near = dict.fromkeys(
        [*(("person", person) for person in people), *(("topic", topic) for topic in topics)]
    )
    for kind, record in dict.fromkeys((*near, *labels)):
        yield {
            "kind": kind,
            "id": record,
            "label": labels[(kind, record)],
            "near": (kind, record) in near,
        }
