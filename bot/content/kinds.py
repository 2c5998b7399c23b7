"""Which file holds which kind of record."""

from dataclasses import dataclass

from bot.content import models
from bot.content.fields import Model


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: `name` is also its schema's; `is_list` says whether it holds a list of records or one."""

    name: str
    model: type[Model]
    is_list: bool = True


DOSSIER = Kind("dossier", models.DossierModel, is_list=False)
UPDATE = Kind("update", models.UpdateModel, is_list=False)
BRIEFING = Kind("briefing", models.BriefingModel, is_list=False)
FACT = Kind("facts", models.FactModel)

AT_TOP: dict[str, Kind] = {
    "dossier.yaml": DOSSIER,
    "people.yaml": Kind("people", models.PersonModel),
    "topics.yaml": Kind("topics", models.TopicModel),
    "sources.yaml": Kind("sources", models.SourceModel),
    "deadlines.yaml": Kind("deadlines", models.DeadlineModel),
    "stakes.yaml": Kind("stakes", models.StakeModel),
    "conflicts.yaml": Kind("conflicts", models.ConflictModel),
    "glossary.yaml": Kind("glossary", models.TermModel),
    "unknowns.yaml": Kind("unknowns", models.UnknownModel),
    "questions.yaml": Kind("questions", models.ExpectationModel),
}
ALL: tuple[Kind, ...] = (*AT_TOP.values(), FACT, UPDATE, BRIEFING)
