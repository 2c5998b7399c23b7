"""The records beside facts: people, topics, sources, deadlines, stakes, conflicts, terms, unknowns, statuses."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from bot.content.schema.fields import (
    BothWordsModel,
    Day,
    Id,
    Ids,
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

Access = Literal["publisher", "syndicated", "seed", "secondary", "copy"]


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
