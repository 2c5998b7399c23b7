"""Validated models to the domain's records."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.content.building.facts import build_fact, build_lifecycle
from bot.content.building.values import build_instant, build_moment, build_text, build_words
from bot.content.parsing.parsing import Record, slug_and_lang
from bot.content.schema import models
from bot.domain.delivery.retry_policy import Guarantee
from bot.domain.records.briefing import Briefing, Form, Level, Update, UpdateKind
from bot.domain.records.conflict import Conflict, Version, Weight
from bot.domain.records.deadline import Deadline, DeadlineOutcome, Nature
from bot.domain.records.dossier import Dossier
from bot.domain.records.expectation import Expectation
from bot.domain.records.fact import (
    Basis,
)
from bot.domain.records.person import Person, PersonType, Side
from bot.domain.records.source import Source
from bot.domain.records.stake import Stake
from bot.domain.records.status import Awaited, Period, Status
from bot.domain.records.topic import Term, Topic
from bot.domain.records.unknown import Unknown
from bot.domain.text import Lang


def build_dossier(model: models.DossierModel) -> Dossier:
    return Dossier(
        title=build_text(model.title),
        summary=build_text(model.summary),
        zone=model.zone,
        dispute_zone=model.dispute_zone,
        known_until=date.fromisoformat(model.known_until),
        checked_on=date.fromisoformat(model.checked_on),
        state_of_knowledge=build_text(model.state_of_knowledge),
        disclosure=build_text(model.disclosure),
        disclosure_short=build_text(model.disclosure_short),
        examples=build_words(model.examples),
        holders={holder: build_text(label) for holder, label in model.holders.items()},
        seed_report=build_text(model.seed_report) if model.seed_report else None,
        push_approval=model.push_approval,
    )


def build_person(record: Record, _: str) -> Person:
    model: models.PersonModel = record.model
    return Person(
        id=model.id,
        type=PersonType(model.type),
        names=build_words(model.names),
        role=build_text(model.role),
        side=Side(model.side),
        affiliation=model.affiliation,
        aliases=build_words(model.aliases),
        notes=model.notes,
        path=record.path,
    )


def build_topic(record: Record, _: str) -> Topic:
    model: models.TopicModel = record.model
    return Topic(model.id, build_text(model.name), build_words(model.aliases), model.group, record.path)


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
        shown=build_text(model.shown) if model.shown else None,
        url=model.url,
        path=record.path,
    )


def build_deadline(record: Record, zone: str) -> Deadline:
    model: models.DeadlineModel = record.model
    local = model.zone or zone
    outcome = model.outcome
    return Deadline(
        id=model.id,
        title=build_text(model.title),
        text=build_text(model.text),
        due=build_moment(model.due, local, model.date_precision),
        set_by=tuple(model.set_by),
        binding_on=tuple(model.binding_on),
        facts=tuple(model.facts),
        known_from=build_moment(model.known_from, local),
        outcome=DeadlineOutcome(
            build_text(outcome.text), tuple(outcome.facts), build_moment(outcome.known_from, local)
        )
        if outcome
        else None,
        nature=Nature(model.nature),
        asks=build_words(model.asks),
        path=record.path,
    )


def build_stake(record: Record, _: str) -> Stake:
    model: models.StakeModel = record.model
    return Stake(
        model.id,
        model.holder,
        build_text(model.title),
        build_text(model.text),
        tuple(model.facts),
        build_words(model.asks),
        record.path,
    )


def build_conflict(record: Record, _: str) -> Conflict:
    model: models.ConflictModel = record.model
    return Conflict(
        model.id,
        build_text(model.subject),
        tuple(Version(build_text(version.text), tuple(version.facts)) for version in model.versions),
        tuple(model.facts),
        tuple(model.people),
        Weight(model.weight),
        build_text(model.note) if model.note else None,
        build_words(model.asks),
        record.path,
    )


def build_term(record: Record, _: str) -> Term:
    model: models.TermModel = record.model
    return Term(
        model.id,
        build_text(model.term),
        build_text(model.text),
        tuple(model.facts),
        build_words(model.aliases),
        build_words(model.asks),
        record.path,
    )


def build_unknown(record: Record, _: str) -> Unknown:
    model: models.UnknownModel = record.model
    return Unknown(
        model.id,
        build_text(model.text),
        build_words(model.asks),
        tuple(model.facts),
        model.listed,
        record.path,
    )


def build_status(record: Record, zone: str) -> Status:
    model: models.StatusModel = record.model
    awaited, lead = model.awaited, model.lead_when_unspecified
    return Status(
        id=model.id,
        title=build_text(model.title),
        question=build_text(model.question),
        answer=build_text(model.answer),
        as_of=date.fromisoformat(model.as_of),
        periods=tuple(_period(period, zone) for period in model.periods),
        law=model.law,
        court=model.court,
        lead_when_unspecified=build_text(lead) if lead else None,
        awaited=Awaited(tuple(awaited.from_), build_text(awaited), tuple(awaited.facts)) if awaited else None,
        asks=build_words(model.asks),
        path=record.path,
    )


def _period(model: models.PeriodModel, zone: str) -> Period:
    return Period(
        begin=build_moment(model.from_, zone, model.from_precision),
        state=build_text(model.state),
        text=build_text(model.text),
        facts=tuple(model.facts),
        until=build_moment(model.until, zone) if model.until else None,
        court=model.court,
        law=model.law,
        as_of=date.fromisoformat(model.as_of) if model.as_of else None,
        as_known=build_text(model.as_known) if model.as_known else None,
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
        now=build_instant(model.now),
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
        title=build_text(model.title),
        text=build_text(model.text),
        about=tuple(model.about),
        facts=tuple(model.facts),
        publish_at=build_instant(model.publish_at),
        draft=model.draft,
        review_by=date.fromisoformat(model.review_by) if model.review_by else None,
        expires=build_instant(model.expires),
        revision=model.revision,
        shelf_life_hours=model.shelf_life_hours,
        when_unsure=Guarantee(model.when_unsure),
        corrects=tuple(model.corrects),
        was=build_text(model.was) if model.was else None,
        reason=build_text(model.reason) if model.reason else None,
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
        gist=model.gist or "",
        form=Form(model.form),
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
