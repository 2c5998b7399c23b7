"""Long polling that confirms an update only when it has been handled, or is written down.

`getUpdates` confirms by offset: what lies below the offset is gone for good (Bot API, getUpdates). python-telegram-bot's
own updater moves the offset when a batch has *arrived*; a process killed then has lost it. Here the offset is the
lowest update that is not safe with us, and no more are fetched than can be held: Telegram keeps the rest.
"""

import asyncio
import time
from bisect import bisect
from collections.abc import Sequence

import orjson
import structlog
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot import metrics
from bot.chat.wire.dispatch import Dispatcher, Held
from bot.chat.wire.intake import MOST_HELD, Intake, Raw
from bot.chat.wire.ptb_limiter import seconds_of
from bot.chat.wire.transport import AiohttpRequest
from bot.errors import ConfigError, StorageUnavailable

log = structlog.get_logger(__name__)

LONG_POLL_SECONDS = 25
BATCH = 100  # Telegram's maximum, counted from the offset
MOST_UNDER_WAY = 50  # updates fetched that a kill would repeat: not written down, and not written as done
LOOK_SECONDS = 0.1  # between looks for something new while an update is under way
OVERTAKEN = 20  # by so many: an update then holds up the offset, and is written down so that it can move
UNKNOWN_TOKEN_SECONDS = 60.0  # in which Telegram may not know us for a moment
ALLOWED_UPDATES: Sequence[str] = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.CHANNEL_POST,
    Update.INLINE_QUERY,
    Update.GUEST_MESSAGE,
)


class UpdateSource:
    """`getUpdates` as plain values: python-telegram-bot would read a whole batch, or none of it."""

    def __init__(self, request: AiohttpRequest, api_url: str, token: str) -> None:
        """`api_url`: the base before `/bot<token>/…`."""
        self._request = request
        self._url = f"{api_url.rstrip('/')}/bot{token}/getUpdates"
        self.answered_at: float | None = None
        self.refusal = ""  # in Telegram's words, where it last refused to give updates

    async def open(self) -> None:
        await self._request.initialize()

    async def close(self) -> None:
        await self._request.shutdown()

    async def fetch(self, offset: int, *, limit: int, seconds: int) -> list[Raw]:
        """Updates from `offset` on, waiting that long for the first. Raises `TelegramError`."""
        fields = {
            "limit": str(limit),
            "timeout": str(seconds),
            "allowed_updates": orjson.dumps(ALLOWED_UPDATES).decode(),
        }
        if offset:
            fields["offset"] = str(offset)
        try:
            found = await self._request.call(self._url, fields, read_timeout=seconds + 10.0)
        except TelegramError as error:
            metrics.POLL_ERRORS.inc()
            self.refusal = error.message if isinstance(error, Conflict) else ""
            raise
        self.refusal = ""
        self.answered_at = time.monotonic()
        if not isinstance(found, list):
            raise TelegramError("getUpdates: not a list")
        return [each for each in found if isinstance(each, dict) and type(each.get("update_id")) is int]


class Poller:
    """Fetches updates and hands them on until it is cancelled."""

    def __init__(self, bot: Bot, source: UpdateSource, intake: Intake, dispatcher: Dispatcher) -> None:
        self._bot = bot
        self._source = source
        self._intake = intake
        self._dispatcher = dispatcher
        self._next = 0  # one above the highest update seen
        self._window: dict[int, Held | None] = {}  # those from the offset on; None: done with

    async def run(self) -> None:
        """Polls for ever. Raises `ConfigError` when Telegram no longer knows the token."""
        loop = asyncio.get_running_loop()
        pause, known_at, is_ours = 0.0, loop.time(), False
        while True:
            try:
                if not is_ours:
                    await self._bot.delete_webhook()
                    is_ours = True
                await self._poll_once()
                pause, known_at = 0.0, loop.time()
            except InvalidToken as error:
                if loop.time() - known_at > UNKNOWN_TOKEN_SECONDS:
                    raise ConfigError("TELEGRAM_BOT_TOKEN: Telegram does not know this token") from error
                pause = min(max(pause * 2, 1.0), 10.0)
                log.error("Telegram does not know the token just now", retry_in=pause)
            except RetryAfter as error:
                pause = seconds_of(error)
            except Conflict as error:
                # Another process polls, or a webhook was set: not taken away here, for it may be our successor's.
                pause = min(max(pause * 2, 1.0), 30.0)
                log.error(
                    "another service has our updates with the same token", error=error.message, retry_in=pause
                )
            except NetworkError as error:
                pause = min(max(pause * 2, 0.25), 30.0)
                log.warning("Telegram cannot be reached", error=str(error), retry_in=pause)
            except TelegramError as error:
                pause = min(max(pause * 2, 1.0), 30.0)
                log.error("polling failed", error=str(error), retry_in=pause)
            if pause:
                await asyncio.sleep(pause)

    async def confirm(self) -> None:
        """Tells Telegram what is safe, without taking more: the last step before stopping."""
        offset = self._offset()
        if offset:
            await self._source.fetch(offset, limit=1, seconds=0)

    async def _poll_once(self) -> None:
        room = await self._make_room()
        offset = self._offset()
        self._window = {each: held for each, held in self._window.items() if each >= offset}
        # What is known already is shown again, from the offset on.
        limit = min(BATCH, len(self._window) + room)
        seconds = 0 if self._window else LONG_POLL_SECONDS
        raws = await self._source.fetch(offset, limit=limit, seconds=seconds)
        if any(raw["update_id"] < offset for raw in raws):
            # After a week's silence Telegram begins anew, perhaps lower, and gives these out whatever the offset.
            log.info("Telegram begins a new series of updates")
            self._window.clear()
            self._next = 0
        new = [raw for raw in raws if raw["update_id"] not in self._window]
        for raw, held in zip(new, await self._intake.take(new), strict=True):
            self._window[raw["update_id"]] = held
            self._next = max(self._next, raw["update_id"] + 1)

    async def _make_room(self) -> int:
        """Waits a moment where something is under way, and for room for more; how many may be fetched."""
        loop = asyncio.get_running_loop()
        look_at = loop.time() + LOOK_SECONDS
        while self._waiting() or self._intake.unwritten >= MOST_UNDER_WAY:
            wait = self._dispatcher.wait_for_one if self._waiting() else self._intake.wait_written
            await wait(max(0.0, look_at - loop.time()))
            is_time = loop.time() >= look_at
            if is_time:
                look_at = loop.time() + LOOK_SECONDS
                await self._write_down_overtaken()
            waiting, offset = self._waiting(), self._offset()
            span = sum(each >= offset for each in self._window)
            room = min(MOST_UNDER_WAY - len(waiting) - self._intake.unwritten, BATCH - span)
            if room >= MOST_UNDER_WAY // 4 or (is_time and room > 0):
                return room
        return MOST_UNDER_WAY - self._intake.unwritten

    async def _write_down_overtaken(self) -> None:
        """A chat that waits for its own limit must not keep Telegram from showing us the others."""
        done = sorted(each for each, held in self._window.items() if held is None or held.is_safe)
        waiting = self._waiting()
        overtaken = [held for held in waiting if len(done) - bisect(done, held.id) >= OVERTAKEN]
        if not overtaken or self._intake.held >= MOST_HELD:
            return
        try:
            await self._intake.write_down(overtaken)
        except StorageUnavailable:
            if sum(each >= self._offset() for each in self._window) < BATCH:
                return
            # Without the database nothing else can be done: answers go on, and these are tried until it is back.
            loose = [held for held in overtaken if held.deferred]
            for held in loose:
                held.is_loose = True
            if loose:
                log.warning("kept in memory alone until the database answers", updates=len(loose))

    def _waiting(self) -> list[Held]:
        return [held for held in self._window.values() if held is not None and not held.is_safe]

    def _offset(self) -> int:
        return min((held.id for held in self._waiting()), default=self._next)
