"""The first contact with Telegram: what it does not answer yet is asked again, until it does."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.chat.wire.ptb_limiter import seconds_of
from bot.errors import ConfigError

log = structlog.get_logger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds between two tries
T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]


async def reach(ask: Callable[[], Awaitable[T]], *, sleep: Sleep = asyncio.sleep) -> T:
    """What `ask` returns, as soon as Telegram answers: a machine may start before its network, and Telegram may be down.

    Raises `ConfigError` when Telegram does not know the token, and `BadRequest` when it refuses what was asked.
    """
    pause = FIRST_PAUSE
    while True:
        try:
            return await ask()
        except InvalidToken as error:
            raise ConfigError(
                "TELEGRAM_BOT_TOKEN: Telegram does not know this token; BotFather shows the right one (/mybots)"
            ) from error
        except BadRequest:
            raise
        except TelegramError as error:
            wait = seconds_of(error) if isinstance(error, RetryAfter) else pause
            log.warning("Telegram cannot be reached; trying again", error=error.message, retry_in=wait)
            await sleep(wait)
            pause = min(pause * 2, LONGEST_PAUSE)
