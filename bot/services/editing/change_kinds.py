"""Of which kind a change of a record is, who is told of it, and what speaks against its being a mere typo."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any

from bot.content.lint import find_capitalised, find_values, values_only_in
from bot.domain.moment import Moment
from bot.domain.records.briefing import Briefing, Update, UpdateKind
from bot.domain.records.fact import ChangeKind, Fact, Lifecycle, Quote
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang, Text


class Told(StrEnum):
    """Who is told of a change, as `bot diff` says it."""

    NOBODY = "nobody is told"
    TYPO = "a typo: nobody is told"
    DIGESTS = "an update: told in digests"
    THOSE_WHO_SAW = "a correction: told to those who saw it"
    SUBSCRIBERS = "sent to subscribers"
    UNDECLARED = "of no kind: changes should say whether it is a typo, an update or a correction"


def who_is_told(was: Any, now: Any, after: Snapshot) -> Told:
    """By the record's revision and changes; what has neither is changed in silence."""
    silent = Told.NOBODY if dict(_texts(was)) == dict(_texts(now)) else Told.TYPO
    if isinstance(now, Update):
        return Told.SUBSCRIBERS if now.revision > was.revision else silent
    if not isinstance(now, Fact | Briefing) or now.lifecycle.revision <= was.lifecycle.revision:
        return silent
    return _declared(was.lifecycle, now.lifecycle) or (
        Told.THOSE_WHO_SAW if isinstance(now, Fact) and _is_corrected(now, after) else Told.UNDECLARED
    )


def find_substance(was: Any, now: Any) -> Iterator[str]:
    """What readers would want to be told, in words: a number, a date or a name that has changed."""
    old, new = dict(_texts(was)), dict(_texts(now))
    for place in old.keys() & new.keys():
        lang = place[1]
        before, after = find_values(old[place], lang), find_values(new[place], lang)
        gone = [value.shown for value in values_only_in(before, after)]
        came = [value.shown for value in values_only_in(after, before)]
        gone += _names_missing(old[place], new[place])
        came += _names_missing(new[place], old[place])
        if gone or came:
            yield f"{'.'.join(place)}: {_say(gone, came)}"
    for name, moment, later in _moments(was, now):
        yield f"{name}: {_shown(moment)} became {_shown(later)}"


def _say(gone: Sequence[str], came: Sequence[str]) -> str:
    if gone and came:
        return f"{', '.join(gone)} became {', '.join(came)}"
    return f"{', '.join(gone)} is gone" if gone else f"{', '.join(came)} is new"


def _declared(was: Lifecycle, now: Lifecycle) -> Told | None:
    """The weightiest of the kinds that were declared since; a correction is not hidden by a later typo."""
    kinds = {change.kind for change in now.changes if change.revision > was.revision}
    if ChangeKind.CORRECTION in kinds:
        return Told.THOSE_WHO_SAW
    if ChangeKind.UPDATE in kinds:
        return Told.DIGESTS
    return Told.TYPO if ChangeKind.TYPO in kinds and now.announced_revision <= was.revision else None


def _is_corrected(fact: Fact, snapshot: Snapshot) -> bool:
    return any(
        update.kind is UpdateKind.CORRECTION and fact.id in update.corrects
        for update in snapshot.updates.values()
    )


def _texts(record: Any, steps: str = "") -> Iterator[tuple[tuple[str, Lang], str]]:
    """Every text of a record that readers see, by where it stands and its language."""
    match record:
        case Text():
            for lang in Lang:
                yield (steps, lang), record[lang]
        case Quote():
            other = Lang.EN if record.lang is Lang.NL else Lang.NL
            yield (steps, record.lang), record.text
            yield (steps, other), record.rendering
        case Briefing():
            for name in ("title", "short", "gist", "body"):
                yield (name, record.lang), getattr(record, name)
        case Lifecycle():
            return
        case tuple():
            for number, each in enumerate(record, start=1):
                yield from _texts(each, f"{steps}.{number}")
        case _ if is_dataclass(record):
            for field in fields(record):
                yield from _texts(getattr(record, field.name), f"{steps}.{field.name}".strip("."))


def _names_missing(here: str, there: str) -> list[str]:
    """Names inside the sentences of one text that stand nowhere in the other."""
    known = {word for word, _, _ in find_capitalised(there)}
    return list(
        dict.fromkeys(word for word, _, starts in find_capitalised(here) if not starts and word not in known)
    )


def _moments(was: Any, now: Any) -> Iterator[tuple[str, Moment, Moment]]:
    if not is_dataclass(was):
        return
    for field in fields(was):
        before, after = getattr(was, field.name), getattr(now, field.name)
        if isinstance(before, Moment) and isinstance(after, Moment) and before != after:
            yield field.name, before, after


def _shown(moment: Moment) -> str:
    return moment.at.isoformat() if moment.at else moment.day.isoformat()
