"""Checks of the state of play: periods in order and without gaps, the last one saying as far as when it is known."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.content.building.references import ByKind
from bot.content.building.values import build_moment
from bot.content.parsing.parsing import Record
from bot.domain.problem import Problem

_DAY = timedelta(days=1)


def find_status_problems(records: ByKind, known_until: date) -> Iterator[Problem]:
    """What is wrong within each record, and what says more than the dossier knows (`known_until`: its last day)."""
    for record in records.get("status", ()):
        if date.fromisoformat(record.model.as_of) > known_until:
            yield record.problem(f"is after the last verified day ({known_until}, dossier.yaml)", "as_of")
        last = len(record.model.periods) - 1
        for number in range(last + 1):
            yield from _period(record, number, known_until, is_last=number == last)
            if number:
                yield from _joint(record, number)


def _period(record: Record, number: int, known_until: date, *, is_last: bool) -> Iterator[Problem]:
    period, here = record.model.periods[number], ("periods", number)
    begin = _begin(record, number)
    if begin > known_until:
        yield record.problem(f"is after the last verified day ({known_until}, dossier.yaml)", *here, "from")
    if period.from_precision and len(period.from_) != 10:
        yield record.problem("goes with a whole date (2026-02-27) only", *here, "from_precision")
    if period.until and date.fromisoformat(period.until) < begin:
        yield record.problem("ends before it begins", *here, "until")
    if is_last:
        if period.until:
            yield record.problem(
                "the last period has no end: it says as of which day it is known (as_of)", *here, "until"
            )
        for name in ("as_of", "as_known"):
            if getattr(period, name) is None:
                yield record.problem(
                    f"the last period says as of which day it is known: {name!r} is missing", *here
                )
        if period.as_of and date.fromisoformat(period.as_of) < begin:
            yield record.problem("is before the period begins", *here, "as_of")
        if period.as_of and period.as_of > record.model.as_of:
            yield record.problem(f"is after that of the record, {record.model.as_of}", *here, "as_of")
        return
    if not period.until:
        yield record.problem("'until' is missing: only the last period has no end", *here)
    for name in ("as_of", "as_known"):
        if getattr(period, name) is not None:
            yield record.problem("belongs to the last period", *here, name)


def _joint(record: Record, number: int) -> Iterator[Problem]:
    """Between a period and the one before it: the same day or the next one, unless it says that there is a gap."""
    before, here = record.model.periods[number - 1], ("periods", number, "from")
    begin = _begin(record, number)
    if begin <= _begin(record, number - 1):
        yield record.problem("is not after the period before it: periods stand in order", *here)
    elif before.until:
        end = date.fromisoformat(before.until)
        has_gap = begin > end + _DAY
        if begin < end:
            yield record.problem(f"begins before the period before it ends ({end})", *here)
        elif has_gap and not record.model.periods[number].after_gap:
            message = (
                f"nothing is said of the time between {end} and this; if that is meant, add after_gap: true"
            )
            yield record.problem(message, *here, severity="warning")
        elif not has_gap and record.model.periods[number].after_gap:
            yield record.problem(
                "there is no gap before this period", *here[:2], "after_gap", severity="warning"
            )
    if number == 1 and record.model.periods[0].after_gap:
        yield record.problem(
            "belongs to a period after another", "periods", 0, "after_gap", severity="warning"
        )


def _begin(record: Record, number: int) -> date:
    return build_moment(record.model.periods[number].from_, "UTC").day
