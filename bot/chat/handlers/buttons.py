"""Buttons: what a press opens, changes or tells us."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog
from telegram import CallbackQuery, Chat, Message, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot import rendering
from bot.chat.addressed import message_of, thread_of
from bot.chat.edge import Edge
from bot.chat.handlers.admin import AdminHandlers
from bot.chat.handlers.admin_pushes import ROUTES as ADMIN_ROUTES
from bot.chat.handlers.looking_back import LookBack, press_day
from bot.chat.handlers.openings import DO, NOT
from bot.chat.handlers.presses import Pressed
from bot.chat.handlers.subscriptions import ROUTES, SubscriptionHandlers
from bot.chat.profile import publish_menu_of_chat
from bot.chat.screen import ANEW, CHOSEN, Button, Rows, Screen, rows_of
from bot.chat.screens.answers import CHOOSE, DISLIKE, LIKE, MORE, show_reply
from bot.chat.screens.parts import gone
from bot.chat.screens.routes import is_page, is_screen, show
from bot.chat.screens.sharing import link_to
from bot.chat.whispers import after, answering
from bot.domain.text import Lang
from bot.i18n import Translator
from bot.rendering.view import View

log = structlog.get_logger(__name__)

MOST_ANSWERED = 10_000  # queries; the oldest go
VERDICTS = frozenset({LIKE, DISLIKE})
_REACTIONS = {LIKE: "👌", DISLIKE: "👀"}  # heard with thanks; the editors look at it

Context = ContextTypes.DEFAULT_TYPE
RunCommand = Callable[[Update, str, str], Awaitable[None]]


class ButtonHandlers:
    """The handler of callback queries."""

    def __init__(
        self,
        edge: Edge,
        admins: AdminHandlers,
        desk: SubscriptionHandlers,
        note_look_back: Callable[[Update, LookBack], None],
        run_command: RunCommand,
        find_question: Callable[[int, int], int | None],
    ) -> None:
        """`run_command` does what a command does, as if the sender of the update had typed it with these words.

        `find_question`: the message, in a chat, that the message of ours of that number answers.
        """
        self._find_question = find_question
        self._bot = edge.bot
        self._sender = edge.sender
        self._view = edge.view
        self._use_cases = edge.use_cases
        self._admins = admins
        self._desk = desk
        self._note_look_back = note_look_back
        self._run_command = run_command
        self._answered: OrderedDict[str, None] = OrderedDict()  # queries that were answered before their turn

    def is_turn(self, update: Update) -> bool:
        """Whether it is a press that only shows another page in its message's place."""
        query, chat = update.callback_query, update.effective_chat
        if query is None or chat is None or chat.type == Chat.CHANNEL:  # there not everybody may
            return False
        return is_page(query.data or "") and message_of(query) is not None

    async def acknowledge(self, update: Update) -> None:
        """Answers the query of a press that waits for others: Telegram has no limit on that, and the button is free again."""
        query = update.callback_query
        if query is None:
            return
        self._answered[query.id] = None
        if len(self._answered) > MOST_ANSWERED:
            self._answered.popitem(last=False)
        await _answer(query)

    async def on_press(self, update: Update, _: Context) -> None:
        """A button: its screen takes the message's place. The query is answered whatever happens."""
        query = update.callback_query
        if query is None:
            return
        notice: str | None = None
        data = query.data or ""
        is_answered = query.id in self._answered
        self._answered.pop(query.id, None)
        try:
            if (
                self.is_turn(update) and not is_answered
            ):  # before its page: that may have to wait for the chat's pace
                is_answered = True
                await _answer(query)
            view = await self._view(update)
            notice = await self._why_not(update, data, view)
            if notice is not None and is_screen(data):
                # A channel's post stays for all; who asks on is led to a chat of their own.
                is_answered = True
                await _answer(query, url=link_to(data.removesuffix(ANEW), self._bot.username))
            elif notice is None:
                notice = await self._press(update, query, data, view)
        finally:
            if not is_answered:
                await _answer(query, notice)

    async def _press(self, update: Update, query: CallbackQuery, data: str, view: View) -> str | None:
        """Does what the button stands for; returns what its reader is told beside that."""
        message = message_of(query)
        notice: str | None = None
        if data.startswith("lang:"):
            view, data, notice = await self._change_language(update, data, view)
        name = data.split(":")[0]
        if data in VERDICTS:
            return await self._judge(query, data, view)
        if name == DO:
            await self._do(update, query, data, view)
            return notice
        if message is not None and name == CHOOSE:
            await self._choose(query, message, data, view)
            return notice
        if message is not None and name == "cite":
            await self._append_sources(query, message, data, view)
        elif message is not None and name == MORE:
            await self._add_more(query, message, data, view)
        else:
            screen = await self._screen_of(update, query, data, view)
            if message is None or data.endswith(ANEW) or screen.quiz is not None:
                is_personal = message is not None and data.endswith(ANEW) and is_screen(data)
                await self._show_anew(query, screen, is_personal=is_personal)
            else:
                await self._sender.edit(message, screen, is_page=is_page(data), whisper=after(query))
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
        elif data == LIKE:
            screen = Screen((rendering.escape(self._thanks_for_praise(view)),))
        elif data == DISLIKE:
            screen = await self._dislike(message.chat_id, pressed.message_id, view)
        elif name == "lang":
            screen = await self.speak(update, Lang.NL if data.split(":")[1] == "nl" else Lang.EN, view)
        elif data == f"{DO}:{NOT}":
            screen = Screen((rendering.escape(view.translate("Good, nothing changes.")),))
        else:
            route = data.removeprefix(f"{CHOOSE}:")
            kept = route if route.split(":")[0] not in ROUTES else f"{route.removesuffix(ANEW)}{ANEW}"
            screen = await self._screen_of(update, query, kept, view)
        await self._sender.send(
            message.chat_id, screen, thread_id=thread_of(message) or None, whisper=answering(message)
        )

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

    async def _choose(self, query: CallbackQuery, message: Message, data: str, view: View) -> None:
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
        await self._show_anew(query, show(data.removeprefix(f"{CHOOSE}:"), view))

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

    async def _show_anew(self, query: CallbackQuery, screen: Screen, *, is_personal: bool = False) -> None:
        """As a message of its own: of a message that is too old Telegram tells us only its chat and its number.

        `is_personal`: in a group it is for who pressed alone, for whom there is no other place to read on.
        """
        chat_id = query.message.chat.id if query.message else query.from_user.id
        whisper = after(query, is_personal=is_personal and screen.quiz is None)
        await self._sender.send(chat_id, screen, thread_id=thread_of(query.message) or None, whisper=whisper)

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
            return await self._admins.show(view)
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
            kept = await self._use_cases.preferences.choose_language(chat.id, lang)
            if not kept:
                notice = Translator(lang).gettext(
                    "Changed for now, but I could not save it. Please try again later."
                )
            await publish_menu_of_chat(self._bot, chat.id, lang)
        return replace(view, lang=lang), rest[0], notice

    async def _append_sources(self, query: CallbackQuery, message: Message, data: str, view: View) -> None:
        """The sources come under the answer, in the same message where there is room."""
        listed = show(data, view)
        if listed.rows:  # the facts are gone: the screen says so
            await self._show_anew(query, listed)
            return
        together = f"{message.text_html}\n\n<blockquote expandable>{listed.parts[0]}</blockquote>"
        if len(rendering.split(together)) == 1:
            others = _rows_without(message, data)
            await self._sender.edit(message, Screen((together,), others), whisper=after(query))
        else:
            await self._show_anew(query, listed)

    async def _add_more(self, query: CallbackQuery, message: Message, data: str, view: View) -> None:
        """Below the answer, which stays; the button has done its work."""
        await self._sender.edit(message, Screen((message.text_html,), _rows_without(message, data)))
        await self._show_anew(query, show(data, view))

    async def _judge(self, query: CallbackQuery, data: str, view: View) -> str:
        """Marks the verdict, and takes back the one before; pressed again it is taken back itself."""
        message = message_of(query)
        if query.message is None:
            return self._thanks(view)
        chat_id, message_id = query.message.chat.id, query.message.message_id
        rows = _rows_of(message) if message is not None else ()
        before = _verdict_of(rows)
        verdict = "" if before == data else data
        if message is not None:
            await self._sender.edit(message, Screen((message.text_html,), _with_verdict(rows, verdict)))
        if before == DISLIKE:
            self._use_cases.unanswered.take_back(chat_id, message_id)
        await self._react(chat_id, message_id, verdict)
        if not verdict:
            return view.translate("Taken back.")
        if verdict == LIKE:
            return self._thanks_for_praise(view)
        screen = await self._dislike(chat_id, message_id, view)
        if screen.rows:  # other readings, for who found this one no help
            await self._show_anew(query, screen, is_personal=True)
        return self._thanks(view)

    async def _react(self, chat_id: int, message_id: int, verdict: str) -> None:
        """At the reader's own question, where it is known; a chat that allows no reactions goes without."""
        question = self._find_question(chat_id, message_id)
        if question is None:
            return
        try:
            await self._bot.set_message_reaction(chat_id, question, _REACTIONS.get(verdict))
        except TelegramError as error:
            log.info("no reaction", error=error.message)

    async def _dislike(self, chat_id: int, message_id: int, view: View) -> Screen:
        """Other readings of the question, where there are any; else thanks."""
        question = self._use_cases.unanswered.dislike(chat_id, message_id)
        asked = None
        if question is not None:
            shown = await self._use_cases.put_under.find_of_message(chat_id, message_id)
            asked = await self._use_cases.asking.find_other_readings(question, view.lang, shown)
        if asked is None:
            return Screen((rendering.escape(self._thanks(view)),))
        return show_reply(asked.reply, replace(view, visible=asked.snapshot.at(asked.now)))

    def _thanks_for_praise(self, view: View) -> str:
        return view.translate("Thank you. Good to know.")

    def _thanks(self, view: View) -> str:
        return view.translate(
            "Thank you. The editors see questions that several readers asked, not who asked."
        )


async def _answer(query: CallbackQuery, notice: str | None = None, url: str | None = None) -> None:
    try:
        await query.answer(notice, url=url)
    except TelegramError as error:
        log.info("button not answered", error=error.message)


def _verdict_of(rows: Rows) -> str:
    """The verdict that is marked; empty: none."""
    marked = (button.route for row in rows for button in row if button.label.startswith(CHOSEN))
    return next((route for route in marked if route in VERDICTS), "")


def _with_verdict(rows: Rows, verdict: str) -> Rows:
    """With that verdict marked, and no other."""

    def mark(button: Button) -> Button:
        if button.route not in VERDICTS:
            return button
        label = button.label.removeprefix(CHOSEN)
        return replace(button, label=CHOSEN + label if button.route == verdict else label)

    return tuple(tuple(mark(button) for button in row) for row in rows)


def _rows_without(message: Message, data: str) -> Rows:
    """The buttons that a message has, but this one."""
    rows = tuple(tuple(button for button in row if button.route != data) for row in _rows_of(message))
    return tuple(row for row in rows if row)


def _rows_of(message: Message) -> Rows:
    return rows_of(message.reply_markup)
