"""Whether the bot can serve readers just now: each condition by itself, with what is wrong in words for an operator.

A bot that answers from memory while its database is away is alive and not ready: to start it again would help nobody.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.errors import StorageUnavailable
from bot.monitoring.lost_answers import LostAnswers, is_losing
from bot.services.delivery.outbox_worker import OutboxWorker
from bot.services.delivery.scheduler import Scheduler
from bot.services.editing.reloading import ContentReloader
from bot.services.library import Library
from bot.storage import outbox
from bot.storage.database import Database
from bot.storage.migrate import touch

LOOK_SECONDS = 1.0  # that a look at everything holds
COUNT_SECONDS = 10.0  # that a count of the queue holds
DATABASE_SECONDS = 3.0  # as long as a reader waits (storage/database.py)
TELEGRAM_SECONDS = 60.0  # a long poll is answered after 25, a webhook looked at every 30
TICK_SECONDS = 30.0
QUEUE_SECONDS = 900.0  # of the oldest message that is due; a push to very many takes longer


@dataclass(frozen=True, slots=True)
class Condition:
    """`must`: without it the bot is not ready; else it serves readers, and somebody should look."""

    name: str
    ok: bool
    detail: str
    must: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """`queued`: messages that wait; `claimed`: on their way. `due_for`: seconds since the oldest that waits should have gone;
    0: none is late. `retried`: wait after a try that failed, until their next.
    """

    queued: int
    claimed: int
    due_for: float
    retried: int


@dataclass(slots=True)
class Contact:
    """When Telegram gave updates last, by the loop's clock, and what it says, in its words.

    `refusal`: why it refuses updates; `undelivered`: why it could not bring one to the webhook lately; empty: it does, it could.
    """

    at: float | None = None
    pending: int | None = None  # updates that wait with Telegram for the webhook; None: it did not say
    undelivered: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Parts:
    """What is looked at."""

    database: Database
    library: Library
    reloader: ContentReloader
    scheduler: Scheduler
    outbox_worker: OutboxWorker


class Health:
    """Looks at the parts that the composition root gives it; a look is shared by all who ask within a second."""

    def __init__(
        self,
        parts: Parts,
        *,
        contact: Callable[[], Contact],
        failed: asyncio.Future[None],
        clock: Clock,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = parts.database
        self._library = parts.library
        self._reloader = parts.reloader
        self._scheduler = parts.scheduler
        self._outbox_worker = parts.outbox_worker
        self._contact = contact
        self._failed = failed
        self._clock = clock
        self._timer = timer
        self._looking = asyncio.Lock()
        self._looked: tuple[float, Sequence[Condition]] = (float("-inf"), ())
        self._counted: tuple[float, Queue | None] = (float("-inf"), None)
        self._lost_answers = LostAnswers(timer=timer)
        self._uncounted = ""  # why the last count was none
        self.is_up = False  # set once everything runs, and unset when it stops

    @property
    def is_alive(self) -> bool:
        """Every part that should run for ever does."""
        return not self._failed.done()

    @property
    def contact(self) -> Contact:
        return self._contact()

    async def look(self) -> Sequence[Condition]:
        """All conditions; takes at most the three seconds that the database is given."""
        async with self._looking:
            at, found = self._looked
            if self._timer() - at < LOOK_SECONDS:
                return found
            found = [
                Condition("running", self.is_up and self.is_alive, self._say_running(), must=True),
                await self._look_at_database(),
                self._look_at_telegram(),
                self._look_at_ticks(),
                self._look_at_content(),
                await self._look_at_queue(),
                self._look_at_answers(),
                self._look_at_learning(),
            ]
            self._looked = (self._timer(), found)
            return found

    async def count_queue(self) -> Queue | None:
        """How messages stand, counted within the last seconds; None: the database does not say."""
        at, found = self._counted
        if self._timer() - at < COUNT_SECONDS:
            return found
        found = None
        try:
            async with self._database.read(patience=DATABASE_SECONDS) as connection:
                stand = await outbox.count(connection)
                oldest = await outbox.find_oldest_due(connection, now=self._clock())
                retried = await outbox.count_retried(connection)
            due_for = (self._clock() - oldest).total_seconds() if oldest else 0.0
            found = Queue(stand.queued, stand.claimed, due_for, retried)
            self._uncounted = ""
        except StorageUnavailable as error:
            self._uncounted = str(error)
        self._counted = (self._timer(), found)
        return found

    def _say_running(self) -> str:
        if not self.is_alive:
            return "a part has ended; the process is about to, and is to be started again"
        return "everything runs" if self.is_up else "starting or stopping"

    async def _look_at_database(self) -> Condition:
        """Whether it takes a write: one that is locked still reads."""
        try:
            async with self._database.begin(patience=DATABASE_SECONDS) as connection:
                await touch(connection)
        except StorageUnavailable as error:
            return Condition("database", False, str(error), must=True)
        return Condition("database", True, "takes writes", must=True)

    def _look_at_telegram(self) -> Condition:
        contact = self._contact()
        if contact.at is None:
            return Condition("telegram", False, "has not answered yet", must=True)
        age = self._timer() - contact.at
        said = f"answered {age:.0f} s ago"
        if contact.refusal:
            said = f"refuses to give updates since {age:.0f} s: {contact.refusal}"
        if contact.undelivered:
            said += f"; cannot deliver to the webhook: {contact.undelivered}"
        return Condition("telegram", age < TELEGRAM_SECONDS, said, must=True)

    def _look_at_ticks(self) -> Condition:
        age = self._timer() - self._scheduler.progressed_at
        said = f"the last got on {age:.0f} s ago"
        if not self._outbox_worker.is_sender:
            said += "; another process sends"
        if self._scheduler.failing:
            said += f"; {self._scheduler.failing} parts of it failed and are tried again (see the log)"
        return Condition("tick", age < TICK_SECONDS, said, must=True)

    def _look_at_content(self) -> Condition:
        look = self._reloader.status
        hours = (self._clock() - look.live_since).total_seconds() / 3600
        if not look.live:
            errors = len(self._reloader.problems)
            return Condition(
                "content",
                False,
                f"the files have {errors} errors; live is the state of {hours:.1f} h ago",
                False,
            )
        return Condition("content", True, f"the files as they are, for {hours:.1f} h", must=False)

    async def _look_at_queue(self) -> Condition:
        queue = await self.count_queue()
        if queue is None:
            why = f"not known: the messages that wait cannot be counted ({self._uncounted})"
            return Condition("queue", False, why, must=False)
        said = f"{queue.queued} wait, the oldest for {queue.due_for:.0f} s"
        if queue.retried:
            said += f"; {queue.retried} of them after a try that failed (the log has the reason)"
        return Condition("queue", queue.due_for < QUEUE_SECONDS, said, must=False)

    def _look_at_answers(self) -> Condition:
        lost, updates = self._lost_answers.look()
        if not lost:
            return Condition("answers", True, "all of the last five minutes reached Telegram", must=False)
        said = f"of {updates} updates in the last five minutes {lost} answers did not reach Telegram, or it did not say so (see the log)"
        return Condition("answers", not is_losing(lost, updates), said, must=False)

    def _look_at_learning(self) -> Condition:
        is_learned = self._library.edition.engine.is_up_to_date
        said = "up to date" if is_learned else "still learning; answers are a little weaker meanwhile"
        return Condition("learned", is_learned, said, must=False)


NewsPage = Callable[[], Awaitable[Sequence[Condition]]]


def is_ready(conditions: Sequence[Condition]) -> bool:
    """Whether all hold that must."""
    return all(each.ok for each in conditions if each.must)
