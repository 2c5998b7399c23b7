"""python-telegram-bot's rate limiter for live answers: they wait for the pacer, and for Telegram where it asks them to."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.chat.pacing import Pacer

log = structlog.get_logger(__name__)

MOST_REPEATS = 5
LONGEST_WAIT = 60.0  # seconds; a reader who waits longer than this has gone

# What counts as a message (core.telegram.org/bots/faq); answering a button, or asking for updates, does not.
_COUNTED = frozenset({"sendMessage", "sendPhoto", "sendDocument", "editMessageText"})


class LiveLimiter(BaseRateLimiter[None]):
    """Live answers go before broadcasts; a 429 is waited out, not lost."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,  # noqa: ARG002 - python-telegram-bot's signature
    ) -> Any:
        """One request, after its turn; repeated where Telegram says that it was refused for the pace."""
        if endpoint not in _COUNTED:
            asked = time.monotonic()
            answer = await callback(*args, **kwargs)
            self._pacer.note_way(time.monotonic() - asked)
            return answer
        chat_id = data.get("chat_id")
        chat = chat_id if isinstance(chat_id, int) else None
        for repeat in range(MOST_REPEATS + 1):
            turn = await self._pacer.live(chat)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                seconds = seconds_of(error)
                self._pacer.refused(chat, seconds)
                log.warning("refused for the pace", endpoint=endpoint, seconds=seconds)
                if repeat == MOST_REPEATS or seconds > LONGEST_WAIT:
                    raise
                await asyncio.sleep(0)
            finally:
                self._pacer.answered(turn)
        raise AssertionError("unreachable")


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    after = error.retry_after
    return float(after if isinstance(after, int | float) else after.total_seconds())
