"""What Telegram says of our webhook, asked now and then: nobody who is not called can tell why."""

import asyncio
from collections.abc import Callable

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.clock import Clock

log = structlog.get_logger(__name__)

WATCH_SECONDS = 30.0
FRESH_SECONDS = 120.0  # an error of the webhook that is older is over


class WebhookWatch:
    """Asks until cancelled. `answered_at` is by the loop's clock; None: it has not answered yet.

    `pending`: updates that wait with Telegram. `error`: why it could not deliver, lately; empty: it could.
    """

    def __init__(self, bot: Bot, clock: Clock, timer: Callable[[], float]) -> None:
        self._bot = bot
        self._clock = clock
        self._timer = timer
        self.answered_at: float | None = None
        self.pending: int | None = None
        self.error = ""

    async def run(self) -> None:
        """A failure is no news of its own: what is asked for lately says it."""
        while True:
            await self.ask()
            await asyncio.sleep(WATCH_SECONDS)

    async def ask(self) -> None:
        """Once."""
        try:
            info = await self._bot.get_webhook_info()
        except TelegramError as error:
            log.warning("Telegram cannot be reached", error=error.message)
            return
        at = info.last_error_date
        is_fresh = at is not None and (self._clock() - at).total_seconds() < FRESH_SECONDS
        self.answered_at = self._timer()
        self.pending = info.pending_update_count
        self.error = (info.last_error_message or "unknown") if is_fresh else ""
