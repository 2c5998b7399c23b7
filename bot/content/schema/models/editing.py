"""What editors keep for themselves: words to avoid, asks, question tests, what was read in both languages."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from bot.content.schema.fields import (
    AskedId,
    Digest,
    Id,
    Instant,
    LangCode,
    Line,
    Model,
    RecordName,
    SomeIds,
    TextModel,
    Title,
    WordsModel,
)


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


class AgreedModel(Model):
    """Texts that an editor read side by side: digests of what they said then, written by `briefing-bot agree`."""

    id: RecordName
    nl: Digest
    en: Digest
