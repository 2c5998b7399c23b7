"""What may be seen and erased of a chat: /mydata in private, /forget also in groups and channels, for their administrators."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import orjson
from telegram import InputFile, Update

from bot import rendering
from bot.chat.addressed import thread_of
from bot.chat.edge import Callback, Context, Edge
from bot.chat.handlers.permissions import Permissions
from bot.chat.handlers.subscriptions import try_again
from bot.chat.profile import withdraw_menu_of_chat
from bot.chat.screen import Screen
from bot.errors import StorageUnavailable


class Memory(Protocol):
    """What is remembered of chats beside the database."""

    def forget(self, chat_id: int) -> object:
        """Drops what is remembered of the chat."""
        ...


class PrivacyHandlers:
    """Handlers for the application's table, by command. Memory is cleared beside the database."""

    def __init__(self, edge: Edge, permissions: Permissions, memories: Sequence[Memory]) -> None:
        """`memories`: what this process remembers of a chat's messages."""
        self._bot = edge.bot
        self._sender = edge.sender
        self._view = edge.view
        self._use_cases = edge.use_cases
        self._permissions = permissions
        self._memories = memories

    def commands(self) -> Mapping[str, Callback]:
        return {"forget": self._on_forget, "mydata": self._on_my_data}

    async def _on_forget(self, update: Update, _: Context) -> None:
        """Deletes everything, with a receipt."""
        message = update.effective_message
        if message is None:
            return
        view = await self._view(update)
        chat_id = message.chat_id
        thread = thread_of(message) or None
        refusal = await self._permissions.why_not(update, view)
        if refusal is not None:
            await self._sender.send(chat_id, Screen((rendering.escape(refusal),)), thread_id=thread)
            return
        self._use_cases.shown_facts.forget(chat_id)
        self._use_cases.unanswered.forget(chat_id)
        for memory in self._memories:
            memory.forget(chat_id)
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
