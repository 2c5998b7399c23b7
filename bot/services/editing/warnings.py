"""The warnings of the rules in `dossier.yaml`, looked for beside answering and saving, once nobody has saved for a moment."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import structlog

from bot.clock import Clock
from bot.content.loading import Loaded
from bot.domain.problem import Problem
from bot.services.editing.checking import find_doubts

log = structlog.get_logger(__name__)

QUIET_SECONDS = 1.0  # without a save, before warnings are looked for


@dataclass(frozen=True, slots=True)
class Warned:
    """The warnings of the files of a `generation`."""

    generation: int
    problems: tuple[Problem, ...]


class Warnings:
    """Looks through the newest files that it was given; what is older is given up half-way."""

    def __init__(self, clock: Clock, done: Callable[[Warned], None]) -> None:
        """`done` is told of the warnings of each state of the files that was not replaced meanwhile."""
        self._clock = clock
        self._done = done
        self._wanted: tuple[int, Loaded] | None = None
        self._asked = asyncio.Event()

    def request(self, generation: int, loaded: Loaded) -> None:
        """Look through these files."""
        self._wanted = (generation, loaded)
        self._asked.set()

    def drop(self) -> None:
        """What is being looked through is out of date."""
        self._wanted = None

    async def run(self) -> None:
        """Looks until cancelled. What cannot be looked through is logged: it only costs the warnings."""
        while True:
            await self._asked.wait()
            await self.look()

    async def look(self) -> None:
        """Looks through what was asked for until now."""
        self._asked.clear()
        while (wanted := self._wanted) is not None:
            await asyncio.sleep(QUIET_SECONDS)
            if self._wanted is not wanted:
                continue  # saved again meanwhile
            generation, loaded = wanted
            try:
                is_wanted = partial(self._is_wanted, wanted)
                found = await asyncio.to_thread(find_doubts, loaded, self._clock(), is_wanted)
            except Exception:
                log.exception("warnings could not be looked for")
                found = ()
            if self._wanted is wanted:
                self._wanted = None
                self._done(Warned(generation, found))

    def _is_wanted(self, wanted: tuple[int, Loaded]) -> bool:
        return self._wanted is wanted
