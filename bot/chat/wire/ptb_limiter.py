"""python-telegram-bot's rate limiter for live answers: they wait for the pacer, and are tried again where that is safe."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import structlog
from telegram.error import InvalidToken, NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

from bot import metrics
from bot.chat.wire.chat_limits import ChatId
from bot.chat.wire.drafts import DraftOrder
from bot.chat.wire.pacing import Pacer, Turn
from bot.chat.wire.phases import Phase, is_cut_off, is_unanswered, phase_of

log = structlog.get_logger(__name__)

MOST_SILENCES = 1  # requests without any answer, after which a message is sent once more
LONGEST_WAIT = 60.0  # seconds; a reader who waits longer than this has gone
FIRST_PAUSE = 0.25  # seconds before a failed request is sent again; doubled each time, up to
LONGEST_PAUSE = 15.0
FAILING_SECONDS = 300.0  # after this it is given up
REVOKED = "Unauthorized"  # 401; a method that there is not is 404, "Not Found"

# What counts as a message (core.telegram.org/bots/faq); answering a button, or asking for updates, does not.
_COUNTED = frozenset(
    {
        "sendMessage",
        "sendRichMessage",
        "sendPhoto",
        "sendPoll",
        "sendDocument",
        "editMessageText",
        "editMessageMedia",
        "editEphemeralMessageText",
    }
)
_DRAFTS = frozenset({"sendMessageDraft"})
# Whoever asks these tries again, and says so: the first contact, and polling.
_TRIED_BY_OTHERS = frozenset({"getMe", "setWebhook", "deleteWebhook"})
# Done twice, these do what they do once. Anything that sends is not among them.
_SAME_TWICE = ("edit", "answer", "get", "set", "delete")


class LiveLimiter(BaseRateLimiter[bool]):
    """Live answers go before broadcasts; a 429 is waited out, and a request that failed is sent again."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer
        self._order = DraftOrder()

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
        rate_limit_args: bool | None,
    ) -> Any:
        """One request, after its turn; repeated where Telegram says that it was refused for the pace, or did not do it.

        `rate_limit_args`: whether it turns a page, which readers do briskly.
        """
        if endpoint in _TRIED_BY_OTHERS:
            return await callback(*args, **kwargs)
        chat = _chat_of(data.get("chat_id"))
        elapsed = asyncio.get_running_loop().time
        until = elapsed() + FAILING_SECONDS
        silences, pause = 0, FIRST_PAUSE
        while True:
            try:
                if endpoint in _COUNTED:
                    turn = await self._pacer.live(chat, is_page=bool(rate_limit_args))
                    async with self._turn_used(turn), self._order.message(chat):
                        return await callback(*args, **kwargs)
                if endpoint in _DRAFTS:
                    async with self._order.draft(chat):
                        return await callback(*args, **kwargs)
                asked = time.monotonic()
                answer = await callback(*args, **kwargs)
                self._pacer.note_way(time.monotonic() - asked)
                return answer
            except RetryAfter as error:
                seconds = seconds_of(error)
                self._pacer.refused(chat, seconds)
                metrics.FLOODED.labels("live").inc()
                log.warning("refused for the pace", endpoint=endpoint, seconds=seconds)
                if seconds > LONGEST_WAIT or elapsed() > until:
                    raise
                # What counts waits in the line; for the rest there is none.
                await asyncio.sleep(0 if endpoint in _COUNTED else seconds)
            except NetworkError as error:
                silences += is_unanswered(error)
                if silences > MOST_SILENCES and not endpoint.startswith(_SAME_TWICE):
                    raise
                if not may_repeat(error, endpoint) or elapsed() > until:
                    raise
                log.info(
                    "sent again",
                    endpoint=endpoint,
                    after=pause,
                    error=type(error.__cause__ or error).__name__,
                )
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            except InvalidToken as error:
                # It says nothing of the message. Who stops us meanwhile, to give us the new token, has its update come again.
                if error.message != REVOKED or elapsed() > until:
                    raise
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    @asynccontextmanager
    async def _turn_used(self, turn: Turn) -> AsyncIterator[None]:
        """Around a message's request and what it waits for: whatever becomes of it, the turn has been used."""
        try:
            yield
        finally:
            self._pacer.answered(turn)


def may_repeat(error: NetworkError, endpoint: str) -> bool:
    """Whether a failed request is to be sent again: it did not reach Telegram, or Telegram says that it failed (5xx).

    Also where the connection broke before a byte of an answer: mostly a kept connection that Telegram closed as we wrote.
    And where no answer came in time. A message may then come twice, which is better than silence. Where an answer broke
    off, the message has most probably arrived: it is not sent again.
    """
    if type(error) is not NetworkError and phase_of(error) is Phase.ANSWERED:
        return False  # a refusal (4xx): these are errors of their own
    if phase_of(error) is Phase.UNKNOWN:
        return endpoint.startswith(_SAME_TWICE) or is_cut_off(error) or is_unanswered(error)
    return True


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    after = error.retry_after
    return float(after if isinstance(after, int | float) else after.total_seconds())


def _chat_of(chat_id: Any) -> ChatId | None:
    """Telegram takes a number as text too."""
    if isinstance(chat_id, str) and chat_id.lstrip("-").isdigit():
        return int(chat_id)
    return chat_id if isinstance(chat_id, int | str) else None
