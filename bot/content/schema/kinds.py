"""The kinds of record that files hold: each is declared here, once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.content.schema import models
from bot.content.schema.fields import Model


class Form(StrEnum):
    """How the records of a file stand in it."""

    ONE = "one"  # the file is the record
    LIST = "list"
    KEYED = "keyed"  # a mapping of each one's id to the rest of it


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A kind of record, and of file: `name` is also its schema's; `record` is what one of it is called, as in kind:id.

    `place`: its file, or its folder, below that of the dossier. `names`: where it names others, as steps to their ids
    (`*` = each of a list), with the `name` of their kind. `may_be_missing`: a dossier is whole without it.
    """

    name: str
    model: type[Model]
    record: str
    place: str
    names: Mapping[str, str] = field(default_factory=dict)
    form: Form = Form.LIST
    may_be_missing: bool = False

    @property
    def is_list(self) -> bool:
        return self.form is Form.LIST

    @property
    def is_folder(self) -> bool:
        return "." not in self.place


DOSSIER = Kind("dossier", models.DossierModel, "dossier", "dossier.yaml", form=Form.ONE)
FACT = Kind(
    "facts", models.FactModel, "fact", "facts",
    {
        "who.*": "people", "said_to.*": "people", "about.*": "topics", "sources.*.id": "sources",
        "quote.source": "sources", "changes.*.told_by": "update",
    },
)  # fmt: skip
UPDATE = Kind(
    "update", models.UpdateModel, "update", "updates",
    {"about.*": "topics", "facts.*": "facts", "corrects.*": "facts"}, Form.ONE,
)  # fmt: skip
BRIEFING = Kind(
    "briefing", models.BriefingModel, "briefing", "briefings",
    {"about.*": "topics", "facts.*": "facts", "changes.*.told_by": "update"}, Form.ONE,
)  # fmt: skip
STATUS = Kind(
    "status", models.StatusModel, "status", "status.yaml",
    {
        "court": "people", "periods.*.court": "people", "periods.*.facts.*": "facts",
        "awaited.from_.*": "people", "awaited.facts.*": "facts",
    },
    may_be_missing=True,
)  # fmt: skip
ASKS = Kind("asks", models.AsksModel, "asks", "asks", form=Form.KEYED, may_be_missing=True)
AGREED = Kind("agreed", models.AgreedModel, "agreement", "agreed.yaml", may_be_missing=True)

ALL: tuple[Kind, ...] = (
    DOSSIER,
    Kind("people", models.PersonModel, "person", "people.yaml", {"affiliation": "people"}),
    Kind("topics", models.TopicModel, "topic", "topics.yaml", {"group": "topics"}),
    Kind("sources", models.SourceModel, "source", "sources.yaml"),
    Kind(
        "deadlines", models.DeadlineModel, "deadline", "deadlines.yaml",
        {"set_by.*": "people", "binding_on.*": "people", "facts.*": "facts", "outcome.facts.*": "facts"},
    ),
    Kind("stakes", models.StakeModel, "stake", "stakes.yaml", {"facts.*": "facts"}),
    STATUS,
    Kind(
        "conflicts", models.ConflictModel, "conflict", "conflicts.yaml",
        {"facts.*": "facts", "people.*": "people", "versions.*.facts.*": "facts"},
    ),
    Kind("glossary", models.TermModel, "term", "glossary.yaml", {"facts.*": "facts"}),
    Kind("terms", models.WordingModel, "wording", "terms.yaml", {"facts.*": "facts"}, may_be_missing=True),
    Kind("unknowns", models.UnknownModel, "unknown", "unknowns.yaml", {"facts.*": "facts"}),
    Kind("questions", models.ExpectationModel, "question", "questions.yaml", {"answer_with.*": "facts"}),
    AGREED,
    FACT,
    UPDATE,
    BRIEFING,
    ASKS,
)  # fmt: skip
BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in ALL}
BY_RECORD: Mapping[str, Kind] = {kind.record: kind for kind in ALL}
AT_TOP: Mapping[str, Kind] = {kind.place: kind for kind in ALL if not kind.is_folder}
FOLDERS: Mapping[str, Kind] = {kind.place: kind for kind in ALL if kind.is_folder}
