"""An edit: load off the loop; with problems the last good edition stays live, else the new one goes live.

Everything that changes what is live comes as an event into one queue and is handled by one worker, in order: a save, what
was learned, warnings. Each look at the files has a number, its generation, and what is found later of an older one than is
live changes nothing: the newest generation wins, however long an older one took.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from bot import metrics
from bot.answering import Engine
from bot.background import uncollected
from bot.clock import Clock
from bot.content.checks.lost_records import Places
from bot.content.loading import Loaded, ParseCache, load, unusable
from bot.content.watcher import watch
from bot.domain.problem import Problem
from bot.domain.snapshot import Snapshot
from bot.services.editing.checking import check
from bot.services.editing.content_status import ContentStatus
from bot.services.editing.last_good import LastGoodFiles
from bot.services.editing.model_store import ModelStore, renew
from bot.services.editing.training import Trained, Training
from bot.services.editing.warnings import Warned, Warnings
from bot.services.library import Edition, Library
from bot.waiting import wait_until_set

log = structlog.get_logger(__name__)

HALF_SAVED_SECONDS = 0.25  # longer than the watcher takes to tell of the rest of a save

Notify = Callable[[Sequence[Problem]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Saved:
    """Something in the folder has changed."""


@dataclass(frozen=True, slots=True)
class _Built:
    """What a look at the files came to. `held`: an engine with which their tests fail, and with all learned may hold."""

    edition: Edition | None
    loaded: Loaded
    held: Engine | None = None


_Event = _Saved | Trained | Warned


class ContentReloader:
    """Keeps the library in step with the files. Its methods belong to one event loop."""

    def __init__(
        self, folder: Path, clock: Clock, model_store: ModelStore, cache: ParseCache | None = None
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._model_store = model_store
        self._cache = cache or ParseCache()
        self._published = LastGoodFiles(model_store.folder, folder)
        self._events = asyncio.Queue[_Event]()
        self._training = Training(model_store, clock, self._events.put_nowait)
        self._warnings = Warnings(clock, self._events.put_nowait)
        self._status = ContentStatus(live=False, live_since=clock())
        self._held: Engine | None = None  # of the last look, as long as it may come to hold
        self._library: Library | None = None
        self._save_waits = asyncio.Event()
        self._watchers: list[Callable[[], None]] = []

    @property
    def folder(self) -> Path:
        """Where the files stand."""
        return self._folder

    @property
    def status(self) -> ContentStatus:
        """What the last look at the files found."""
        return self._status

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The errors at the last look; empty when the files are live."""
        return self._status.errors

    def on_change(self, tell: Callable[[], None]) -> None:
        """`tell` is called after every change of the status from now on; only then are warnings looked for."""
        self._watchers.append(tell)

    async def open_library(self) -> Library:
        """Loads the files for the first time; where they are broken, the state that was live last.

        Raises `ContentUnusable` with one problem a line where there is neither.
        """
        built = await asyncio.to_thread(self._build, None)
        if built.held is not None:
            learned = await asyncio.to_thread(self._model_store.learn, built.held)
            built = await asyncio.to_thread(self._build, learned)
        edition = built.edition or await asyncio.to_thread(self._build_published)
        if edition is None:
            raise unusable(self._folder, built.loaded.problems)
        self._library = Library(edition)
        self._note(built)
        if built.edition is None:
            log.error(
                "briefings broken: what was live last is live", problems=[str(each) for each in self.problems]
            )
        return self._library

    def note_saved(self) -> None:
        """The files have changed; any number of saves that wait are one look."""
        if not self._save_waits.is_set():
            self._save_waits.set()
            self._events.put_nowait(_Saved())
        self._warnings.drop()

    async def run(self, notify: Notify, went_live: Callable[[], None]) -> None:
        """Reloads on every save until cancelled; tells `notify` of new problems, and of their end (empty)."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch(), name="watching the briefings")
            tasks.create_task(self._training.run(), name="learning")
            tasks.create_task(self._warnings.run(), name="looking for warnings")
            tasks.create_task(self.work(notify, went_live), name="reloading")

    async def work(self, notify: Notify, went_live: Callable[[], None]) -> None:
        """The one worker: handles events, one after another, until cancelled."""
        told: tuple[Problem, ...] = ()
        while True:
            event = await self._events.get()
            try:
                await self.handle(event)
                if self._status.live and not isinstance(event, Warned):
                    went_live()
                if self.problems != told:
                    told = self.problems
                    await notify(told)
            except Exception:
                log.exception("not reloaded: the last good state stays", of=type(event).__name__)

    async def handle(self, event: _Event) -> None:
        """One event, to its end."""
        match event:
            case _Saved():
                self._save_waits.clear()  # what is saved from now on is looked at once more
                await self._reload(None)
            case Trained():
                await self._take_trained(event)
            case Warned():
                self._take_warned(event)

    async def settle(self) -> None:
        """All that is waiting, and what can be learned of it: for programs that follow no folder, and for tests."""
        while True:
            await self._training.train()
            if self._events.empty():
                return
            await self.handle(self._events.get_nowait())

    # -- events ------------------------------------------------------------------------------------------------

    async def _watch(self) -> None:
        async for _ in watch(self._folder):
            self.note_saved()

    async def _reload(self, before: Engine | None) -> None:
        """Makes the files live where they are good; a crash half-way repeats harmlessly.

        `before`: whose learning to start from; None: that of what is live.
        """
        started = time.perf_counter()
        library = self._opened()
        built = await asyncio.to_thread(self._build, before or library.edition.engine)
        if built.edition is None:
            # Editors' programs empty a file before they write it: half a save is none, and the rest comes right after.
            if await wait_until_set(self._save_waits, HALF_SAVED_SECONDS):
                return
            self._note(built)
            metrics.RELOADS.labels("refused").inc()
            log.error(
                "briefings not live: the last good state stays",
                problems=[str(problem) for problem in self.problems],
            )
            return
        is_new = built.edition.snapshot.fingerprint != library.edition.snapshot.fingerprint
        if is_new or before is not None:
            library.swap(built.edition)
        self._note(built)
        metrics.RELOADS.labels("live").inc()
        if is_new:
            facts, seconds = len(built.edition.snapshot.facts), round(time.perf_counter() - started, 3)
            log.info("briefings live", facts=facts, seconds=seconds)

    async def _take_trained(self, trained: Trained) -> None:
        """Of what is live: from now on it answers. Of what was held back: tested again, with all that was learned."""
        library, status = self._opened(), self._status
        if trained.of is self._held:
            await self._reload(trained.engine)
            return
        if trained.of is not library.edition.engine:
            return  # something newer is live
        library.swap(Edition(library.edition.snapshot, trained.engine))
        log.info("learned anew")
        if trained.failed:
            log.error("live, but its tests fail", problems=[str(problem) for problem in trained.failed])
        if status.live and trained.failed != status.failed:
            self._set(replace(status, failed=trained.failed))

    def _take_warned(self, warned: Warned) -> None:
        status = self._status
        if warned.generation == status.generation and warned.problems != status.warnings:
            self._set(replace(status, warnings=warned.problems))

    # -- status ------------------------------------------------------------------------------------------------

    def _note(self, built: _Built) -> None:
        """The next generation's status; then whatever is not known of it yet is asked for."""
        before, live = self._status, built.edition is not None
        generation = before.generation + 1
        self._held = built.held
        self._set(
            replace(
                before,
                live=live,
                live_since=self._clock() if live else before.live_since,
                generation=generation,
                live_generation=generation if live else before.live_generation,
                found=built.loaded.problems,
                failed=(),
                warnings=before.warnings if live else (),
                places=built.loaded.places if live else before.places,
            )
        )
        engine = built.held or self._opened().edition.engine
        if not engine.is_up_to_date:
            self._training.request(engine)
        if live and self._watchers:
            self._warnings.request(generation, built.loaded)

    def _set(self, status: ContentStatus) -> None:
        self._status = status
        for tell in self._watchers:
            tell()

    def _opened(self) -> Library:
        if self._library is None:
            raise RuntimeError("the library is not open")
        return self._library

    # -- in a thread: these change nothing of this object ---------------------------------------------------------

    def _build(self, before: Engine | None) -> _Built:
        def make(snapshot: Snapshot) -> Engine:
            return renew(before, snapshot) if before else self._model_store.open_engine(snapshot, wait=False)

        with uncollected():
            loaded, engine = check(self._folder, self._clock, make, self._cache, before=self._places_before)
        if loaded.snapshot is None or engine is None:
            return _Built(None, loaded)
        if any(problem.severity == "error" for problem in loaded.problems):
            return _Built(None, loaded, held=None if engine.is_up_to_date else engine)
        if engine is not before or self._held is not None:
            self._published.keep(loaded.files)
        return _Built(Edition(loaded.snapshot, engine), loaded)

    def _places_before(self) -> Places:
        """Where the records stood when the files were live last."""
        return self._status.places or self._published.find_places()

    def _build_published(self) -> Edition | None:
        """Its own tests are not run again: they held when it went live."""
        with self._published.unpacked() as folder:
            snapshot = load(folder).snapshot if folder else None
        return Edition(snapshot, self._model_store.open_engine(snapshot, wait=False)) if snapshot else None
