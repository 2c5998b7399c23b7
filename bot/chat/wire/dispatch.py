"""Updates of different chats side by side, those of one chat in their order, and no more of one than it can be answered."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Mapping
from typing import Any, Protocol

import structlog
from telegram import Update

from bot import metrics
from bot.errors import StorageUnavailable
from bot.waiting import wait_until_set

log = structlog.get_logger(__name__)

MOST_OF_CHAT = 8  # under way at a time: what comes beyond is skipped, with a word
RETRY_SECONDS = 1.0  # until what the database did not take is tried again

Handle = Callable[[Update], Awaitable[None]]  # raises `StorageUnavailable` for what must be kept and was not
TellSkipped = Callable[[Update, int], Awaitable[None]]
OnDone = Callable[[int], None]


class Held:
    """An update from its arrival until it is done."""

    __slots__ = (
        "_done",
        "_skipped",
        "began",
        "deferred",
        "is_loose",
        "is_word",
        "is_written",
        "raw",
        "riders",
        "rides_on",
        "update",
    )

    def __init__(self, update: Update, raw: Mapping[str, Any], skipped: int, *, is_written: bool) -> None:
        loop = asyncio.get_running_loop()
        self.update = update
        self.raw = raw
        self.began = loop.time()
        self.is_word = skipped > 0  # it is not answered: it is told, once, how many were skipped
        self._skipped = skipped
        self.riders: list[Held] = []  # the others that were skipped with it
        self.rides_on: Held | None = None
        self.is_written = is_written  # it outlives this process
        self.deferred = False  # the database did not take it; it is tried again
        self.is_loose = False  # it is in memory alone, and Telegram has forgotten it
        self._done: asyncio.Future[None] = loop.create_future()

    @property
    def id(self) -> int:
        return self.update.update_id

    @property
    def is_done(self) -> bool:
        return self._done.done()

    @property
    def is_safe(self) -> bool:
        """Telegram need not keep it."""
        return self.is_done or self.is_written or self.is_loose

    @property
    def stands_for(self) -> int:
        """How many updates were skipped that it tells of; 0 where it is to be answered."""
        return max(self._skipped, 1 + len(self.riders)) if self.is_word else 0

    @property
    def age(self) -> float:
        """Seconds since it came."""
        return asyncio.get_running_loop().time() - self.began

    async def wait(self, seconds: float) -> bool:
        """Whether it is done within that time."""
        if not self.is_done:
            await asyncio.wait({self._done}, timeout=seconds)
        return self.is_done

    def settle(self) -> None:
        if not self._done.done():
            self._done.set_result(None)


class Pages(Protocol):
    """Presses that show another page in a message's place, and change nothing: only the newest of a message counts."""

    def is_turn(self, update: Update) -> bool: ...

    async def acknowledge(self, update: Update) -> None:
        """Tells the reader at once that the press was heard, where it stands in line behind others."""
        ...


class Dispatcher:
    """Runs `handle` for each submitted update; owns the tasks. An update is worked on once, however often it comes."""

    def __init__(
        self,
        handle: Handle,
        tell_skipped: TellSkipped,
        on_done: OnDone = lambda _: None,
        pages: Pages | None = None,
    ) -> None:
        """`tell_skipped` says to a chat how many of its messages were skipped; `on_done` hears of each update's end.

        `pages` knows the presses that only show another page.
        """
        self._handle = handle
        self._pages = pages
        self._tell_skipped = tell_skipped
        self._on_done = on_done
        self._held: dict[int, Held] = {}
        self._lines: dict[Hashable, deque[Held]] = {}  # by chat; the first of each is being worked on
        self._deferred: dict[Hashable, deque[Held]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._finished = asyncio.Event()  # set, and a new one made, whenever one is done
        self.skipped = 0  # so far

    @property
    def under_way(self) -> frozenset[int]:
        """Ids of the updates that are not finished."""
        return frozenset(self._held)

    def find(self, update_id: int) -> Held | None:
        """The update with this id, where it is under way."""
        return self._held.get(update_id)

    def is_behind(self, held: Held) -> bool:
        """Whether it stands behind others of its chat."""
        line = self._lines.get(line_of(held.update))
        return line is not None and line[0] is not held

    def submit(
        self, update: Update, raw: Mapping[str, Any], *, skipped: int = 0, is_written: bool = False
    ) -> Held:
        """Starts work on `update`, after what its chat sent before. `skipped`: tell of so many instead."""
        known = self._held.get(update.update_id)
        if known is not None:
            return known
        held = Held(update, raw, skipped, is_written=is_written)
        self._held[held.id] = held
        key = line_of(update)
        if must_be_kept(update) and key in self._deferred:
            self._defer(key, held)
            return held
        line = self._lines.get(key)
        if line is None:
            self._lines[key] = deque((held,))
            self._start(self._work(key))
            return held
        for older in list(line)[1:]:
            if self._supersedes(update, older.update):
                line.remove(older)
                self._finish(older)
        if self._pages is not None and self._pages.is_turn(update):
            self._start(self._pages.acknowledge(update), "acknowledging a press")
        if len(line) >= MOST_OF_CHAT and not must_be_kept(update):
            self._skip(line, held)
        else:
            line.append(held)
        return held

    async def wait_for_one(self, timeout: float) -> None:
        """Returns when any update under way is finished, or after `timeout` seconds."""
        if self._held:
            await wait_until_set(self._finished, timeout)

    async def drain(self, timeout: float) -> tuple[int, int]:
        """Lets work finish for at most `timeout` seconds, then cuts it.

        How many updates were cut that Telegram or the database still has; and how many nobody has.
        """
        lines = {task for task in self._tasks if task.get_name() != "deferred"}
        if lines:
            await asyncio.wait(lines, timeout=timeout)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=1)
        loose = sum(held.is_loose and not held.is_written for held in self._held.values())
        return len(self._held) - loose, loose

    def _supersedes(self, newer: Update, older: Update) -> bool:
        """Whether nobody waits for `older` any more: more was typed after our name, or another page is wanted in that place."""
        if newer.inline_query is not None:
            return True
        if self._pages is None or not (self._pages.is_turn(newer) and self._pages.is_turn(older)):
            return False
        return _message_of(newer) == _message_of(older)

    def _skip(self, line: deque[Held], held: Held) -> None:
        """A chat that sends more than it can be answered hears so once; until then the others ride on the first skipped."""
        self.skipped += 1
        word = line[-1]
        if word.is_word:
            word.riders.append(held)
            held.rides_on = word
        else:
            held.is_word = True
            line.append(held)

    async def _work(self, key: Hashable) -> None:
        line = self._lines[key]
        try:
            while line:
                held = line[0]
                is_kept = await self._run(held)
                line.popleft()
                if is_kept:
                    self._finish(held)
                else:
                    self._defer(key, held)
        finally:
            del self._lines[key]

    async def _run(self, held: Held) -> bool:
        """Whether it is done; False: the database did not take it."""
        try:
            if held.is_word:
                await self._tell_skipped(held.update, held.stands_for)
            else:
                await self._handle(held.update)
        except StorageUnavailable:
            metrics.UPDATES.labels(metrics.kind_of_update(held.raw), "deferred").inc()
            return False
        except Exception:
            # The handlers answer for their own faults; what still comes here must not stop the next update.
            log.exception("update failed", update_id=held.id)
            metrics.UPDATES.labels(metrics.kind_of_update(held.raw), "failed").inc()
            return True
        metrics.UPDATES.labels(
            metrics.kind_of_update(held.raw), "skipped" if held.is_word else "handled"
        ).inc()
        metrics.UPDATE_SECONDS.observe(held.age)
        return True

    def _defer(self, key: Hashable, held: Held) -> None:
        """Its chat goes on without it; it is tried until the database takes it."""
        held.deferred = True
        line = self._deferred.get(key)
        if line is not None:
            line.append(held)
            return
        self._deferred[key] = deque((held,))
        self._start(self._try_again(key), name="deferred")

    async def _try_again(self, key: Hashable) -> None:
        line = self._deferred[key]
        try:
            while line:
                await asyncio.sleep(RETRY_SECONDS)
                while line and await self._run(line[0]):
                    self._finish(line.popleft())
        finally:
            del self._deferred[key]

    def _finish(self, held: Held) -> None:
        for each in (held, *held.riders):
            self._held.pop(each.id, None)
            self._on_done(each.id)
            each.settle()
        finished, self._finished = self._finished, asyncio.Event()
        finished.set()

    def _start(self, work: Any, name: str = "updates of a chat") -> None:
        task: asyncio.Task[None] = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _message_of(update: Update) -> Hashable:
    """Which message a press is under: an ephemeral one has a number of its own, with whoever may press there."""
    query = update.callback_query
    if query is None or query.message is None:
        return None
    ephemeral = query.message.api_kwargs.get("ephemeral_message_id")
    return query.message.message_id or (query.from_user.id, ephemeral)


def line_of(update: Update) -> Hashable:
    """What an update stands in line with: those of its chat; an inline query with those of whoever types."""
    chat, user = update.effective_chat, update.effective_user
    key: Hashable = ("chat", chat.id) if chat else ("user", user.id if user else 0)
    hash(key)
    return key


def must_be_kept(update: Update) -> bool:
    """What changes what is kept of a chat and is not said again: we were let in or put out, or a group has moved."""
    message = update.message
    has_moved = message is not None and (
        message.migrate_to_chat_id is not None or message.migrate_from_chat_id is not None
    )
    return update.my_chat_member is not None or has_moved
