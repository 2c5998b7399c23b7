"""`bot new`: asks for what a new record needs, or takes it from flags, and writes it into the right file."""

import argparse
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args

import typer

from bot.content.loading import ParseCache, load_usable
from bot.content.parsing.suggestions import suggest
from bot.content.schema import models
from bot.content.schema.kinds import BY_RECORD
from bot.content.writing.writing import render_entry
from bot.domain.snapshot import Snapshot
from bot.services.editing.drafting import Drafted, add_files, add_to_list, propose_id

Known = Callable[[Snapshot], Collection[str]]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to ask: `flag` is also where it goes, a dot between the steps.

    `known`: the ids that may be named; `many`: several, with commas between, or semicolons where they are texts.
    """

    flag: str
    question: str
    required: bool = True
    choices: tuple[str, ...] = ()
    known: Known | None = None
    many: bool = False
    default: str = ""


def _people(snapshot: Snapshot) -> Collection[str]:
    return snapshot.people


def _topics(snapshot: Snapshot) -> Collection[str]:
    return snapshot.topics


def _facts(snapshot: Snapshot) -> Collection[str]:
    return snapshot.facts


def _sources(snapshot: Snapshot) -> Collection[str]:
    return snapshot.sources


def _choices(model: type[Any], name: str) -> tuple[str, ...]:
    return tuple(get_args(model.model_fields[name].annotation))


def _both(flag: str, what: str, *, required: bool = True, many: bool = False) -> tuple[Field, Field]:
    return (
        Field(f"{flag}.nl", f"{what}, in Dutch", required, many=many),
        Field(f"{flag}.en", f"{what}, in English", required, many=many),
    )


_ID = Field("id", "Id (empty: made from the English text)", required=False)
_ASKS = _both("asks", "Questions that it answers, with ; between", required=False, many=True)
_FACT = (
    _ID,
    Field("kind", "Kind", choices=_choices(models.FactModel, "kind")),
    Field("stance", "What it does", choices=_choices(models.FactModel, "stance")),
    Field("date", "Date: 2026-02-27, 2026-02, or 2026-02-27T17:01:00-05:00"),
    Field("who", "Who said or did it, the speaker first (ids)", known=_people, many=True),
    Field("said_to", "To whom (ids)", required=False, known=_people, many=True),
    Field("about", "About what (topics)", known=_topics, many=True),
    *_both("channel", "Where it was said", required=False),
    *_both("text", "The text"),
    Field("quote.lang", "Language of the quote", required=False, choices=("nl", "en")),
    Field("quote.text", "The quote, word for word", required=False),
    Field("quote.source", "Source of the quote", required=False, known=_sources),
    Field("quote.rendering", "The quote in the other language", required=False),
    Field("source", "Source (id)", known=_sources),
    Field("locator", "Where in the source"),
    Field("confidence", "How sure", choices=("high", "medium"), default="high"),
    Field("answers", "The fact that it answers", required=False, known=_facts),
    *_ASKS,
    Field("publish_at", "Not before (2026-03-01T09:00:00+01:00)", required=False),
)
_FIELDS: Mapping[str, tuple[Field, ...]] = {
    "fact": _FACT,
    "statement": tuple(field for field in _FACT if field.flag != "kind"),
    "deadline": (
        _ID, *_both("title", "Title"), *_both("text", "What had to be done"),
        Field("due", "Due"), Field("set_by", "Set by (ids)", known=_people, many=True),
        Field("binding_on", "Binding on (ids)", known=_people, many=True),
        Field("known_from", "Known from (date)"), Field("facts", "Facts that say so", known=_facts, many=True),
        Field("nature", "What sort of moment", choices=_choices(models.DeadlineModel, "nature"), default="term"), *_ASKS,
    ),
    "unknown": (
        _ID, *_both("text", "What we do not know, and what we do"),
        Field("facts", "What we hold nearby", required=False, known=_facts, many=True), *_ASKS,
    ),
    "term": (
        _ID, *_both("term", "The term"), *_both("text", "What it means"),
        Field("facts", "Facts that it rests on", known=_facts, many=True),
        *_both("aliases", "Other words for it, with ; between", required=False, many=True), *_ASKS,
    ),
    "update": (
        _ID, Field("kind", "Kind", choices=("new", "correction"), default="new"),
        Field("level", "Level", choices=("breaking", "normal"), default="normal"),
        *_both("title", "Title"), *_both("text", "What happened"),
        Field("about", "About what (topics)", known=_topics, many=True),
        Field("facts", "Facts that it rests on", known=_facts, many=True),
        Field("publish_at", "Not before (2026-03-01T09:00:00+01:00)", required=False),
        Field("corrects", "Facts that it corrects", required=False, known=_facts, many=True),
        *_both("was", "What we showed before", required=False), *_both("reason", "Why it was wrong", required=False),
    ),
    "briefing": (
        Field("slug", "Name of the file (empty: made from the English title)", required=False),
        *_both("title", "Title"), Field("order", "Place among the briefings (a number)"),
        Field("about", "About what (topics)", required=False, known=_topics, many=True),
        Field("facts", "Facts that it rests on", known=_facts, many=True), *_both("body", "Text, in Markdown"),
    ),
    "source": (
        _ID, Field("publisher", "Publisher"), Field("title", "Headline"), Field("published", "Published (date)"),
        Field("language", "Language (nl, en …)"), Field("url", "Address", required=False),
        Field("access", "How it was seen", choices=get_args(models.Access), default="publisher"),
        Field("reliability", "What makes it reliable (for editors)"),
    ),
    "person": (
        _ID, Field("type", "Type", choices=_choices(models.PersonModel, "type"), default="person"),
        *_both("names", "Names, with ; between, the first is shown", many=True), *_both("role", "Role"),
        Field("side", "Side", choices=_choices(models.PersonModel, "side"), default="other"),
        Field("affiliation", "Belongs to (id)", required=False, known=_people),
        *_both("aliases", "Other names, with ; between", required=False, many=True),
    ),
}  # fmt: skip


def new(arguments: Sequence[str], folder: Path, today: date) -> Drafted:
    """Asks or reads flags, writes, and says where. Raises `ContentUnusable` where the briefings cannot be loaded.

    Exits with 2, as argparse does, on flags that are unknown or missing.
    """
    parser = argparse.ArgumentParser(prog="briefing-bot new", description=__doc__)
    kinds = parser.add_subparsers(dest="what", required=True)
    for what, fields in _FIELDS.items():
        of_kind = kinds.add_parser(what)
        for field in fields:
            of_kind.add_argument(_option(field), dest=field.flag, help=field.question, metavar="…")
        of_kind.add_argument("--file", help="The facts file, instead of the one that its date leads to.")
    given = vars(parser.parse_args(list(arguments)))
    cache = ParseCache()
    snapshot, _ = load_usable(folder, cache)
    what, fields = given["what"], _FIELDS[given["what"]]
    asking = not any(given[field.flag] for field in fields)
    answers: dict[str, str] = {}
    missing = []
    for field in fields:
        value = given[field.flag]
        if value is None and asking:
            value = _prompt(field, snapshot)
        value = value if value is not None else field.default
        if value and (fault := _fault(field, value, snapshot)):
            parser.error(f"{_option(field)}: {fault}")
        if not value and field.required:
            missing.append(_option(field))
        answers[field.flag] = value or ""
    if missing:
        parser.error(f"{what}: missing {', '.join(missing)}")
    return _write(what, _record(fields, answers), snapshot, folder, today, given["file"], cache)


def _write(
    what: str,
    record: dict[str, Any],
    snapshot: Snapshot,
    folder: Path,
    today: date,
    file: str | None,
    cache: ParseCache,
) -> Drafted:
    if what in ("fact", "statement"):
        asks = record.pop("asks", None)
        return add_to_list(folder, "facts", _fact(what, record, snapshot), file=file, asks=asks, cache=cache)
    if what == "update":
        title = record["title"]["en"]
        made = f"{today.isoformat()}-{propose_id(title, ())}"[:48].rstrip("-")
        record = {**record, "id": record.get("id") or made}
        update = render_entry(record, in_list=False)
        return add_files(folder, {f"updates/{record['id']}.yaml": update}, cache)
    if what == "briefing":
        slug = record.pop("slug", None) or propose_id(record["title"]["en"], set(snapshot.briefing_slugs()))
        return add_files(
            folder, {f"briefings/{slug}.{lang}.md": _briefing(record, lang) for lang in ("nl", "en")}, cache
        )
    asks = record.pop("asks", None)
    record["id"] = record["id"] or propose_id(_naming(what, record), snapshot.of_kind(what))
    return add_to_list(folder, BY_RECORD[what].name, record, asks=asks, cache=cache)


def _naming(what: str, record: Mapping[str, Any]) -> str:
    """What an id is made of."""
    match what:
        case "person":
            return str(record["names"]["en"][0])
        case "source":
            return f"{record['publisher']} {record['published']}"
        case "unknown":
            return str(record["text"]["en"])
        case "term":
            return str(record["term"]["en"])
        case _:
            return str(record["title"]["en"])


def _record(fields: Sequence[Field], answers: Mapping[str, str]) -> dict[str, Any]:
    """Nested as in the files, in the order of the fields; without what was left open."""
    record: dict[str, Any] = {"id": ""} if any(field.flag == "id" for field in fields) else {}
    for field in fields:
        value = answers[field.flag]
        if not value:
            continue
        here, steps = record, field.flag.split(".")
        for step in steps[:-1]:
            here = here.setdefault(step, {})
        here[steps[-1]] = _split(field, value) if field.many else _plain(field, value)
    return record


def _fact(what: str, record: dict[str, Any], snapshot: Snapshot) -> dict[str, Any]:
    record["id"] = record["id"] or propose_id(record["text"]["en"], snapshot.facts)
    made: dict[str, Any] = {}
    for key, value in record.items():
        match key:
            case "source":
                made["sources"] = [{"id": value, "locator": record["locator"]}]
            case "answers":
                made["relations"] = [{"answers": value}]
            case "locator":
                continue
            case _:
                made[key] = value
        if key == "id" and what == "statement":
            made["kind"] = "statement"
    return made


def _briefing(record: Mapping[str, Any], lang: str) -> str:
    front = {
        "title": record["title"][lang],
        "order": int(record["order"]) if str(record["order"]).isdigit() else record["order"],
        **({"about": record["about"]} if record.get("about") else {}),
        "facts": record["facts"],
    }
    return f"---\n{render_entry(front, in_list=False)}---\n\n{record['body'][lang].strip()}\n"


def _prompt(field: Field, snapshot: Snapshot) -> str:
    """Asks until the answer can be right; an end of the input ends the command."""
    label = f"{field.question} [{'|'.join(field.choices)}]" if field.choices else field.question
    if not field.required:
        label += " (may be empty)"
    while True:
        answer = str(
            typer.prompt(label, default=field.default, show_default=bool(field.default), err=True)
        ).strip()
        fault = _fault(field, answer, snapshot) if answer else ("is needed" if field.required else "")
        if not fault:
            return answer
        sys.stderr.write(f"  {fault}\n")


def _fault(field: Field, value: str, snapshot: Snapshot) -> str:
    if field.choices and value not in field.choices:
        return f"{value!r} is not one of {', '.join(field.choices)}{suggest(value, field.choices)}"
    known = field.known(snapshot) if field.known else ()
    for each in (_split(field, value) if field.many else [value]) if field.known else ():
        if each not in known:
            return f"{each!r} is not known{suggest(each, known)}"
    return ""


def _split(field: Field, value: str) -> list[str]:
    parts = value.split(",") if field.known else value.split(";")
    return [part.strip() for part in parts if part.strip()]


def _plain(field: Field, value: str) -> str:
    return " ".join(value.split()) if not field.flag.startswith("body") else value.replace("\\n", "\n")


def _option(field: Field) -> str:
    return "--" + field.flag.replace(".", "-").replace("_", "-")
