"""The dossier as a whole, and which rules of `bot.content.lint` hold in it."""

from typing import Annotated

from pydantic import Field

from bot.content.schema.fields import (
    BothWordsModel,
    Day,
    Id,
    Line,
    Model,
    RecordName,
    TextModel,
    Title,
    TitleModel,
    WordsModel,
    Zone,
)
from bot.content.schema.rules import Level, RuleName


class ChecksModel(Model):
    """What `check` makes of each rule's findings: an error holds an edit back, a warning only says so."""

    older_translation: Annotated[Level, Field(alias="older-translation")] = "warning"
    unagreed_translation: Annotated[Level, Field(alias="unagreed-translation")] = "off"
    number_in_one_language: Annotated[Level, Field(alias="number-in-one-language")] = "warning"
    date_in_one_language: Annotated[Level, Field(alias="date-in-one-language")] = "warning"
    quote_in_one_language: Annotated[Level, Field(alias="quote-in-one-language")] = "warning"
    unknown_name: Annotated[Level, Field(alias="unknown-name")] = "warning"
    claim_without_answer: Annotated[Level, Field(alias="claim-without-answer")] = "warning"
    one_sided_briefing: Annotated[Level, Field(alias="one-sided-briefing")] = "warning"
    loaded_word: Annotated[Level, Field(alias="loaded-word")] = "warning"
    long_sentence: Annotated[Level, Field(alias="long-sentence")] = "warning"
    hard_to_read: Annotated[Level, Field(alias="hard-to-read")] = "warning"
    dead_relation: Annotated[Level, Field(alias="dead-relation")] = "warning"
    unreached_fact: Annotated[Level, Field(alias="unreached-fact")] = "warning"
    change_without_kind: Annotated[Level, Field(alias="change-without-kind")] = "warning"
    banned_term: Annotated[Level, Field(alias="banned-term")] = "warning"
    outcome_before_cause: Annotated[Level, Field(alias="outcome-before-cause")] = "warning"
    answer_off_topic: Annotated[Level, Field(alias="answer-off-topic")] = "warning"
    other_date: Annotated[Level, Field(alias="other-date")] = "warning"
    leaning_text: Annotated[Level, Field(alias="leaning-text")] = "warning"
    person_without_role: Annotated[Level, Field(alias="person-without-role")] = "warning"
    claim_without_speaker: Annotated[Level, Field(alias="claim-without-speaker")] = "warning"
    hedge_in_one_language: Annotated[Level, Field(alias="hedge-in-one-language")] = "warning"
    negation_in_one_language: Annotated[Level, Field(alias="negation-in-one-language")] = "warning"
    name_in_one_language: Annotated[Level, Field(alias="name-in-one-language")] = "warning"
    unmarked_relay: Annotated[Level, Field(alias="unmarked-relay")] = "warning"
    open_though_passed: Annotated[Level, Field(alias="open-though-passed")] = "warning"
    answered_unknown: Annotated[Level, Field(alias="answered-unknown")] = "warning"
    stronger_than_source: Annotated[Level, Field(alias="stronger-than-source")] = "warning"
    lost_word: Annotated[Level, Field(alias="lost-word")] = "warning"


class ExceptionModel(Model):
    """Findings that an editor has looked at and lets stand."""

    rule: RuleName
    records: Annotated[list[RecordName], Field(min_length=1, max_length=60)]
    why: Line


class DossierModel(Model):
    """The dispute as a whole."""

    title: TitleModel
    summary: TextModel
    zone: Zone
    dispute_zone: Zone
    known_until: Day
    checked_on: Day
    state_of_knowledge: TextModel
    disclosure: TextModel
    disclosure_short: TitleModel
    examples: BothWordsModel
    holders: Annotated[dict[Id, TitleModel], Field(max_length=20)] = {}
    seed_report: TitleModel | None = None
    push_approval: bool = False
    checks: ChecksModel = ChecksModel()
    exceptions: list[ExceptionModel] = []
    loaded_words: WordsModel = WordsModel()
    known_names: list[Title] = []
