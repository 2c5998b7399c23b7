"""A sign of life: "typing" in the chat of whoever waits longer than a moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

log = structlog.get_logger(__name__)

AFTER_SECONDS = 0.3
AGAIN_SECONDS = 4.5  # Telegram shows it for five (Bot API, sendChatAction)
MOST = 20  # chats at a time: where everybody waits, what is said about it must not make it longer


class Typing:
    """Shows it for as long as work on an update lasts."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._shown = 0

    @asynccontextmanager
    async def while_working(self, chat_id: int, thread_id: int | None) -> AsyncIterator[None]:
        """Inside the block, from a moment after it began."""
        task = asyncio.create_task(self._show(chat_id, thread_id), name="typing")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _show(self, chat_id: int, thread_id: int | None) -> None:
        await asyncio.sleep(AFTER_SECONDS)
        if self._shown >= MOST:
            return
        self._shown += 1
        try:
            while True:
                await self._bot.send_chat_action(chat_id, ChatAction.TYPING, message_thread_id=thread_id)
                await asyncio.sleep(AGAIN_SECONDS)
        except TelegramError as error:
            log.info("typing not shown", error=error.message)
        finally:
            self._shown -= 1
