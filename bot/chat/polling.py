"""Long polling that confirms an update only when it has been handled.

`getUpdates` confirms by offset: what lies below the offset is gone for good (Bot API, getUpdates). python-telegram-bot's
own updater moves the offset when a batch has *arrived*; a process killed then has lost it. Here the offset is the
lowest update still under way, so a killed process is sent its unfinished updates again.
"""

import asyncio
from collections.abc import Sequence

import structlog
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.chat.dispatch import Dispatcher
from bot.chat.limiter import seconds_of
from bot.errors import ConfigError

log = structlog.get_logger(__name__)

LONG_POLL_SECONDS = 25
BATCH = 100  # Telegram's maximum
LOOK_SECONDS = 0.1  # between looks for something new while an update is under way
MOST_UNCONFIRMED = 50  # beyond this the oldest are confirmed, so that the queue moves on
ALLOWED_UPDATES: Sequence[str] = (
    Update.MESSAGE,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.CHANNEL_POST,
    Update.INLINE_QUERY,
)


class Poller:
    """Fetches updates and hands them to the dispatcher until it is cancelled."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._next = 0  # one above the highest update seen
        self._seen: set[int] = set()  # handled or under way, and not yet confirmed

    async def run(self) -> None:
        """Polls for ever. Raises `ConfigError` when Telegram does not know the token."""
        pause = 0.0
        while True:
            try:
                await self._poll_once()
                pause = 0.0
            except InvalidToken as error:
                raise ConfigError("TELEGRAM_BOT_TOKEN: Telegram does not know this token") from error
            except RetryAfter as error:
                pause = seconds_of(error)
            except Conflict:
                pause = min(max(pause * 2, 1.0), 30.0)
                log.error("another process polls with the same token; stop one of the two", retry_in=pause)
            except NetworkError as error:
                pause = min(max(pause * 2, 0.25), 30.0)
                log.warning("Telegram cannot be reached", error=str(error), retry_in=pause)
            except TelegramError as error:
                pause = min(max(pause * 2, 1.0), 30.0)
                log.error("polling failed", error=str(error), retry_in=pause)
            if pause:
                await asyncio.sleep(pause)

    async def confirm(self) -> None:
        """Tells Telegram what has been handled, without fetching more: the last step before stopping."""
        offset = self._offset()
        if offset:
            await self._bot.get_updates(offset=offset, timeout=0, limit=1, allowed_updates=ALLOWED_UPDATES)

    async def _poll_once(self) -> None:
        waiting = bool(self._dispatcher.under_way)
        if waiting:
            # With unfinished work the offset stands still and a long poll would return at once, again and again.
            await self._dispatcher.wait_for_one(timeout=LOOK_SECONDS)
            waiting = bool(self._dispatcher.under_way)
        offset = self._offset()
        updates = await self._bot.get_updates(
            offset=offset,
            timeout=0 if waiting else LONG_POLL_SECONDS,
            limit=BATCH,
            allowed_updates=ALLOWED_UPDATES,
            read_timeout=LONG_POLL_SECONDS + 10,
        )
        self._seen = {update_id for update_id in self._seen if update_id >= offset}
        for update in updates:
            if update.update_id in self._seen:
                continue
            self._seen.add(update.update_id)
            self._next = max(self._next, update.update_id + 1)
            self._dispatcher.submit(update)

    def _offset(self) -> int:
        under_way = sorted(self._dispatcher.under_way)
        if not under_way:
            return self._next
        return under_way[max(0, len(under_way) - MOST_UNCONFIRMED)]
