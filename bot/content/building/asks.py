"""Questions that stand apart from the records they lead to: merged into them, and what is wrong with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.content.building.references import ByKind, Known
from bot.content.parsing.parsing import Record, slug_and_lang
from bot.content.parsing.suggestions import suggest
from bot.content.schema.fields import ABOUT_BOT, ABOUT_DOSSIER
from bot.content.schema.kinds import ASKS, BRIEFING, BY_RECORD
from bot.domain.problem import Problem
from bot.domain.records.dossier import Dossier
from bot.domain.snapshot import KINDS
from bot.domain.text import Lang, Words

ABOUT = "about"
_ABOUT_IDS = (ABOUT_DOSSIER, ABOUT_BOT)
# What questions may lead to, as in kind:id.
_KINDS = (
    "fact", "person", "term", "deadline", "stake", "conflict", "briefing", "status", "unknown", ABOUT,
)  # fmt: skip


def kind_and_id(asked: str) -> tuple[str, str]:
    """`status:talks` -> (`status`, `talks`); without a kind it is a fact."""
    kind, colon, record = asked.partition(":")
    return (kind, record) if colon else ("fact", kind)


def add_asks(dossier: Dossier, made: Mapping[str, dict[Any, Any]], asks: Sequence[Record]) -> Dossier:
    """Adds to each record what is asked of it apart, after what it says itself; `made`: records by field of a snapshot.

    Those about the dossier and the bot are the dossier's, which is returned.
    """
    for record in asks:
        kind, name = kind_and_id(record.model.id)
        more = Words(tuple(record.model.nl), tuple(record.model.en))
        if kind == ABOUT and name == ABOUT_DOSSIER:
            dossier = replace(dossier, asks=dossier.asks + more)
            continue
        if kind == ABOUT:
            dossier = replace(dossier, asks_of_bot=dossier.asks_of_bot + more)
            continue
        of_kind = made[KINDS[kind]]
        for key in [(name, lang) for lang in Lang] if kind == BRIEFING.record else [name]:
            of_kind[key] = replace(of_kind[key], asks=of_kind[key].asks + more)
    return dossier


def find_ask_problems(records: ByKind, known: Known) -> Iterator[Problem]:
    """Unknown kinds and ids, and questions that stand with their record too (a warning)."""
    own = _own_asks(records)
    slugs = {slug_and_lang(record.path)[0] for record in records.get(BRIEFING.name, ())}
    for record in records.get(ASKS.name, ()):
        kind, name = kind_and_id(record.model.id)
        message = _unknown(kind, name, known, slugs)
        if message:
            yield record.problem(message, "id")
        elif (kind, name) in own:
            yield from _doubled(record, own[(kind, name)])


def _unknown(kind: str, name: str, known: Known, slugs: set[str]) -> str | None:
    if kind not in _KINDS:
        return f"{kind!r} is no kind of record that questions lead to{suggest(kind, _KINDS)}"
    if kind == ABOUT:
        return None if name in _ABOUT_IDS else f"unknown {ABOUT} {name!r}{suggest(name, _ABOUT_IDS)}"
    if kind == BRIEFING.record:
        known = Known({**known.ids, BRIEFING.name: slugs}, known.unsure)
    return known.find_unknown(BY_RECORD[kind].name, name)


def _own_asks(records: ByKind) -> dict[tuple[str, str], Record]:
    return {
        (record.kind.record, record.model.id): record
        for of_kind in records.values()
        for record in of_kind
        if record.kind.record in _KINDS
        and (own := getattr(record.model, "asks", None)) is not None
        and (own.nl or own.en)
    }


def _doubled(record: Record, other: Record) -> Iterator[Problem]:
    for lang in Lang:
        there = {_folded(ask): number for number, ask in enumerate(getattr(other.model.asks, lang))}
        for number, ask in enumerate(getattr(record.model, lang)):
            at = there.get(_folded(ask))
            if at is not None:
                place = f"{other.path}:{other.place('asks', lang.value, at)[0]}"
                yield record.problem(
                    f"stands with its record too: {place}", lang.value, number, severity="warning"
                )


def _folded(ask: str) -> str:
    return " ".join(ask.casefold().split())
