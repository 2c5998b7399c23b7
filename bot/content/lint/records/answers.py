"""Answers: what answers or denies something is about the same thing."""

from collections.abc import Iterator

from bot.content.lint.reading.finding import Content, Finding


def find(content: Content) -> Iterator[Finding]:
    """Facts that answer or deny one with which they have no topic in common."""
    about = {record.model.id: frozenset(record.model.about) for record in content.of("facts")}
    for record in content.of("facts"):
        for number, relation in enumerate(record.model.relations):
            name, to = next(iter(relation.model_dump(exclude_unset=True, by_alias=True).items()))
            if name in ("answers", "denies") and to in about and not about[to] & about[record.model.id]:
                message = (
                    f"this {name} {to!r} and shares no topic with it ({', '.join(sorted(about[to]))}): "
                    "name the topic in both, or drop the relation"
                )
                problem = record.problem(message, "relations", number, name, severity="warning")
                yield Finding("answer-off-topic", record, problem)
