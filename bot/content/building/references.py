"""Checks of ids: each stands once in its kind, and whatever is named is there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.content.parsing.parsing import Record
from bot.content.parsing.problem import Problem, suggest
from bot.content.schema.kinds import BY_NAME, FACT

ByKind = Mapping[str, Sequence[Record]]

Step = str | int


@dataclass(frozen=True, slots=True)
class Known:
    """The ids there are, those of records with a fault in them included.

    Where a file of a kind could not be read at all, that kind is in `unsure`: nothing is called unknown there.
    """

    ids: Mapping[str, set[str]]
    unsure: frozenset[str] = field(default_factory=frozenset)

    def find_unknown(self, kind: str, wanted: str) -> str | None:
        """What is to be said of `wanted` where no record of `kind` has that id."""
        known = self.ids.get(kind, set())
        if wanted in known or kind in self.unsure:
            return None
        return f"unknown {BY_NAME[kind].record} {wanted!r}{suggest(wanted, known)}"


def find_id_problems(records: ByKind, known: Known) -> Iterator[Problem]:
    """Doubled ids, unknown ids, and ids that stand twice in one list (a warning)."""
    yield from _doubled(records)
    for of_kind in records.values():
        for record in of_kind:
            for steps, named in record.kind.names.items():
                yield from _named(record, steps.split("."), named, known)
            if record.kind is FACT:
                yield from _related(record, known)


def find_missing(records: ByKind, known: Known) -> list[tuple[str, str]]:
    """The records that others name and that are not there: kind and id, each once."""
    found: dict[tuple[str, str], None] = {}
    for of_kind in records.values():
        for record in of_kind:
            for steps, named in record.kind.names.items():
                for _, wanted in _find_values(record.model, steps.split(".")):
                    found[(named, wanted)] = None
            for relation in record.model.relations if record.kind is FACT else ():
                found[("facts", next(iter(relation.model_dump(exclude_unset=True).values())))] = None
    return [(BY_NAME[kind].record, wanted) for kind, wanted in found if known.find_unknown(kind, wanted)]


def find_named_facts(record: Record) -> Iterator[tuple[tuple[Step, ...], str]]:
    """The facts that a record names, relations between facts apart, and the steps to each."""
    for steps, named in record.kind.names.items():
        if named == "facts":
            yield from _find_values(record.model, steps.split("."))


def _doubled(records: ByKind) -> Iterator[Problem]:
    for kind, of_kind in records.items():
        first: dict[str, Record] = {}
        for record in of_kind:
            record_id = getattr(record.model, "id", None)
            if record_id is None:
                continue
            if record_id in first:
                other = first[record_id]
                message = f"id {record_id!r} is taken: {other.path}:{other.place('id')[0]} ({kind})"
                yield record.problem(message, "id")
            first.setdefault(record_id, record)


def _named(record: Record, steps: Sequence[str], named: str, known: Known) -> Iterator[Problem]:
    seen: set[tuple[tuple[Step, ...], str]] = set()
    for place, wanted in _find_values(record.model, steps):
        message = known.find_unknown(named, wanted)
        if message:
            yield record.problem(message, *place)
        last = max((at for at, step in enumerate(place) if isinstance(step, int)), default=0)
        in_list = (place[:last], wanted)
        if in_list in seen and steps[-1] in ("*", "id"):
            yield record.problem(f"{wanted!r} stands twice", *place, severity="warning")
        seen.add(in_list)


def _find_values(
    value: Any, steps: Sequence[str], place: tuple[Step, ...] = ()
) -> Iterator[tuple[tuple[Step, ...], str]]:
    if value is None:
        return
    if not steps:
        yield place, value
    elif steps[0] == "*":
        for number, item in enumerate(value):
            yield from _find_values(item, steps[1:], (*place, number))
    else:
        # A key that Python keeps for itself (`from`) has an underscore in the model, and none in the file.
        yield from _find_values(getattr(value, steps[0]), steps[1:], (*place, steps[0].rstrip("_")))


def _related(record: Record, known: Known) -> Iterator[Problem]:
    for number, relation in enumerate(record.model.relations):
        name, to = next(iter(relation.model_dump(exclude_unset=True, by_alias=True).items()))
        message = "a fact cannot bear on itself" if to == record.model.id else known.find_unknown("facts", to)
        if message:
            yield record.problem(message, "relations", number, name)
