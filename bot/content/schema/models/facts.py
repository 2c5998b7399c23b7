"""A fact, its quotation, citations and relations; and what changes and hides a record."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from bot.content.schema.fields import (
    LONGEST_QUOTE,
    Day,
    Id,
    Ids,
    Instant,
    LangCode,
    Line,
    Model,
    MomentText,
    Note,
    SomeIds,
    TextModel,
    TitleModel,
    WordsModel,
    Zone,
)
from bot.content.schema.models.records import Access


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
