"""Which file holds which kind of record."""

from dataclasses import dataclass

from bot.content import models
from bot.content.fields import Model


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: `name` is also its schema's; `record` is what one of it is called; `is_list`: it holds many.

    `may_be_missing`: a dossier is whole without it.
    """

    name: str
    model: type[Model]
    record: str
    is_list: bool = True
    may_be_missing: bool = False


DOSSIER = Kind("dossier", models.DossierModel, "dossier", is_list=False)
UPDATE = Kind("update", models.UpdateModel, "update", is_list=False)
BRIEFING = Kind("briefing", models.BriefingModel, "briefing", is_list=False)
FACT = Kind("facts", models.FactModel, "fact")
AGREED = Kind("agreed", models.AgreedModel, "agreement", may_be_missing=True)

AT_TOP: dict[str, Kind] = {
    "dossier.yaml": DOSSIER,
    "people.yaml": Kind("people", models.PersonModel, "person"),
    "topics.yaml": Kind("topics", models.TopicModel, "topic"),
    "sources.yaml": Kind("sources", models.SourceModel, "source"),
    "deadlines.yaml": Kind("deadlines", models.DeadlineModel, "deadline"),
    "stakes.yaml": Kind("stakes", models.StakeModel, "stake"),
    "conflicts.yaml": Kind("conflicts", models.ConflictModel, "conflict"),
    "glossary.yaml": Kind("glossary", models.TermModel, "term"),
    "unknowns.yaml": Kind("unknowns", models.UnknownModel, "unknown"),
    "questions.yaml": Kind("questions", models.ExpectationModel, "question"),
    "agreed.yaml": AGREED,
}
ALL: tuple[Kind, ...] = (*AT_TOP.values(), FACT, UPDATE, BRIEFING)
