"""What every handler works with: Telegram, whoever sends there, and the use cases behind it."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram import Bot, Message, Update
from telegram.ext import ContextTypes

from bot.chat.addressed import speaker_of, thread_of
from bot.chat.screen import Screen
from bot.chat.sending.sender import Sender
from bot.chat.sending.whispers import answering
from bot.i18n import negotiate
from bot.rendering.view import View
from bot.services.use_cases import UseCases

Context = ContextTypes.DEFAULT_TYPE
Callback = Callable[
    [Update, Context], Coroutine[Any, Any, None]
]  # what python-telegram-bot calls with an update


@dataclass(frozen=True, slots=True)
class Edge:
    """Built once; the same for all handlers."""

    bot: Bot
    sender: Sender
    use_cases: UseCases

    async def view(self, update: Update) -> View:
        """Through whose eyes the sender of `update` sees: their language, and the day that they look back to."""
        chat, user = update.effective_chat, update.effective_user
        chosen = await self.use_cases.preferences.find_language(chat.id) if chat else None
        lang = chosen or negotiate(user.language_code if user else None)
        now = self.use_cases.clock()
        as_of = self.use_cases.conversations.as_of(speaker_of(update), now)
        return View(self.use_cases.library.edition.snapshot.at(now, as_of), lang, bot=self.bot.username)

    async def answer(self, update: Update, screen: Screen) -> Message | None:
        """Shows a screen where `update` came from."""
        message = update.effective_message
        if message is None:
            return None
        whisper = answering(message) if update.message is message else None
        return await self.sender.send(
            message.chat_id, screen, thread_id=thread_of(message) or None, whisper=whisper
        )
