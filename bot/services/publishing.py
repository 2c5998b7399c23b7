"""An edit: load off the loop; with problems the last good edition stays live, else the new one goes live."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

import structlog

from bot import metrics
from bot.answering import Engine
from bot.background import run_beside, uncollected
from bot.clock import Clock
from bot.content.gone import Places
from bot.content.loading import Loaded, ParseCache, load, unusable
from bot.content.problem import Problem
from bot.content.watcher import watch
from bot.domain.snapshot import Snapshot
from bot.services.checking import check, find_doubts, find_failed_expectations
from bot.services.learning import Learning, renew
from bot.services.library import Edition, Library
from bot.services.published import Published

log = structlog.get_logger(__name__)

QUIET_SECONDS = 1.0  # without a save, before warnings are looked for
Notify = Callable[[Sequence[Problem]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Look:
    """What the last look at the files found. `live`: what they say is what readers get, since then.

    `problems`: warnings too, those of the rules in `dossier.yaml` as soon as they are found. `places`: where each record
    stood when the files were good last.
    """

    live: bool
    live_since: datetime
    problems: tuple[Problem, ...]
    places: Places


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What a reload came to: whether the files are live now, and what is wrong with them."""

    live: bool
    problems: tuple[Problem, ...]


class Publishing:
    """Keeps the library in step with the files."""

    def __init__(
        self, folder: Path, clock: Clock, learning: Learning, cache: ParseCache | None = None
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._learning = learning
        self._cache = cache or ParseCache()
        self._published = Published(learning.folder, folder)
        self._look = Look(live=False, live_since=clock(), problems=(), places={})
        self._lookers: list[Callable[[], None]] = []
        self._doubts: tuple[Problem, ...] = ()
        self._unread: Loaded | None = None  # what has not been looked through for doubts yet
        self._held: Engine | None = None  # of files whose tests may hold once all is learned

    @property
    def folder(self) -> Path:
        """Where the files stand."""
        return self._folder

    @property
    def look(self) -> Look:
        """What the last look at the files found."""
        return self._look

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The errors at the last look; empty when the files are live."""
        return _errors(self._look.problems)

    def on_look(self, tell: Callable[[], None]) -> None:
        """`tell` is called after every look at the files from now on."""
        self._lookers.append(tell)

    async def open_library(self) -> Library:
        """Loads the files for the first time; where they are broken, the state that was live last.

        Raises `ContentUnusable` with one problem a line where there is neither.
        """
        edition, loaded = await asyncio.to_thread(self._build)
        if edition is None and self._held is not None:
            learned = await asyncio.to_thread(self._learning.learn, self._held)
            edition, loaded = await asyncio.to_thread(self._build, learned)
        self._note(loaded, live=edition is not None)
        if edition is not None:
            return Library(edition)
        edition = await asyncio.to_thread(self._build_published)
        if edition is None:
            raise unusable(self._folder, self.problems)
        log.error("briefings broken: what was live last is live", problems=list(map(str, self.problems)))
        return Library(edition)

    async def reload_content(self, library: Library, before: Engine | None = None) -> Reloaded:
        """Makes the files live where they are good; a crash half-way repeats harmlessly.

        `before`: whose learning to start from; None: that of what is live.
        """
        started = time.perf_counter()
        self._unread = None  # what is being looked through for doubts is out of date
        edition, loaded = await asyncio.to_thread(self._build, before or library.edition.engine)
        errors = _errors(loaded.problems)
        if edition is None:
            self._note(loaded, live=False)
            metrics.RELOADS.labels("refused").inc()
            log.error(
                "briefings not live: the last good state stays", problems=[str(problem) for problem in errors]
            )
            return Reloaded(live=False, problems=errors)
        if edition.snapshot.fingerprint != library.edition.snapshot.fingerprint:
            library.swap(edition)
            log.info(
                "briefings live",
                facts=len(edition.snapshot.facts),
                seconds=round(time.perf_counter() - started, 3),
            )
        self._note(loaded, live=True)
        metrics.RELOADS.labels("live").inc()
        return Reloaded(live=True, problems=())

    async def relearn(self, library: Library) -> Reloaded | None:
        """Where something is not learned yet, learns it and makes it live; answers and edits go on meanwhile.

        Files that only failed their tests are tested again with all that can be learned from them: what came of it.
        """
        reloaded = None
        while not library.edition.engine.is_up_to_date:
            edition = library.edition
            engine, failed = await run_beside(partial(self._learn_and_test, edition))
            if library.edition is edition:
                library.swap(Edition(edition.snapshot, engine))
                log.info("learned anew")
                if failed:
                    log.error("live, but its tests fail", problems=[str(problem) for problem in failed])
                    self._look = replace(self._look, problems=(*self._look.problems, *failed))
                    self._tell()
                    reloaded = Reloaded(live=True, problems=failed)
        while (held := self._held) is not None:
            learned = await run_beside(partial(self._learning.learn, held))
            if self._held is held:
                reloaded = await self.reload_content(library, learned)
        return reloaded

    async def look_for_doubts(self) -> None:
        """Finds the warnings of the rules in `dossier.yaml`, beside answering and saving, and tells whoever looks."""
        while (loaded := self._unread) is not None:
            await asyncio.sleep(QUIET_SECONDS)
            wanted = partial(self._is_unread, loaded)
            if not wanted():
                continue  # saved again meanwhile
            found = await asyncio.to_thread(find_doubts, loaded, self._clock(), wanted)
            if not wanted():
                continue
            self._unread = None
            if found != self._doubts:
                others = (problem for problem in self._look.problems if problem not in self._doubts)
                self._look = replace(self._look, problems=(*others, *found))
                self._doubts = found
                self._tell()

    async def follow(self, library: Library, notify: Notify, went_live: Callable[[], None]) -> None:
        """Reloads on every save until cancelled; tells `notify` of new problems, and of their end (empty)."""
        told: tuple[Problem, ...] = ()
        relearning: asyncio.Task[None] | None = None
        doubting: asyncio.Task[None] | None = None

        async def tell(reloaded: Reloaded) -> None:
            nonlocal told, doubting
            if self._lookers and (doubting is None or doubting.done()):
                doubting = asyncio.create_task(self.look_for_doubts(), name="looking for doubts")
            if reloaded.live:
                went_live()
            if reloaded.problems != told:
                told = reloaded.problems
                await notify(told)

        async def relearn() -> None:
            reloaded = await self.relearn(library)
            if reloaded is not None:
                await tell(reloaded)

        try:
            async for _ in watch(self._folder):
                reloaded = await self.reload_content(library)
                if relearning is None or relearning.done():
                    relearning = asyncio.create_task(relearn(), name="learning")
                await tell(reloaded)
        finally:
            for task in (relearning, doubting):
                if task is not None:
                    task.cancel()

    def _is_unread(self, loaded: Loaded) -> bool:
        return self._unread is loaded

    def _note(self, loaded: Loaded, *, live: bool) -> None:
        since = self._clock() if live else self._look.live_since
        self._unread = loaded if live else None
        doubts = self._doubts if live else ()  # of the last look, until there are new ones
        places = loaded.places if live else self._look.places
        self._look = Look(live, since, (*loaded.problems, *doubts), places)
        self._tell()

    def _tell(self) -> None:
        for tell in self._lookers:
            tell()

    def _build(self, before: Engine | None = None) -> tuple[Edition | None, Loaded]:
        def make(snapshot: Snapshot) -> Engine:
            return renew(before, snapshot) if before else self._learning.open_engine(snapshot, wait=False)

        with uncollected():
            loaded, engine = check(self._folder, self._clock, make, self._cache, before=self._places_before)
        was_held, self._held = self._held is not None, None
        if loaded.snapshot is None or engine is None:
            return None, loaded
        if _errors(loaded.problems):
            self._held = None if engine.is_up_to_date else engine
            return None, loaded
        if engine is not before or was_held:
            self._published.keep(loaded.files)
        return Edition(loaded.snapshot, engine), loaded

    def _learn_and_test(self, edition: Edition) -> tuple[Engine, tuple[Problem, ...]]:
        engine = self._learning.learn(edition.engine)
        return engine, tuple(find_failed_expectations(edition.snapshot, engine, self._clock))

    def _places_before(self) -> Places:
        """Where the records stood when the files were live last."""
        return self._look.places or self._published.find_places()

    def _build_published(self) -> Edition | None:
        """Its own tests are not run again: they held when it went live."""
        with self._published.unpacked() as folder:
            snapshot = load(folder).snapshot if folder else None
        return Edition(snapshot, self._learning.open_engine(snapshot, wait=False)) if snapshot else None


def _errors(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if problem.severity == "error")
