"""Causes: what came of something, answers, replaces or corrects it cannot be older than that."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from bot.content.lint.reading.finding import Content, Finding
from bot.content.parsing.parsing import Record
from bot.content.schema.models.facts import FactModel

_SLACK = {"approximate": timedelta(days=31), "week": timedelta(days=7), "report": timedelta(days=31)}
_SAYS = {
    "answers": "answers",
    "denies": "denies",
    "supersedes": "replaces",
    "outcome-of": "is said to come of",
}


def find(content: Content) -> Iterator[Finding]:
    """Relations between facts, and corrections, that run backwards in time."""
    facts: Mapping[str, Record] = {record.model.id: record for record in content.of("facts")}
    for record in facts.values():
        yield from _relations(record, facts)
    yield from _corrections(content, facts)


def _relations(record: Record, facts: Mapping[str, Record]) -> Iterator[Finding]:
    effect: FactModel = record.model
    for number, relation in enumerate(effect.relations):
        name, to = next(iter(relation.model_dump(exclude_unset=True, by_alias=True).items()))
        if to not in facts:
            continue
        cause: FactModel = facts[to].model
        when = f"({effect.date[:10]}) {_SAYS[name]} {to!r} ({cause.date[:10]})"
        if _is_before(effect, cause):
            message = f"this {when}, which is later"
        elif name == "outcome-of" and _may_be_before(effect, cause):
            message = (
                f"this {when}, which has an hour on the same day: give this its hour, or drop the relation"
            )
        else:
            continue
        problem = record.problem(message, "relations", number, name, severity="warning")
        yield Finding("outcome-before-cause", record, problem)


def _is_before(effect: FactModel, cause: FactModel) -> bool:
    """Whether no moment that the effect's date can mean comes after the first one of the cause's."""
    slack = sum((_SLACK.get(each.date_precision or "", timedelta()) for each in (effect, cause)), timedelta())
    return _precedes(effect.date, cause.date, slack)


def _may_be_before(effect: FactModel, cause: FactModel) -> bool:
    """Whether the cause has an hour and the effect only that day."""
    return len(cause.date) > 10 == len(effect.date) and cause.date[:10] == effect.date


def _corrections(content: Content, facts: Mapping[str, Record]) -> Iterator[Finding]:
    for record in content.of("update"):
        begin = record.model.publish_at
        for number, name in enumerate(record.model.corrects if begin else ()):
            if name in facts and _precedes(begin, facts[name].model.date):
                message = f"this goes out on {begin[:10]} and corrects {name!r} ({facts[name].model.date[:10]}), which is later"
                problem = record.problem(message, "corrects", number, severity="warning")
                yield Finding("outcome-before-cause", record, problem)


def _precedes(one: str, other: str, slack: timedelta = timedelta()) -> bool:
    """Whether `one` is the earlier, to the second where both have an hour, else by the days they can mean."""
    if len(one) > 10 and len(other) > 10:
        return datetime.fromisoformat(one) + slack < datetime.fromisoformat(other)
    return _days(one)[1] + slack < _days(other)[0]


def _days(text: str) -> tuple[date, date]:
    """The first and the last day that a date, a month or a moment can mean."""
    if len(text) >= 10:
        day = date.fromisoformat(text[:10])
        return day, day
    first = date.fromisoformat(f"{text}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
