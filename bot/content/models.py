"""One model per kind of record, as it stands in the files; the JSON Schemas for editors come from these."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from bot.content.fields import (
    LONGEST_QUOTE,
    BothWordsModel,
    Day,
    Id,
    Ids,
    Instant,
    Line,
    Model,
    MomentText,
    Note,
    SomeIds,
    TextModel,
    Title,
    TitleModel,
    WordsModel,
    Zone,
)

LangCode = Literal["nl", "en"]
Access = Literal["publisher", "syndicated", "seed", "secondary", "copy"]


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
    examples: BothWordsModel
    push_approval: bool = False


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
    aliases: WordsModel = WordsModel()


class SourceModel(Model):
    """A page that was really seen."""

    id: Id
    publisher: Title
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


class LifecycleModel(Model):
    draft: bool = False
    publish_at: Instant | None = None
    review_by: Day | None = None
    expires: Instant | None = None
    revision: Annotated[int, Field(ge=1, le=9999)] = 1


class FactModel(LifecycleModel):
    """One thing that the dossier holds."""

    id: Id
    kind: Literal["event", "statement", "ruling", "deadline", "number", "background", "position", "stake"]
    stance: Literal[
        "claim", "denial", "refusal", "demand", "request", "threat", "order", "offer", "concession",
        "position", "announcement", "remark", "ruling", "fact",
    ]  # fmt: skip
    date: MomentText
    date_precision: Literal["approximate", "report", "week"] | None = None
    zone: Zone | None = None
    who: SomeIds
    said_to: Ids = []
    about: SomeIds
    channel: TitleModel | None = None
    text: TextModel
    quote: QuoteModel | None = None
    sources: Annotated[list[CitationModel], Field(min_length=1)]
    basis: Annotated[list[Access], Field(min_length=1)]
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
    asks: WordsModel = WordsModel()


class StakeModel(Model):
    """What someone stands to gain or lose."""

    id: Id
    holder: Literal["company", "government", "supply-chain", "ai-companies", "citizens"]
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


class UnknownModel(Model):
    """What readers ask and we do not hold."""

    id: Id
    text: TextModel
    facts: Ids = []
    asks: BothWordsModel


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


class UpdateModel(Model):
    """What is pushed to subscribers."""

    id: Id
    kind: Literal["new", "correction"]
    level: Literal["breaking", "normal"]
    title: TitleModel
    text: TextModel
    about: SomeIds
    facts: SomeIds
    publish_at: Instant | None = None
    draft: bool = False
    revision: Annotated[int, Field(ge=1, le=9999)] = 1
    shelf_life_hours: Annotated[int, Field(ge=1, le=720)] = 24
    when_unsure: Literal["rather-twice", "rather-never"] = "rather-twice"
    corrects: Ids = []
    was: TextModel | None = None
    reason: TextModel | None = None

    @model_validator(mode="after")
    def _correction_is_whole(self) -> "UpdateModel":
        if self.kind == "correction" and not (self.corrects and self.was and self.reason):
            raise ValueError(
                "a correction names what it corrects, what it said before (was) and why (reason)"
            )
        return self


class BriefingModel(LifecycleModel):
    """The front matter of a long read."""

    title: Title
    order: Annotated[int, Field(ge=1, le=999)]
    about: Ids = []
    facts: SomeIds
    short: Line | None = None
