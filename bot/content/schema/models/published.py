"""What is published: updates and briefings."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from bot.content.schema.fields import (
    Id,
    Ids,
    Line,
    ManyIds,
    SomeIds,
    TextModel,
    Title,
    TitleModel,
)
from bot.content.schema.models.facts import ChangingModel, LifecycleModel


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
    gist: Line | None = None
    form: Literal["story", "plain", "list", "comparison", "reasons"] = "story"

    @model_validator(mode="after")
    def _corrections_are_whole(self) -> "BriefingModel":
        if any(change.was and not change.becomes for change in self.changes):
            raise ValueError("the correction of a briefing also says what it should have been (becomes)")
        return self
