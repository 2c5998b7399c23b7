"""Updates of different chats side by side, those of one chat in their order."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from telegram import Update

log = structlog.get_logger(__name__)

Handle = Callable[[Update], Awaitable[None]]


class Dispatcher:
    """Runs `handle` for each submitted update; owns the tasks. An update is worked on once, however often it comes."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._tasks: dict[int, asyncio.Task[None]] = {}  # by update id, those under way
        self._last_of_chat: dict[int, asyncio.Task[None]] = {}

    @property
    def under_way(self) -> frozenset[int]:
        """Ids of the updates that are not finished."""
        return frozenset(self._tasks)

    def submit(self, update: Update) -> asyncio.Task[None]:
        """Starts work on `update`, after what its chat sent before; returns the task, which never raises."""
        known = self._tasks.get(update.update_id)
        if known is not None:
            return known
        chat = update.effective_chat
        user = update.effective_user
        key = chat.id if chat else user.id if user else 0
        task = asyncio.create_task(
            self._run(update, self._last_of_chat.get(key)), name=f"update {update.update_id}"
        )
        self._tasks[update.update_id] = task
        self._last_of_chat[key] = task
        task.add_done_callback(lambda done: self._forget(update.update_id, key, done))
        return task

    async def wait_for_one(self, timeout: float) -> None:
        """Returns when any update under way is finished, or after `timeout` seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=timeout, return_when=asyncio.FIRST_COMPLETED)

    async def drain(self, timeout: float) -> int:
        """Lets work finish for at most `timeout` seconds, then cuts it; returns how many were cut."""
        if not self._tasks:
            return 0
        _, pending = await asyncio.wait(self._tasks.values(), timeout=timeout)
        for task in pending:
            task.cancel()
        if pending:
            await asyncio.wait(pending, timeout=1)
        return len(pending)

    async def _run(self, update: Update, previous: asyncio.Task[None] | None) -> None:
        if previous is not None and not previous.done():
            await asyncio.wait([previous])
        try:
            await self._handle(update)
        except Exception:
            # The handlers answer for their own faults; what still comes here must not stop the next update.
            log.exception("update failed", update_id=update.update_id)

    def _forget(self, update_id: int, key: int, task: asyncio.Task[None]) -> None:
        self._tasks.pop(update_id, None)
        if self._last_of_chat.get(key) is task:
            del self._last_of_chat[key]
