"""The edge to Telegram: one ordered table of handlers."""

from collections.abc import Mapping
from typing import Any

import structlog
from telegram import Bot, Update
from telegram.error import TelegramError
from telegram.ext import BaseHandler, CommandHandler, MessageHandler, filters

from bot import rendering
from bot.chat.addressed import gets_new_message, thread_of
from bot.chat.commands import BY_NAME, COMMANDS, Where
from bot.chat.edge import Callback, Context, Edge
from bot.chat.handlers.admins.panel import AdminHandlers
from bot.chat.handlers.answered import AnsweredQuestions
from bot.chat.handlers.buttons.by_typing import Presses
from bot.chat.handlers.buttons.handlers import ButtonHandlers
from bot.chat.handlers.buttons.placing import Placing
from bot.chat.handlers.buttons.press import Doers
from bot.chat.handlers.faults import FaultHandlers
from bot.chat.handlers.inline import InlineHandlers
from bot.chat.handlers.panels import Panels
from bot.chat.handlers.permissions import Permissions
from bot.chat.handlers.privacy import PrivacyHandlers
from bot.chat.handlers.questions import QuestionHandlers
from bot.chat.handlers.reading import ReadingHandlers
from bot.chat.handlers.running import CommandRunner
from bot.chat.handlers.subscriptions import SubscriptionHandlers
from bot.chat.handlers.typing import Typing
from bot.chat.profile import publish_profile
from bot.chat.screen import Screen
from bot.chat.screens.parts import unknown_command
from bot.chat.wire.dispatch import Pages
from bot.chat.wire.live import Telegram
from bot.errors import StorageUnavailable
from bot.i18n import Translator

log = structlog.get_logger(__name__)

_FRESH, _PRIVATE = filters.UpdateType.MESSAGE, filters.ChatType.PRIVATE
_HEARD: Mapping[Where, filters.BaseFilter] = {
    Where.PRIVATE: _FRESH & _PRIVATE,
    Where.CHATS: _FRESH,
    Where.ANYWHERE: _FRESH | filters.UpdateType.CHANNEL_POST,
}


class ChatApplication:
    """python-telegram-bot's application with our handlers; `handle` takes one update to its end."""

    def __init__(self, telegram: Telegram, edge: Edge, presses: Presses, admins: AdminHandlers) -> None:
        self._application = telegram
        self._edge = edge
        self._typing = Typing(edge.bot, edge.sender.abilities)
        self._faults = FaultHandlers(edge)
        permissions, panels = Permissions(edge.bot), Panels(edge.sender)
        answered, runner = AnsweredQuestions(), CommandRunner(telegram)
        subscriptions = SubscriptionHandlers(edge, panels, permissions)
        doers = Doers(edge, subscriptions, admins, answered, runner)
        self._buttons = ButtonHandlers(doers, Placing(edge.sender, panels), permissions)
        privacy = PrivacyHandlers(edge, permissions, (panels, presses, edge.use_cases.put_under, answered))
        questions = QuestionHandlers(edge, presses, self._buttons, answered, runner)
        commands = {
            **ReadingHandlers(edge, self._buttons).commands(),
            **subscriptions.commands(),
            **privacy.commands(),
            **admins.commands(),
        }
        # In the order in which they are tried; the first that fits takes the update.
        handlers = [
            *_command_handlers(commands),
            *subscriptions.handlers(),
            *self._buttons.handlers(),
            *InlineHandlers(edge).handlers(),
            MessageHandler(_FRESH & _PRIVATE & filters.COMMAND, self._on_unknown_command),
            *questions.handlers(),
            MessageHandler(_FRESH & filters.StatusUpdate.MIGRATE, self._on_migration),
            MessageHandler(_FRESH & _PRIVATE & ~filters.StatusUpdate.ALL, self._on_no_text),
        ]
        for handler in handlers:
            telegram.add_handler(handler)
        telegram.add_error_handler(self._faults.on_error)

    @property
    def pages(self) -> Pages:
        """Presses that only show another page."""
        return self._buttons

    @property
    def bot(self) -> Bot:
        return self._edge.bot

    async def start(self) -> None:
        """Reaches Telegram. Raises `telegram.error.TelegramError` when it cannot."""
        await self._application.initialize()

    async def stop(self) -> None:
        """Closes all connections, also those of a start that failed."""
        await self._application.shutdown()
        await self.bot.shutdown()

    async def handle(self, update: Update) -> None:
        """One update, through the table.

        Raises `StorageUnavailable` for what must be kept and could not be: it is to be tried again.
        """
        message = update.effective_message
        if message is None or update.inline_query is not None or update.guest_message is not None:
            await self._application.process_update(update)
        else:
            place = (message.chat_id, thread_of(message) or None)
            async with self._typing.while_working(*place, announces=gets_new_message(update)):
                await self._application.process_update(update)
        if self._faults.take_not_kept(update):
            raise StorageUnavailable

    async def tell_skipped(self, update: Update, count: int) -> None:
        """Says in the chat of `update` that so many messages of its are not answered."""
        try:
            view = await self._edge.view(update)
            text = Translator(view.lang).ngettext(
                "That was more at once than I can answer: I skipped %(number)s message. Please send it again.",
                "That was more at once than I can answer: I skipped %(number)s messages. Please send again what you "
                "still want to know.",
                count,
            )
            if update.callback_query is not None:
                await update.callback_query.answer()
            if update.inline_query is None and update.guest_message is None:
                await self._edge.answer(update, Screen((rendering.escape(text),)))
        except TelegramError as error:
            log.warning("not told that messages were skipped", error=error.message)

    async def publish_profile(self) -> None:
        """Sets command lists and descriptions; a failure is logged, the bot runs on."""
        await publish_profile(self.bot, self._edge.use_cases.library.edition.snapshot.dossier)

    async def _on_unknown_command(self, update: Update, _: Context) -> None:
        await self._edge.answer(update, unknown_command(await self._edge.view(update)))

    async def _on_no_text(self, update: Update, _: Context) -> None:
        view = await self._edge.view(update)
        text = view.translate("I read text only. Type your question, and I will look it up.")
        await self._edge.answer(update, Screen((rendering.escape(text),)))

    async def _on_migration(self, update: Update, _: Context) -> None:
        message = update.effective_message
        if message is not None and message.migrate_to_chat_id is not None:
            preferences = self._edge.use_cases.preferences
            await preferences.move_chat(message.chat_id, message.migrate_to_chat_id)


def _command_handlers(callbacks: Mapping[str, Callback]) -> list[BaseHandler[Any, Any, Any]]:
    """One for each command of the list."""
    assert callbacks.keys() == BY_NAME.keys(), "what is in the list is done, and nothing else"
    return [
        CommandHandler(command.names, callbacks[command.name], filters=_HEARD[command.where])
        for command in COMMANDS
    ]
