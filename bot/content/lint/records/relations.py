"""Relations: to facts that readers cannot see, and facts that nothing leads to."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from bot.content.building.references import find_named_facts
from bot.content.lint.reading.finding import Content, Finding
from bot.content.parsing.parsing import Record
from bot.content.schema.models.facts import FactModel

_KINDS = (
    "briefing",
    "questions",
    "update",
    "deadlines",
    "stakes",
    "glossary",
    "conflicts",
    "unknowns",
    "status",
)


def find(content: Content) -> Iterator[Finding]:
    """Dead relations, then unreached facts."""
    facts = {record.model.id: record for record in content.of("facts")}
    for record in facts.values():
        for number, relation in enumerate(record.model.relations):
            name, to = next(iter(relation.model_dump(exclude_unset=True, by_alias=True).items()))
            yield from _dead(record, ("relations", number, name), to, facts, content.now)
    reached = set[str]()
    for kind in _KINDS:
        for record in content.of(kind):
            for steps, name in find_named_facts(record):
                reached.add(name)
                yield from _dead(record, steps, name, facts, content.now)
    reached.update(record.model.id for record in content.of("asks"))
    for name, record in facts.items():
        asked = (
            record.model.asks.nl or record.model.asks.en or record.model.refutes.nl or record.model.refutes.en
        )
        if name not in reached and not asked and not record.model.draft:
            message = "no briefing, question, update, deadline or stake leads to this fact"
            yield Finding("unreached-fact", record, record.problem(message, "id", severity="warning"))


def _dead(
    record: Record, steps: tuple[str | int, ...], to: str, facts: Mapping[str, Record], now: datetime
) -> Iterator[Finding]:
    """A finding where readers see `record` and not the fact `to`."""
    if to not in facts or getattr(record.model, "draft", False):
        return
    target: FactModel = facts[to].model
    why = ""
    if target.draft:
        why = "is a draft"
    elif target.expires and datetime.fromisoformat(target.expires) <= now:
        why = f"expired on {target.expires[:10]}"
    elif target.publish_at and datetime.fromisoformat(target.publish_at) > max(_begins(record), now):
        why = f"is not shown before {target.publish_at}"
    if why and not _has_expired(record, now):
        message = f"the fact {to!r} {why}: readers come upon nothing here"
        yield Finding("dead-relation", record, record.problem(message, *steps, severity="warning"))


def _begins(record: Record) -> datetime:
    begin = getattr(record.model, "publish_at", None)
    return datetime.fromisoformat(begin) if begin else datetime.min.replace(tzinfo=UTC)


def _has_expired(record: Record, now: datetime) -> bool:
    end = getattr(record.model, "expires", None)
    return end is not None and datetime.fromisoformat(end) <= now
