"""How the files stand: what editors and the desk see, as one frozen record."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.content.checks.lost_records import Places
from bot.domain.problem import Problem


@dataclass(frozen=True, slots=True)
class ContentStatus:
    """What the last look at the files found. `live`: what they say is what readers get, since `live_since`.

    `generation`: the number of that look; `live_generation`: of the one that readers get. `found`: what loading and the
    tests said; `failed`: tests that fail only once all is learned; `warnings`: of the rules in `dossier.yaml`, those of
    the last look until there are new ones. `places`: where each record stood when the files were good last.
    """

    live: bool
    live_since: datetime
    generation: int = 0
    live_generation: int = 0
    found: tuple[Problem, ...] = ()
    failed: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    places: Places = field(default_factory=dict)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong with the files, warnings too."""
        return (*self.found, *self.failed, *self.warnings)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What editors have to mend; empty when the files are live and their tests hold."""
        return tuple(problem for problem in self.problems if problem.severity == "error")
