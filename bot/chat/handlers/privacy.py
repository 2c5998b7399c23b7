"""What may be seen and erased of a chat: /mydata in private, /forget also in groups and channels, for their administrators."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from telegram import InputFile, Update
from telegram.ext import BaseHandler, CommandHandler, ContextTypes, filters

from bot import rendering
from bot.chat.addressed import thread_of
from bot.chat.edge import Edge
from bot.chat.handlers.subscriptions import try_again
from bot.chat.profile import withdraw_menu_of_chat
from bot.chat.screen import Screen
from bot.errors import StorageUnavailable
from bot.rendering.view import View

Context = ContextTypes.DEFAULT_TYPE


class PrivacyHandlers:
    """Handlers for the application's table. Memory is cleared beside the database."""

    def __init__(
        self,
        edge: Edge,
        forget_here: Callable[[int], None],
        why_not: Callable[[Update, View], Awaitable[str | None]],
    ) -> None:
        """`forget_here` drops what this process remembers of a chat's messages; `why_not`: why one may not forget here."""
        self._bot = edge.bot
        self._sender = edge.sender
        self._view = edge.view
        self._use_cases = edge.use_cases
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
        self._use_cases.shown_facts.forget(chat_id)
        self._use_cases.unanswered.forget(chat_id)
        self._forget_here(chat_id)
        try:
            counts = await self._use_cases.subscriptions.forget(chat_id)
        except StorageUnavailable as error:
            await self._sender.send(chat_id, try_again(view, error), thread_id=thread)
            return
        await withdraw_menu_of_chat(self._bot, chat_id)
        questions = self._use_cases.conversations.forget(chat_id)
        self._use_cases.preferences.forget(chat_id)
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
            kept = dict(await self._use_cases.subscriptions.collect(message.chat_id))
        except StorageUnavailable as error:
            await self._sender.send(message.chat_id, try_again(view, error))
            return
        kept["questions_in_memory"] = list(
            self._use_cases.conversations.questions_of_chat(message.chat_id, view.now)
        )
        content = orjson.dumps(kept, option=orjson.OPT_INDENT_2)
        caption = view.translate("Everything that I keep about this chat. /forget deletes it.")
        await self._bot.send_document(
            message.chat_id, InputFile(content, filename="mydata.json", attach=True), caption=caption
        )
