"""A sign of life for whoever waits longer than a moment: a draft where one can be, else "typing"."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

import structlog
from cachetools import FIFOCache
from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.chat.sending.abilities import Abilities, Ability, is_unknown_method

log = structlog.get_logger(__name__)

AFTER_SECONDS = 0.3
AGAIN_SECONDS = 4.5  # Telegram shows it for five (Bot API, sendChatAction)
DRAFT_AGAIN_SECONDS = 25.0  # and a draft for thirty (Bot API, sendMessageDraft)
MOST = 20  # chats at a time: where everybody waits, what is said about it must not make it longer
MOST_WITHOUT = 10_000  # chats that take no drafts; the oldest go

_NOT_IN_THIS_CHAT = "peer_invalid"  # TEXTDRAFT_PEER_INVALID: what Telegram says of a chat that takes none


class Typing:
    """Shows it for as long as work on an update lasts."""

    def __init__(self, bot: Bot, abilities: Abilities) -> None:
        self._bot = bot
        self._abilities = abilities
        self._shown = 0
        self._drafts = count(1)  # a draft's number is not zero (Bot API, sendMessageDraft)
        self._without: FIFOCache[int, None] = FIFOCache(MOST_WITHOUT)

    @asynccontextmanager
    async def while_working(
        self, chat_id: int, thread_id: int | None, *, announces: bool = False
    ) -> AsyncIterator[None]:
        """Inside the block, from a moment after it began. `announces`: the work ends in a new message in a private chat.

        Only such a message takes a draft away: above one that is changed in its place it would stand for half a minute.
        """
        task = asyncio.create_task(self._show(chat_id, thread_id, announces=announces), name="typing")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _show(self, chat_id: int, thread_id: int | None, *, announces: bool) -> None:
        await asyncio.sleep(AFTER_SECONDS)
        if self._shown >= MOST:
            return
        self._shown += 1
        draft = next(self._drafts) if announces else 0
        try:
            while True:
                if draft and await self._show_draft(chat_id, thread_id, draft):
                    await asyncio.sleep(DRAFT_AGAIN_SECONDS)
                    continue
                draft = 0
                await self._bot.send_chat_action(chat_id, ChatAction.TYPING, message_thread_id=thread_id)
                await asyncio.sleep(AGAIN_SECONDS)
        except TelegramError as error:
            log.info("typing not shown", error=error.message)
        finally:
            self._shown -= 1

    async def _show_draft(self, chat_id: int, thread_id: int | None, draft: int) -> bool:
        """One without words, which a phone shows as "Thinking…" in its reader's language; False where it is refused."""
        if chat_id in self._without or not self._abilities.has(Ability.DRAFTS):
            return False
        try:
            return await self._bot.send_message_draft(chat_id, draft, message_thread_id=thread_id)
        except BadRequest as error:
            if _NOT_IN_THIS_CHAT in error.message.lower():
                self._without[chat_id] = None
            else:
                self._abilities.note_lack(Ability.DRAFTS, error.message)
        except InvalidToken as error:
            if not is_unknown_method(error):
                raise
            self._abilities.note_lack(Ability.DRAFTS, error.message)
        return False
