"""Buttons: what a press opens, changes or tells us."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any

import structlog
from telegram import Bot, CallbackQuery, Chat, Message, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot import rendering
from bot.chat.addressed import message_of, thread_of
from bot.chat.handlers.admin import AdminDesk
from bot.chat.handlers.admin_pushes import ROUTES as ADMIN_ROUTES
from bot.chat.handlers.looking_back import LookBack, press_day
from bot.chat.handlers.openings import DO, NOT
from bot.chat.handlers.presses import Pressed
from bot.chat.handlers.subscriptions import FROM_PUSH, ROUTES, SubscriptionDesk
from bot.chat.profile import publish_menu_of_chat
from bot.chat.screen import CHOSEN, Button, Rows, Screen
from bot.chat.screens.routes import CHOOSE, DISLIKE, MORE, View, gone, show, show_reply
from bot.chat.sender import Sender
from bot.domain.text import Lang
from bot.i18n import Translator
from bot.services.editing.reloading import ContentReloader
from bot.services.questions.asking import Asking
from bot.services.questions.put_under import PutUnder
from bot.services.questions.unanswered import Inbox
from bot.services.readers.preferences import Preferences

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
        asking: Asking,
        put_under: PutUnder,
        run_command: Callable[[Update, str, str], Awaitable[None]],
    ) -> None:
        """`run_command` does what a command does, as if the sender of the update had typed it with these words."""
        self._bot = bot
        self._sender = sender
        self._view = view
        self._admins = admins
        self._desk = desk
        self._preferences = preferences
        self._publishing = publishing
        self._inbox = inbox
        self._note_look_back = note_look_back
        self._asking = asking
        self._put_under = put_under
        self._run_command = run_command

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
        if name == DO:
            await self._do(update, query, data, view)
            return notice
        if message is not None and name == CHOOSE:
            await self._choose(message, data, view)
            return notice
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

    async def press_by_words(self, update: Update, pressed: Pressed) -> None:
        """A button that was named instead: what it opens comes as a new message."""
        message, user, data = update.effective_message, update.effective_user, pressed.button.route
        if message is None or user is None:
            return
        view = await self._view(update)
        refusal = await self._why_not(update, data, view)
        query = CallbackQuery("", user, "", message=message, data=data)
        name = data.split(":")[0]
        if refusal is not None:
            screen = Screen((rendering.escape(refusal),))
        elif name == DO and data != f"{DO}:{NOT}":
            _, command, *words = data.split(":")
            await self._run_command(update, command, ":".join(words))
            return
        elif data == DISLIKE:
            screen = await self._dislike(message.chat_id, pressed.message_id, view)
        elif name == "lang":
            screen = await self.speak(update, Lang.NL if data.split(":")[1] == "nl" else Lang.EN, view)
        elif data == f"{DO}:{NOT}":
            screen = Screen((rendering.escape(view.translate("Good, nothing changes.")),))
        else:
            route = data.removeprefix(f"{CHOOSE}:")
            kept = (
                route if route.split(":")[0] not in ROUTES else f"{route.removesuffix(FROM_PUSH)}{FROM_PUSH}"
            )
            screen = await self._screen_of(update, query, kept, view)
        await self._sender.send(message.chat_id, screen, thread_id=thread_of(message) or None)

    async def _do(self, update: Update, query: CallbackQuery, data: str, view: View) -> None:
        """What a reader was asked about first."""
        _, command, *words = data.split(":")
        message = message_of(query)
        if command == NOT:
            screen = Screen((rendering.escape(view.translate("Good, nothing changes.")),))
            await (
                self._sender.edit(message, screen) if message is not None else self._show_anew(query, screen)
            )
            return
        if message is not None:
            await self._sender.edit(message, Screen((message.text_html,)))
        await self._run_command(update, command, ":".join(words))

    async def _choose(self, message: Message, data: str, view: View) -> None:
        """A reading: its answer comes below, and the others can still be chosen."""
        rows = tuple(
            tuple(
                replace(button, label=CHOSEN + button.label.removeprefix(CHOSEN))
                if button.route == data
                else button
                for button in row
            )
            for row in _rows_of(message)
        )
        if rows != _rows_of(message):
            await self._sender.edit(message, Screen((message.text_html,), rows))
        screen = show(data.removeprefix(f"{CHOOSE}:"), view)
        await self._sender.send(message.chat_id, screen, thread_id=thread_of(message) or None)

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
        """Once a message: its button goes, the others stay, and other readings come below."""
        message = message_of(query)
        if query.message is None:
            return self._thanks(view)
        if message is not None:
            await self._sender.edit(message, Screen((message.text_html,), _rows_without(message, DISLIKE)))
        screen = await self._dislike(query.message.chat.id, query.message.message_id, view)
        if screen.rows:
            await self._show_anew(query, screen)
        return self._thanks(view)

    async def _dislike(self, chat_id: int, message_id: int, view: View) -> Screen:
        """Other readings of the question, where there are any; else thanks."""
        question = self._inbox.dislike(chat_id, message_id)
        asked = None
        if question is not None:
            shown = await self._put_under.find_of_message(chat_id, message_id)
            asked = await self._asking.find_other_readings(question, view.lang, shown)
        if asked is None:
            return Screen((rendering.escape(self._thanks(view)),))
        return show_reply(asked.reply, View(asked.snapshot, view.lang, asked.now))

    def _thanks(self, view: View) -> str:
        return view.translate(
            "Thank you. The editors see questions that several readers asked, not who asked."
        )


def _rows_without(message: Message, data: str) -> Rows:
    """The buttons that a message has, but this one."""
    rows = tuple(tuple(button for button in row if button.route != data) for row in _rows_of(message))
    return tuple(row for row in rows if row)


def _rows_of(message: Message) -> Rows:
    keyboard = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return tuple(
        tuple(Button(button.text, route=str(button.callback_data)) for button in row if button.callback_data)
        for row in keyboard
    )
