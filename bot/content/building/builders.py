"""Validated models to the domain's records."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.content.parsing.parsing import Record, slug_and_lang
from bot.content.schema import models
from bot.domain.delivery.policy import Repeat
from bot.domain.moment import Moment, Precision
from bot.domain.records.briefing import Briefing, Level, Update, UpdateKind
from bot.domain.records.conflict import Conflict, Version, Weight
from bot.domain.records.deadline import Deadline, Nature, Outcome
from bot.domain.records.dossier import Dossier
from bot.domain.records.expectation import Expectation
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
from bot.domain.records.person import Person, PersonType, Side
from bot.domain.records.source import Source
from bot.domain.records.stake import Stake
from bot.domain.records.status import Awaited, Period, Status
from bot.domain.records.topic import Term, Topic
from bot.domain.records.unknown import Unknown
from bot.domain.text import Lang, Text, Words


def build_moment(text: str, zone: str, precision: str | None = None) -> Moment:
    """A moment from its text in a file: a month, a date, or an instant with its offset."""
    if len(text) == 7:
        return Moment(date.fromisoformat(text + "-01"), Precision.MONTH, zone)
    if len(text) == 10:
        return Moment(date.fromisoformat(text), Precision(precision or "day"), zone)
    at = datetime.fromisoformat(text)
    return Moment(at.date(), Precision.MINUTE, zone, at)


def build_dossier(model: models.DossierModel) -> Dossier:
    return Dossier(
        title=_text(model.title),
        summary=_text(model.summary),
        zone=model.zone,
        dispute_zone=model.dispute_zone,
        known_until=date.fromisoformat(model.known_until),
        checked_on=date.fromisoformat(model.checked_on),
        state_of_knowledge=_text(model.state_of_knowledge),
        disclosure=_text(model.disclosure),
        disclosure_short=_text(model.disclosure_short),
        examples=_words(model.examples),
        holders={holder: _text(label) for holder, label in model.holders.items()},
        seed_report=_text(model.seed_report) if model.seed_report else None,
        push_approval=model.push_approval,
    )


def build_person(record: Record, _: str) -> Person:
    model: models.PersonModel = record.model
    return Person(
        id=model.id,
        type=PersonType(model.type),
        names=_words(model.names),
        role=_text(model.role),
        side=Side(model.side),
        affiliation=model.affiliation,
        aliases=_words(model.aliases),
        notes=model.notes,
        path=record.path,
    )


def build_topic(record: Record, _: str) -> Topic:
    model: models.TopicModel = record.model
    return Topic(model.id, _text(model.name), _words(model.aliases), model.group, record.path)


def build_source(record: Record, _: str) -> Source:
    model: models.SourceModel = record.model
    return Source(
        id=model.id,
        publisher=model.publisher,
        publisher_nl=model.publisher_nl,
        title=model.title,
        title_is_descriptive=model.title_is_descriptive,
        published=model.published,
        language=model.language,
        access=Basis(model.access),
        reliability=model.reliability,
        shown=_text(model.shown) if model.shown else None,
        url=model.url,
        path=record.path,
    )


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
        text=_text(model.text),
        citations=tuple(Citation(source.id, source.locator) for source in model.sources),
        basis=tuple(Basis(basis) for basis in model.basis or ()),
        confidence=Confidence(model.confidence),
        channel=_text(model.channel) if model.channel else None,
        said_to=tuple(model.said_to),
        quote=Quote(Lang(quote.lang), quote.text, quote.source, quote.rendering) if quote else None,
        relations=tuple(_relation(relation) for relation in model.relations),
        asks=_words(model.asks),
        until=date.fromisoformat(model.until) if model.until else None,
        refutes=_words(model.refutes),
        notes=model.notes,
        lifecycle=build_lifecycle(model),
        path=record.path,
    )


def with_basis(fact: Fact, sources: Mapping[str, Source]) -> Fact:
    """A fact that does not say how its sources were seen says what they say themselves."""
    seen = (sources[citation.source].access for citation in fact.citations)
    return fact if fact.basis else replace(fact, basis=tuple(dict.fromkeys(seen)))


def build_deadline(record: Record, zone: str) -> Deadline:
    model: models.DeadlineModel = record.model
    local = model.zone or zone
    outcome = model.outcome
    return Deadline(
        id=model.id,
        title=_text(model.title),
        text=_text(model.text),
        due=build_moment(model.due, local, model.date_precision),
        set_by=tuple(model.set_by),
        binding_on=tuple(model.binding_on),
        facts=tuple(model.facts),
        known_from=build_moment(model.known_from, local),
        outcome=Outcome(_text(outcome.text), tuple(outcome.facts), build_moment(outcome.known_from, local))
        if outcome
        else None,
        nature=Nature(model.nature),
        asks=_words(model.asks),
        path=record.path,
    )


def build_stake(record: Record, _: str) -> Stake:
    model: models.StakeModel = record.model
    return Stake(
        model.id,
        model.holder,
        _text(model.title),
        _text(model.text),
        tuple(model.facts),
        _words(model.asks),
        record.path,
    )


def build_conflict(record: Record, _: str) -> Conflict:
    model: models.ConflictModel = record.model
    return Conflict(
        model.id,
        _text(model.subject),
        tuple(Version(_text(version.text), tuple(version.facts)) for version in model.versions),
        tuple(model.facts),
        tuple(model.people),
        Weight(model.weight),
        _text(model.note) if model.note else None,
        _words(model.asks),
        record.path,
    )


def build_term(record: Record, _: str) -> Term:
    model: models.TermModel = record.model
    return Term(
        model.id,
        _text(model.term),
        _text(model.text),
        tuple(model.facts),
        _words(model.aliases),
        _words(model.asks),
        record.path,
    )


def build_unknown(record: Record, _: str) -> Unknown:
    model: models.UnknownModel = record.model
    return Unknown(
        model.id, _text(model.text), _words(model.asks), tuple(model.facts), model.listed, record.path
    )


def build_status(record: Record, zone: str) -> Status:
    model: models.StatusModel = record.model
    awaited, lead = model.awaited, model.lead_when_unspecified
    return Status(
        id=model.id,
        title=_text(model.title),
        question=_text(model.question),
        answer=_text(model.answer),
        as_of=date.fromisoformat(model.as_of),
        periods=tuple(_period(period, zone) for period in model.periods),
        law=model.law,
        court=model.court,
        lead_when_unspecified=_text(lead) if lead else None,
        awaited=Awaited(tuple(awaited.from_), _text(awaited), tuple(awaited.facts)) if awaited else None,
        asks=_words(model.asks),
        path=record.path,
    )


def _period(model: models.PeriodModel, zone: str) -> Period:
    return Period(
        begin=build_moment(model.from_, zone, model.from_precision),
        state=_text(model.state),
        text=_text(model.text),
        facts=tuple(model.facts),
        until=build_moment(model.until, zone) if model.until else None,
        court=model.court,
        law=model.law,
        as_of=date.fromisoformat(model.as_of) if model.as_of else None,
        as_known=_text(model.as_known) if model.as_known else None,
    )


def build_expectation(record: Record) -> Expectation:
    model: models.ExpectationModel = record.model
    return Expectation(
        ask=model.ask,
        lang=Lang(model.lang),
        answer_with=tuple(model.answer_with or ()),
        abstain=bool(model.abstain),
        ask_back=bool(model.ask_back),
        must_not_say=tuple(model.must_not_say),
        now=_instant(model.now),
        context=tuple(model.context),
        path=record.path,
        line=record.place()[0],
    )


def build_update(record: Record, _: str) -> Update:
    model: models.UpdateModel = record.model
    return Update(
        id=model.id,
        kind=UpdateKind(model.kind),
        level=Level(model.level),
        title=_text(model.title),
        text=_text(model.text),
        about=tuple(model.about),
        facts=tuple(model.facts),
        publish_at=_instant(model.publish_at),
        draft=model.draft,
        review_by=date.fromisoformat(model.review_by) if model.review_by else None,
        expires=_instant(model.expires),
        revision=model.revision,
        shelf_life_hours=model.shelf_life_hours,
        when_unsure=Repeat(model.when_unsure),
        corrects=tuple(model.corrects),
        was=_text(model.was) if model.was else None,
        reason=_text(model.reason) if model.reason else None,
        would_have_been=Level(model.would_have_been) if model.would_have_been else None,
        path=record.path,
    )


def build_briefing(record: Record, _: str) -> Briefing:
    model: models.BriefingModel = record.model
    slug, lang = slug_and_lang(record.path)
    return Briefing(
        slug=slug,
        lang=Lang(lang),
        title=model.title,
        body=record.body,
        facts=tuple(model.facts),
        order=model.order,
        short=model.short or "",
        about=tuple(model.about),
        lifecycle=build_lifecycle(model),
        path=record.path,
    )


# By kind of file, with the zone of the dispute.
BUILDERS: Mapping[str, Callable[[Record, str], Any]] = {
    "people": build_person,
    "topics": build_topic,
    "sources": build_source,
    "facts": build_fact,
    "deadlines": build_deadline,
    "stakes": build_stake,
    "status": build_status,
    "glossary": build_term,
    "conflicts": build_conflict,
    "unknowns": build_unknown,
    "update": build_update,
    "briefing": build_briefing,
}


def build_lifecycle(model: models.ChangingModel) -> Lifecycle:
    return Lifecycle(
        draft=model.draft,
        publish_at=_instant(model.publish_at),
        review_by=date.fromisoformat(model.review_by) if model.review_by else None,
        expires=_instant(model.expires),
        revision=model.revision,
        changes=tuple(_change(change) for change in model.changes),
    )


def _change(model: models.ChangeModel) -> Change:
    return Change(
        revision=model.revision,
        kind=ChangeKind(model.kind),
        on=date.fromisoformat(model.on),
        was=_text(model.was) if model.was else None,
        becomes=_text(model.becomes) if model.becomes else None,
        reason=_text(model.reason) if model.reason else None,
        told_by=model.told_by,
    )


def _relation(model: models.RelationModel) -> Relation:
    name, to = next(iter(model.model_dump(exclude_unset=True, by_alias=True).items()))
    return Relation(RelationKind(name), to)


def _text(model: Any) -> Text:
    return Text(model.nl, model.en)


def _words(model: Any) -> Words:
    return Words(tuple(model.nl), tuple(model.en))


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
