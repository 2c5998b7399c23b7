"""What answering can learn, learned beside everything else, one state of the files at a time."""

from asyncio import Event
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import structlog

from bot.answering import Engine
from bot.background import run_beside
from bot.clock import Clock
from bot.domain.problem import Problem
from bot.services.editing.checking import find_failed_expectations
from bot.services.editing.model_store import ModelStore

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Trained:
    """All is learned that the content of the engine `of` teaches. `failed`: which of its tests fail with that."""

    of: Engine
    engine: Engine
    failed: tuple[Problem, ...] = ()


class Training:
    """Takes the newest request; one that comes meanwhile waits, and an older one that waits is dropped for it."""

    def __init__(self, model_store: ModelStore, clock: Clock, done: Callable[[Trained], None]) -> None:
        """`done` is told of each result, also of one that is out of date by then."""
        self._model_store = model_store
        self._clock = clock
        self._done = done
        self._wanted: Engine | None = None
        self._under_way: Engine | None = None
        self._asked = Event()

    def request(self, engine: Engine) -> None:
        """Learn what this engine has not learned yet; once, however often it is asked for meanwhile."""
        self._wanted = engine if engine is not self._under_way else None
        self._asked.set()

    async def run(self) -> None:
        """Learns until cancelled. What cannot be learned is logged: answers go on with what was learned before."""
        while True:
            await self._asked.wait()
            await self.train()

    async def train(self) -> None:
        """Learns what was asked for until now."""
        self._asked.clear()
        while self._wanted is not None:
            self._under_way, self._wanted = self._wanted, None
            try:
                self._done(await run_beside(partial(self._train, self._under_way)))
            except Exception:
                log.exception("not learned: what was learned before goes on")
            finally:
                self._under_way = None

    def _train(self, engine: Engine) -> Trained:
        learned = self._model_store.learn(engine)
        failed = tuple(find_failed_expectations(learned.snapshot, learned, self._clock))
        return Trained(engine, learned, failed)
