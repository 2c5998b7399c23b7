"""What an edit does: which records it adds, changes and withdraws, which answers it changes, and whom it would tell."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.answering import Context, Engine, answer
from bot.domain.answer import Answered, Choice, NoAnswer, Reply
from bot.domain.blocks import ShowUnknown
from bot.domain.records.briefing import Update
from bot.domain.records.expectation import Expectation
from bot.domain.snapshot import KINDS, Snapshot
from bot.domain.text import Lang
from bot.rendering import render_reply
from bot.rendering.view import View
from bot.services.editing.change_kinds import Told, find_substance, who_is_told


@dataclass(frozen=True, slots=True)
class RecordChange:
    """`fields`: what is different, empty for a record that is new or gone.

    `told`: who hears of it, where it was there before. `doubts`: what speaks against telling nobody.
    """

    sign: str  # "+" added, "~" changed, "-" withdrawn
    kind: str
    id: str
    fields: tuple[str, ...] = ()
    told: Told | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A question and, in a few words, its answers before and after."""

    question: str
    before: str
    after: str


def compare_records(before: Snapshot, after: Snapshot) -> list[RecordChange]:
    """Every record that is not the same in both; where it stands in the files does not matter."""
    old, new = dict(_records(before)), dict(_records(after))
    changes = []
    for kind, record_id in sorted(old.keys() | new.keys()):
        was, now = old.get((kind, record_id)), new.get((kind, record_id))
        if was == now:
            continue
        sign = "+" if was is None else "-" if now is None else "~"
        if was is None or now is None:
            changes.append(RecordChange(sign, kind, record_id))
            continue
        told = who_is_told(was, now, after)
        doubts = tuple(find_substance(was, now)) if told in (Told.NOBODY, Told.TYPO) else ()
        changes.append(RecordChange(sign, kind, record_id, _different_fields(was, now), told, doubts))
    return changes


def compare_answers(
    before: Engine, after: Engine, questions: Iterable[Expectation], now: datetime
) -> Iterator[AnswerChange]:
    """The questions that are answered otherwise: with other facts, or in other words."""
    for question in questions:
        was, becomes = _reply(before, question, now), _reply(after, question, now)
        old, new = describe_reply(was), describe_reply(becomes)
        if old != new:
            yield AnswerChange(question.ask, old, new)
        elif _text(was, before, now) != _text(becomes, after, now):
            yield AnswerChange(question.ask, old, "the same facts in other words")


def find_announced(before: Snapshot, after: Snapshot) -> list[Update]:
    """The updates that would be pushed: new ones, and those with a raised revision."""
    return [
        update
        for update in after.updates.values()
        if not update.draft
        and not update.is_told_afterwards
        and (update.id not in before.updates or update.revision > before.updates[update.id].revision)
    ]


def propose_updates(before: Snapshot, after: Snapshot, today: str) -> list[Mapping[str, Any]]:
    """For each fact that is new or has a raised revision and that no update announces: an update in the fact's own words."""
    announced = {
        fact for update in find_announced(before, after) for fact in (*update.facts, *update.corrects)
    }
    proposals: list[Mapping[str, Any]] = []
    for fact in after.facts.values():
        old = before.facts.get(fact.id)
        raised = old is not None and fact.lifecycle.revision > old.lifecycle.revision
        told = who_is_told(old, fact, after) if old is not None else Told.DIGESTS
        if fact.id in announced or fact.lifecycle.draft or told in (Told.NOBODY, Told.TYPO):
            continue
        topic = after.topics[fact.about[0]].name
        proposal: dict[str, Any] = {
            "id": f"{today}-{fact.id}"[:48].rstrip("-"),
            "kind": "new" if told is Told.DIGESTS else "correction" if raised else "new",
            "level": "normal",
            "title": {lang.value: topic[lang] for lang in Lang},
            "text": {lang.value: fact.text[lang] for lang in Lang},
            "about": list(fact.about),
            "facts": [fact.id],
        }
        if proposal["kind"] == "correction" and old is not None:
            proposal |= {"corrects": [fact.id], "was": {lang.value: old.text[lang] for lang in Lang}}
        proposals.append(proposal)
    return proposals


def _records(snapshot: Snapshot) -> Iterator[tuple[tuple[str, str], Any]]:
    for kind in KINDS:
        for key, record in snapshot.of_kind(kind).items():
            name = key if isinstance(key, str) else ".".join(key)
            yield (kind, name), replace(record, path="") if hasattr(record, "path") else record
    yield ("dossier", "dossier"), snapshot.dossier


def _different_fields(was: Any, now: Any) -> tuple[str, ...]:
    return tuple(name for name in was.__dataclass_fields__ if getattr(was, name) != getattr(now, name))


def _reply(engine: Engine, question: Expectation, now: datetime) -> Reply:
    context = Context(question.context)
    return answer(engine, question.ask, lang=question.lang, now=question.now or now, context=context)


def describe_reply(reply: Reply) -> str:
    """A reply in a few words for editors: the ids of what it rests on."""
    match reply:
        case Answered(facts=facts):
            return _list(facts[:1] or reply.records[:1])
        case Choice(options=options):
            return f"asks back: {_list([option.facts[0] if option.is_fact else option.key for option in options])}"
        case NoAnswer(blocks=blocks):
            unknown = next((block.unknown for block in blocks if isinstance(block, ShowUnknown)), None)
            return f"does not know ({unknown})" if unknown else "does not know"


def _text(reply: Reply, engine: Engine, now: datetime) -> str:
    return render_reply(reply, View(engine.snapshot.at(now), reply.lang)).plain


def _list(ids: Sequence[str]) -> str:
    return ", ".join(ids) or "no fact"
