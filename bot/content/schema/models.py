"""One model per kind of record, as it stands in the files; the JSON Schemas for editors come from these."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from bot.content.schema.fields import (
    LONGEST_QUOTE,
    AskedId,
    BothWordsModel,
    Day,
    Digest,
    Id,
    Ids,
    Instant,
    Line,
    ManyIds,
    Model,
    MomentText,
    Note,
    RecordName,
    SomeIds,
    TextModel,
    Title,
    TitleModel,
    WordsModel,
    Zone,
)
from bot.content.schema.rules import Level, RuleName

LangCode = Literal["nl", "en"]
Access = Literal["publisher", "syndicated", "seed", "secondary", "copy"]


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


class PersonModel(Model):
    """A person, organisation, group, role or product."""

    id: Id
    type: Literal["person", "organisation", "group", "role", "product"]
    names: BothWordsModel
    role: TextModel
    side: Literal["company", "government", "other"]
    affiliation: Id | None = None
    aliases: WordsModel = WordsModel()
    notes: Note = ""


class TopicModel(Model):
    """What facts are about."""

    id: Id
    name: TitleModel
    group: Id | None = None
    aliases: WordsModel = WordsModel()


class SourceModel(Model):
    """A page that was really seen."""

    id: Id
    publisher: Title
    publisher_nl: Title | None = None
    shown: TitleModel | None = None
    title: Line
    title_is_descriptive: bool = False
    published: MomentText
    language: Annotated[str, Field(pattern="^[a-z]{2}$")]
    url: Annotated[str, Field(pattern=r"^https?://[^\s<>\"]+$", max_length=500)] | None = None
    access: Access
    reliability: Note


class CitationModel(Model):
    id: Id
    locator: Note


class QuoteModel(Model):
    """Verbatim words, in the language in which they were spoken, and our rendering in the other."""

    lang: LangCode
    text: Line
    source: Id
    rendering: Line

    @model_validator(mode="after")
    def _is_short(self) -> "QuoteModel":
        words = len(self.text.split())
        if words >= LONGEST_QUOTE:
            raise ValueError(f"a quote has fewer than {LONGEST_QUOTE} words; this has {words}")
        return self


class RelationModel(Model):
    """Exactly one key: how this fact bears on the fact named."""

    answers: Id | None = None
    denies: Id | None = None
    supersedes: Id | None = None
    outcome_of: Annotated[Id | None, Field(alias="outcome-of")] = None

    @model_validator(mode="after")
    def _is_one(self) -> "RelationModel":
        if len(self.model_fields_set) != 1:
            raise ValueError("a relation has one key: answers, denies, supersedes or outcome-of")
        return self


class ChangeModel(Model):
    """What a revision changed: a typo in silence, an update told in digests, a correction told to those who saw it."""

    revision: Annotated[int, Field(ge=2, le=9999)]
    kind: Literal["typo", "update", "correction"]
    on: Day
    was: TextModel | None = None
    becomes: TextModel | None = None
    reason: TextModel | None = None
    told_by: Id | None = None

    @model_validator(mode="after")
    def _says_what_its_kind_needs(self) -> "ChangeModel":
        own = (self.was, self.becomes, self.reason)
        if self.kind != "correction" and any((*own, self.told_by)):
            raise ValueError(
                f"was, becomes, reason and told_by belong to a correction; this is of kind {self.kind}"
            )
        if self.kind == "correction" and not self.told_by and not (self.was and self.reason):
            raise ValueError(
                "a correction says what stood there before (was) and why that was wrong (reason), "
                "or names the update that tells so (told_by)"
            )
        if self.told_by and any(own):
            raise ValueError("with told_by, was and reason stand in that update")
        return self


class LifecycleModel(Model):
    draft: bool = False
    publish_at: Instant | None = None
    review_by: Day | None = None
    expires: Instant | None = None
    revision: Annotated[int, Field(ge=1, le=9999)] = 1


class ChangingModel(LifecycleModel):
    changes: list[ChangeModel] = []


class FactModel(ChangingModel):
    """One thing that the dossier holds."""

    id: Id
    kind: Literal["event", "statement", "ruling", "deadline", "number", "background", "position", "stake"]
    stance: Literal[
        "claim", "denial", "refusal", "demand", "request", "threat", "order", "offer", "concession",
        "position", "announcement", "remark", "ruling", "fact",
    ]  # fmt: skip
    date: MomentText
    date_precision: Literal["approximate", "report", "week"] | None = None
    until: Day | None = None
    zone: Zone | None = None
    who: SomeIds
    said_to: Ids = []
    about: SomeIds
    channel: TitleModel | None = None
    text: TextModel
    quote: QuoteModel | None = None
    keep: WordsModel = WordsModel()
    sources: Annotated[list[CitationModel], Field(min_length=1)]
    basis: Annotated[list[Access], Field(min_length=1)] | None = None
    confidence: Literal["high", "medium"]
    relations: list[RelationModel] = []
    asks: WordsModel = WordsModel()
    refutes: WordsModel = WordsModel()
    notes: Note = ""


class OutcomeModel(Model):
    known_from: MomentText
    text: TextModel
    facts: SomeIds


class DeadlineModel(Model):
    """A moment set by someone for someone."""

    id: Id
    title: TitleModel
    text: TextModel
    due: MomentText
    date_precision: Literal["approximate", "week"] | None = None
    zone: Zone | None = None
    set_by: SomeIds
    binding_on: SomeIds
    known_from: MomentText
    facts: SomeIds
    outcome: OutcomeModel | None = None
    nature: Literal["term", "hearing", "meeting", "decision", "order"] = "term"
    asks: WordsModel = WordsModel()


class StakeModel(Model):
    """What someone stands to gain or lose."""

    id: Id
    holder: Id
    title: TitleModel
    text: TextModel
    facts: SomeIds
    asks: WordsModel = WordsModel()


class VersionModel(Model):
    text: TextModel
    facts: Ids = []


class ConflictModel(Model):
    """A point on which sources differ."""

    id: Id
    subject: TitleModel
    versions: Annotated[list[VersionModel], Field(min_length=2)]
    facts: Ids = []
    people: Ids = []
    weight: Literal["heavy", "light"] = "heavy"
    note: TextModel | None = None
    asks: WordsModel = WordsModel()

    @model_validator(mode="after")
    def _touches_something(self) -> "ConflictModel":
        if not self.facts and not self.people:
            raise ValueError("name the facts or the people that it touches")
        return self


class TermModel(Model):
    """A glossary entry."""

    id: Id
    term: TitleModel
    text: TextModel
    facts: SomeIds
    aliases: WordsModel = WordsModel()
    asks: WordsModel = WordsModel()


class UnknownModel(Model):
    """What readers ask and we do not hold."""

    id: Id
    text: TextModel
    facts: Ids = []
    listed: bool = True
    asks: WordsModel = WordsModel()


class PeriodModel(Model):
    """How it stood from one day to another."""

    from_: Annotated[MomentText, Field(alias="from")]
    from_precision: Literal["approximate"] | None = None
    until: Day | None = None
    as_of: Day | None = None
    after_gap: bool = False
    state: TitleModel
    court: Id | None = None
    law: Title | None = None
    text: TextModel
    as_known: TitleModel | None = None
    facts: SomeIds


class AwaitedModel(TextModel):
    """What has not come yet, and from whom."""

    from_: Annotated[SomeIds, Field(alias="from")]
    facts: Ids = []


class StatusModel(Model):
    """The state of play of one measure: what holds, from when to when."""

    id: Id
    title: TitleModel
    law: Title | None = None
    court: Id | None = None
    question: TitleModel
    answer: TextModel
    lead_when_unspecified: TextModel | None = None
    as_of: Day
    periods: Annotated[list[PeriodModel], Field(min_length=1, max_length=60)]
    awaited: AwaitedModel | None = None
    asks: WordsModel = WordsModel()


class FormsModel(Model):
    """A word of ours in one language: as it stands first, and afterwards."""

    first: Title
    short: Title
    verb: Title | None = None


class WordingModel(Model):
    """One term for one concept, in our own texts: quotations are free."""

    id: Id
    section: Title
    nl: FormsModel
    en: FormsModel
    banned: WordsModel = WordsModel()
    avoid: WordsModel = WordsModel()
    line: TextModel
    facts: SomeIds


class AsksModel(Model):
    """Questions that a record answers, apart from it. `id`: a fact's, or kind:id."""

    id: Annotated[AskedId, AfterValidator(lambda asked: asked.removeprefix("fact:"))]
    nl: list[Line] = []
    en: list[Line] = []


class ExpectationModel(Model):
    """An editor's own test."""

    ask: Line
    lang: LangCode
    answer_with: Annotated[list[Id], Field(min_length=1)] | None = None
    abstain: Literal[True] | None = None
    ask_back: Literal[True] | None = None
    must_not_say: list[Line] = []
    now: Instant | None = None
    context: list[Line] = []

    @model_validator(mode="after")
    def _wants_one_thing(self) -> "ExpectationModel":
        if len({"answer_with", "abstain", "ask_back"} & self.model_fields_set) != 1:
            raise ValueError("set exactly one of answer_with, abstain and ask_back")
        return self


class UpdateModel(LifecycleModel):
    """What is pushed to subscribers."""

    id: Id
    kind: Literal["new", "correction"]
    level: Literal["breaking", "normal"]
    title: TitleModel
    text: TextModel
    about: SomeIds
    facts: SomeIds
    shelf_life_hours: Annotated[int, Field(ge=1, le=720)] = 24
    when_unsure: Literal["rather-twice", "rather-never"] = "rather-twice"
    corrects: Ids = []
    was: TextModel | None = None
    reason: TextModel | None = None
    would_have_been: Literal["breaking", "normal"] | None = None

    @model_validator(mode="after")
    def _correction_is_whole(self) -> "UpdateModel":
        if self.kind == "correction" and not (self.corrects and self.was and self.reason):
            raise ValueError(
                "a correction names what it corrects, what it said before (was) and why (reason)"
            )
        return self


class BriefingModel(ChangingModel):
    """The front matter of a long read."""

    title: Title
    order: Annotated[int, Field(ge=1, le=999)]
    about: Ids = []
    facts: ManyIds
    short: Line | None = None

    @model_validator(mode="after")
    def _corrections_are_whole(self) -> "BriefingModel":
        if any(change.was and not change.becomes for change in self.changes):
            raise ValueError("the correction of a briefing also says what it should have been (becomes)")
        return self


class AgreedModel(Model):
    """Texts that an editor read side by side: digests of what they said then, written by `briefing-bot agree`."""

    id: RecordName
    nl: Digest
    en: Digest
