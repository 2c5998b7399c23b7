"""What may be seen and erased of a chat: /mydata in private, /forget also in groups and channels, for their administrators."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from telegram import Bot, InputFile, Update
from telegram.ext import BaseHandler, CommandHandler, ContextTypes, filters

from bot import rendering
from bot.chat.addressed import thread_of
from bot.chat.handlers.subscriptions import Viewer, try_again
from bot.chat.profile import withdraw_menu_of_chat
from bot.chat.screen import Screen
from bot.chat.screens.routes import View
from bot.chat.sender import Sender
from bot.errors import StorageUnavailable
from bot.services.delivery.shown_facts import Showing
from bot.services.questions.conversations import Conversations
from bot.services.questions.unanswered import Inbox
from bot.services.readers.preferences import Preferences
from bot.services.readers.subscriptions import Subscribing

Context = ContextTypes.DEFAULT_TYPE


class PersonalDesk:
    """Handlers for the application's table. Memory is cleared beside the database."""

    def __init__(
        self,
        *,
        bot: Bot,
        sender: Sender,
        view: Viewer,
        subscribing: Subscribing,
        preferences: Preferences,
        conversations: Conversations,
        showing: Showing,
        inbox: Inbox,
        forget_here: Callable[[int], None],
        why_not: Callable[[Update, View], Awaitable[str | None]],
    ) -> None:
        """`forget_here` drops what this process remembers of a chat's messages."""
        self._bot = bot
        self._sender = sender
        self._view = view
        self._subscribing = subscribing
        self._preferences = preferences
        self._conversations = conversations
        self._showing = showing
        self._inbox = inbox
        self._forget_here = forget_here
        self._why_not = why_not

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """In the order in which they are tried."""
        private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
        return [
            CommandHandler(
                "forget",
                self._on_forget,
                filters=filters.UpdateType.MESSAGE | filters.UpdateType.CHANNEL_POST,
            ),
            CommandHandler("mydata", self._on_my_data, filters=private),
        ]

    async def _on_forget(self, update: Update, _: Context) -> None:
        """Deletes everything, with a receipt."""
        message = update.effective_message
        if message is None:
            return
        view = await self._view(update)
        chat_id = message.chat_id
        thread = thread_of(message) or None
        refusal = await self._why_not(update, view)
        if refusal is not None:
            await self._sender.send(chat_id, Screen((rendering.escape(refusal),)), thread_id=thread)
            return
        self._showing.forget(chat_id)
        self._inbox.forget(chat_id)
        self._forget_here(chat_id)
        try:
            counts = await self._subscribing.forget(chat_id)
        except StorageUnavailable:
            await self._sender.send(chat_id, try_again(view), thread_id=thread)
            return
        await withdraw_menu_of_chat(self._bot, chat_id)
        questions = self._conversations.forget(chat_id)
        self._preferences.forget(chat_id)
        translate = view.translate
        lines = [
            rendering.bold(translate("Everything about this chat is deleted.")),
            rendering.escape(
                translate(
                    "Settings: %(settings)s. Subscriptions: %(subscriptions)s. Messages sent or waiting: %(messages)s. "
                    "Answers remembered for corrections: %(shown)s. Questions remembered for half an hour: %(questions)s.",
                    settings=counts["settings"],
                    subscriptions=counts["subscriptions"],
                    messages=counts["messages"],
                    shown=counts["shown_facts"],
                    questions=questions,
                )
            ),
        ]
        await self._sender.send(chat_id, Screen(("\n\n".join(lines),)), thread_id=thread)

    async def _on_my_data(self, update: Update, _: Context) -> None:
        """Everything that is kept of the chat, as a JSON file."""
        message = update.effective_message
        if message is None:
            return
        view = await self._view(update)
        try:
            kept = dict(await self._subscribing.collect(message.chat_id))
        except StorageUnavailable:
            await self._sender.send(message.chat_id, try_again(view))
            return
        kept["questions_in_memory"] = list(self._conversations.questions_of_chat(message.chat_id, view.now))
        content = orjson.dumps(kept, option=orjson.OPT_INDENT_2)
        caption = view.translate("Everything that I keep about this chat. /forget deletes it.")
        await self._bot.send_document(
            message.chat_id, InputFile(content, filename="mydata.json", attach=True), caption=caption
        )
