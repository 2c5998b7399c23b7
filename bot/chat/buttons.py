"""Buttons: what a press opens, changes or tells us."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import structlog
from telegram import Bot, CallbackQuery, Chat, Message, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot import rendering
from bot.chat.addressed import message_of, thread_of
from bot.chat.admin import AdminDesk
from bot.chat.looking_back import LookBack, press_day
from bot.chat.profile import publish_menu_of_chat
from bot.chat.pushes import ROUTES as ADMIN_ROUTES
from bot.chat.screen import Button, Rows, Screen
from bot.chat.screens import DISLIKE, MORE, View, gone, show
from bot.chat.sender import Sender
from bot.chat.subscriptions import FROM_PUSH, ROUTES, SubscriptionDesk
from bot.domain.text import Lang
from bot.i18n import Translator
from bot.services.inbox import Inbox
from bot.services.preferences import Preferences
from bot.services.reloading import ContentReloader

log = structlog.get_logger(__name__)

Context = ContextTypes.DEFAULT_TYPE


class Buttons:
    """The handler of callback queries."""

    def __init__(
        self,
        *,
        bot: Bot,
        sender: Sender,
        view: Callable[[Update], Coroutine[Any, Any, View]],
        admins: AdminDesk,
        desk: SubscriptionDesk,
        preferences: Preferences,
        publishing: ContentReloader,
        inbox: Inbox,
        note_look_back: Callable[[Update, LookBack], None],
    ) -> None:
        self._bot = bot
        self._sender = sender
        self._view = view
        self._admins = admins
        self._desk = desk
        self._preferences = preferences
        self._publishing = publishing
        self._inbox = inbox
        self._note_look_back = note_look_back

    async def on_press(self, update: Update, _: Context) -> None:
        """A button: its screen takes the message's place. The query is answered whatever happens."""
        query = update.callback_query
        if query is None:
            return
        notice: str | None = None
        try:
            view = await self._view(update)
            data = query.data or ""
            notice = await self._why_not(update, data, view)
            if notice is None:
                notice = await self._press(update, query, data, view)
        finally:
            try:
                await query.answer(notice)
            except TelegramError as error:
                log.info("button not answered", error=error.message)

    async def _press(self, update: Update, query: CallbackQuery, data: str, view: View) -> str | None:
        """Does what the button stands for; returns what its reader is told beside that."""
        message = message_of(query)
        notice: str | None = None
        if data.startswith("lang:"):
            view, data, notice = await self._change_language(update, data, view)
        name = data.split(":")[0]
        if data == DISLIKE:
            return await self._note_dislike(query, view)
        if message is not None and name == "cite":
            await self._append_sources(message, data, view)
        elif message is not None and name == MORE:
            await self._add_more(message, data, view)
        else:
            screen = await self._screen_of(update, query, data, view)
            if message is None or data.endswith(FROM_PUSH):
                await self._show_anew(query, screen)
            else:
                await self._sender.edit(message, screen)
        return notice

    async def _screen_of(self, update: Update, query: CallbackQuery, data: str, view: View) -> Screen:
        name, *args = data.split(":")
        if name in {"admin", *ADMIN_ROUTES}:
            return await self._press_as_admin(update, data, view)
        if name in ROUTES:
            return await self._desk.press(query, data, view)
        if name == "asof":
            back = press_day(args, view)
            if back is None:
                return gone(view)
            self._note_look_back(update, back)
            return back.screen
        return show(data, view)

    async def _show_anew(self, query: CallbackQuery, screen: Screen) -> None:
        """As a message of its own: of a message that is too old Telegram tells us only its chat and its number."""
        chat_id = query.message.chat.id if query.message else query.from_user.id
        await self._sender.send(chat_id, screen, thread_id=thread_of(query.message) or None)

    async def _why_not(self, update: Update, data: str, view: View) -> str | None:
        """What changes a chat for all who are in it, or turns a channel's message into another, is its admins' to press."""
        chat, name = update.effective_chat, data.split(":")[0]
        in_channel = chat is not None and chat.type == Chat.CHANNEL
        free = name == "cite" or (not in_channel and name not in {"lang", "set", "subscribe", "stop"})
        return None if free else await self._desk.why_not(update, view)

    async def _press_as_admin(self, update: Update, data: str, view: View) -> Screen:
        """A button of `/admin`; to anyone else one that leads nowhere."""
        user = update.effective_user
        if user is None or not self._admins.is_admin(user.id):
            return gone(view)
        if data == "admin":
            return await self._admins.show(view, self._publishing.problems)
        return await self._admins.pushes.press(data, view)

    async def speak(self, update: Update, lang: Lang, view: View) -> Screen:
        """For a language that was typed: it counts at once, and the screen is in it."""
        view, route, notice = await self._change_language(update, f"lang:{lang.value}:language", view)
        screen = show(route, view)
        done = notice or view.translate("From now on I speak English.")
        return replace(screen, parts=(f"{rendering.bold(done)}\n\n{screen.parts[0]}",))

    async def _change_language(self, update: Update, data: str, view: View) -> tuple[View, str, str | None]:
        """Takes effect at once, also for the message on screen and for the chat's command list."""
        _, wanted, *rest = (*data.split(":"), "language")
        chat = update.effective_chat
        lang = Lang.NL if wanted == "nl" else Lang.EN
        notice = None
        if chat is not None:
            kept = await self._preferences.choose_language(chat.id, lang)
            if not kept:
                notice = Translator(lang).gettext(
                    "Changed for now, but I could not save it. Please try again later."
                )
            await publish_menu_of_chat(self._bot, chat.id, lang)
        return replace(view, lang=lang), rest[0], notice

    async def _append_sources(self, message: Message, data: str, view: View) -> None:
        """The sources come under the answer, in the same message where there is room."""
        listed = show(data, view)
        if listed.rows:  # the facts are gone: the screen says so
            await self._sender.send(message.chat_id, listed, thread_id=thread_of(message) or None)
            return
        together = f"{message.text_html}\n\n<blockquote expandable>{listed.parts[0]}</blockquote>"
        if len(rendering.split(together)) == 1:
            others = _rows_without(message, data)
            await self._sender.edit(message, Screen((together,), others))
        else:
            await self._sender.send(message.chat_id, listed, thread_id=thread_of(message) or None)

    async def _add_more(self, message: Message, data: str, view: View) -> None:
        """Below the answer, which stays; the button has done its work."""
        await self._sender.edit(message, Screen((message.text_html,), _rows_without(message, data)))
        await self._sender.send(message.chat_id, show(data, view), thread_id=thread_of(message) or None)

    async def _note_dislike(self, query: CallbackQuery, view: View) -> str:
        """Once a message: its button goes."""
        if query.message is not None:
            self._inbox.dislike(query.message.chat.id, query.message.message_id)
        message = message_of(query)
        if message is not None:
            await self._sender.edit(message, Screen((message.text_html,), _rows_without(message, DISLIKE)))
        return view.translate(
            "Thank you. The editors see questions that several readers asked, not who asked."
        )


def _rows_without(message: Message, data: str) -> Rows:
    """The buttons that a message has, but this one."""
    keyboard = message.reply_markup.inline_keyboard if message.reply_markup else ()
    rows = tuple(
        tuple(
            Button(button.text, route=str(button.callback_data))
            for button in row
            if button.callback_data and button.callback_data != data
        )
        for row in keyboard
    )
    return tuple(row for row in rows if row)
