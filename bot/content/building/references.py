"""Checks of ids: each stands once in its kind, and whatever is named is there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.content.parsing.parsing import Record
from bot.content.parsing.suggestions import suggest
from bot.content.schema.kinds import BY_NAME, FACT
from bot.domain.problem import Problem

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
            yield from _named(record, known)
            if record.kind is FACT:
                yield from _related(record, known)


def find_missing(records: ByKind, known: Known) -> list[tuple[str, str]]:
    """The records that others name and that are not there: kind and id, each once."""
    found: dict[tuple[str, str], None] = {}
    for of_kind in records.values():
        for record in of_kind:
            for named in record.names:
                found[(named.kind, named.id)] = None
            for relation in record.model.relations if record.kind is FACT else ():
                found[("facts", next(iter(relation.model_dump(exclude_unset=True).values())))] = None
    return [(BY_NAME[kind].record, wanted) for kind, wanted in found if known.find_unknown(kind, wanted)]


def find_named_facts(record: Record) -> Iterator[tuple[tuple[Step, ...], str]]:
    """The facts that a record names, relations between facts apart, and the steps to each."""
    return ((named.steps, named.id) for named in record.names if named.kind == "facts")


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


def _named(record: Record, known: Known) -> Iterator[Problem]:
    for named in record.names:
        message = known.find_unknown(named.kind, named.id)
        if message:
            yield record.problem(message, *named.steps)
        if named.is_double:
            yield record.problem(f"{named.id!r} stands twice", *named.steps, severity="warning")


def _related(record: Record, known: Known) -> Iterator[Problem]:
    for number, relation in enumerate(record.model.relations):
        name, to = next(iter(relation.model_dump(exclude_unset=True, by_alias=True).items()))
        message = "a fact cannot bear on itself" if to == record.model.id else known.find_unknown("facts", to)
        if message:
            yield record.problem(message, "relations", number, name)
