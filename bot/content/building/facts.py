"""Facts, and the lifecycle of whatever changes, from their models."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.content.building.values import build_instant, build_moment, build_text, build_words
from bot.content.parsing.parsing import Record
from bot.content.schema import models
from bot.domain.records.fact import (
    Basis,
    Change,
    ChangeKind,
    Citation,
    Confidence,
    Fact,
    Kind,
    Lifecycle,
    Quote,
    Relation,
    RelationKind,
    Stance,
)
from bot.domain.records.source import Source
from bot.domain.text import Lang


def build_fact(record: Record, zone: str) -> Fact:
    model: models.FactModel = record.model
    quote = model.quote
    return Fact(
        id=model.id,
        kind=Kind(model.kind),
        stance=Stance(model.stance),
        when=build_moment(model.date, model.zone or zone, model.date_precision),
        who=tuple(model.who),
        about=tuple(model.about),
        text=build_text(model.text),
        citations=tuple(Citation(source.id, source.locator) for source in model.sources),
        basis=tuple(Basis(basis) for basis in model.basis or ()),
        confidence=Confidence(model.confidence),
        channel=build_text(model.channel) if model.channel else None,
        said_to=tuple(model.said_to),
        quote=Quote(Lang(quote.lang), quote.text, quote.source, quote.rendering) if quote else None,
        relations=tuple(_relation(relation) for relation in model.relations),
        asks=build_words(model.asks),
        until=date.fromisoformat(model.until) if model.until else None,
        refutes=build_words(model.refutes),
        notes=model.notes,
        lifecycle=build_lifecycle(model),
        path=record.path,
    )


def with_basis(fact: Fact, sources: Mapping[str, Source]) -> Fact:
    """A fact that does not say how its sources were seen says what they say themselves."""
    seen = (sources[citation.source].access for citation in fact.citations)
    return fact if fact.basis else replace(fact, basis=tuple(dict.fromkeys(seen)))


def build_lifecycle(model: models.ChangingModel) -> Lifecycle:
    return Lifecycle(
        draft=model.draft,
        publish_at=build_instant(model.publish_at),
        review_by=date.fromisoformat(model.review_by) if model.review_by else None,
        expires=build_instant(model.expires),
        revision=model.revision,
        changes=tuple(_change(change) for change in model.changes),
    )


def _change(model: models.ChangeModel) -> Change:
    return Change(
        revision=model.revision,
        kind=ChangeKind(model.kind),
        on=date.fromisoformat(model.on),
        was=build_text(model.was) if model.was else None,
        becomes=build_text(model.becomes) if model.becomes else None,
        reason=build_text(model.reason) if model.reason else None,
        told_by=model.told_by,
    )


def _relation(model: models.RelationModel) -> Relation:
    name, to = next(iter(model.model_dump(exclude_unset=True, by_alias=True).items()))
    return Relation(RelationKind(name), to)
