"""The edge to Telegram: one ordered table of handlers."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any

import structlog
from telegram import (
    Bot,
    Update,
)
from telegram.error import BadRequest, NetworkError, TelegramError
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot import rendering
from bot.chat.addressed import (
    command_of,
    gets_new_message,
    question_to_us,
    speaker_of,
    thread_of,
    words_of,
)
from bot.chat.edge import Edge
from bot.chat.handlers.admin import AdminHandlers
from bot.chat.handlers.buttons import ButtonHandlers
from bot.chat.handlers.inline import (
    articles_of,
    articles_of_record,
    life_of,
    ready_articles,
    tells_language,
)
from bot.chat.handlers.looking_back import LookBack, look_back
from bot.chat.handlers.openings import SCREENS, as_command
from bot.chat.handlers.panels import Panels
from bot.chat.handlers.presses import Presses
from bot.chat.handlers.privacy import PrivacyHandlers
from bot.chat.handlers.questions import QuestionHandlers
from bot.chat.handlers.subscriptions import SubscriptionHandlers
from bot.chat.handlers.typing import Typing
from bot.chat.handlers.word_keys import show_keys
from bot.chat.profile import publish_profile
from bot.chat.screen import Screen
from bot.chat.screens.arguments import find_language, find_topics, offer, show_with, with_note
from bot.chat.screens.lists import find_status
from bot.chat.screens.record_cards import draw, find_kind
from bot.chat.screens.routes import show
from bot.chat.screens.sharing import find_shared
from bot.chat.wire.dispatch import Pages, must_be_kept
from bot.chat.wire.pacing import Pacer
from bot.chat.wire.phases import Phase, phase_of
from bot.chat.wire.ptb_limiter import LiveLimiter
from bot.chat.wire.transport import AiohttpRequest
from bot.domain.text import Lang
from bot.errors import StorageUnavailable
from bot.i18n import Translator, negotiate
from bot.rendering.view import View

log = structlog.get_logger(__name__)

Context = ContextTypes.DEFAULT_TYPE

# That Telegram's answer is waited for: one that is late is no fault, and of one that is lost nobody can tell what was done.
ANSWER_SECONDS = 8.0

# Commands of `SCREENS` that take words, with handlers of their own.
_WITH_WORDS = frozenset({"start", "who", "said", "status"})
Telegram = Application[Any, Any, Any, Any, Any, Any]


def build_telegram(token: str, api_url: str, pacer: Pacer) -> Telegram:
    """python-telegram-bot's application for live answers, without handlers."""
    base = api_url.rstrip("/")
    return (
        Application.builder()
        .token(token)
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .request(AiohttpRequest(read_timeout=ANSWER_SECONDS))
        .get_updates_request(AiohttpRequest(connections=1))
        .rate_limiter(LiveLimiter(pacer))
        .updater(None)
        .job_queue(None)
        .build()
    )


class ChatApplication:
    """python-telegram-bot's application with our handlers; `handle` takes one update to its end."""

    def __init__(self, telegram: Telegram, edge: Edge, presses: Presses, admins: AdminHandlers) -> None:
        self._application = telegram
        self._bot = edge.bot
        self._use_cases = edge.use_cases
        self._library = edge.use_cases.library
        self._conversations = edge.use_cases.conversations
        self._view, self._send = edge.view, edge.answer
        self._sender = edge.sender
        self._not_kept: set[int] = set()  # updates that the database has yet to take
        self._presses = presses
        self._typing = Typing(edge.bot, edge.sender.abilities)
        self._admins = admins
        self._panels = Panels(edge.sender)
        self._desk = SubscriptionHandlers(edge, self._panels)
        self._personal = PrivacyHandlers(edge, self._forget, self._desk.why_not)
        self._buttons = ButtonHandlers(
            edge,
            admins,
            self._desk,
            self._note_look_back,
            self._run_command,
            lambda chat_id, answer: self._questions.find_question(chat_id, answer),
        )
        self._questions = QuestionHandlers(edge, presses, self._buttons, self._run_command)
        for handler in self._table():
            self._application.add_handler(handler)
        self._application.add_error_handler(self._on_error)

    @property
    def pages(self) -> Pages:
        """Presses that only show another page."""
        return self._buttons

    @property
    def bot(self) -> Bot:
        return self._bot

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
        if update.update_id in self._not_kept:
            self._not_kept.discard(update.update_id)
            raise StorageUnavailable

    async def tell_skipped(self, update: Update, count: int) -> None:
        """Says in the chat of `update` that so many messages of its are not answered."""
        try:
            view = await self._view(update)
            text = Translator(view.lang).ngettext(
                "That was more at once than I can answer: I skipped %(number)s message. Please send it again.",
                "That was more at once than I can answer: I skipped %(number)s messages. Please send again what you "
                "still want to know.",
                count,
            )
            if update.callback_query is not None:
                await update.callback_query.answer()
            if update.inline_query is None and update.guest_message is None:
                await self._send(update, Screen((rendering.escape(text),)))
        except TelegramError as error:
            log.warning("not told that messages were skipped", error=error.message)

    async def publish_profile(self) -> None:
        """Sets command lists and descriptions; a failure is logged, the bot runs on."""
        await publish_profile(self.bot, self._library.edition.snapshot.dossier)

    # -- the table ---------------------------------------------------------------------------------------------

    def _table(self) -> list[BaseHandler[Any, Any, Any]]:
        """The handlers in the order in which they are tried; the first that fits takes the update."""
        fresh = filters.UpdateType.MESSAGE
        private = filters.ChatType.PRIVATE
        posted = fresh | filters.UpdateType.CHANNEL_POST  # a channel's language is chosen there
        handlers: list[BaseHandler[Any, Any, Any]] = [
            MessageHandler(filters.UpdateType.GUEST_MESSAGE, self._on_guest),
            CommandHandler("start", self._on_start, filters=fresh),
            CommandHandler(("who", "said"), self._on_named, filters=fresh),
            CommandHandler("language", self._on_language, filters=posted),
            CommandHandler(("status", "stand"), self._on_status, filters=fresh),
            CommandHandler("keyboard", self._on_keyboard, filters=fresh & private),
            CommandHandler("asof", self._on_as_of, filters=fresh),
            CommandHandler("admin", self._on_admin, filters=fresh & private),
            CommandHandler("draft", self._on_draft, filters=fresh & private),
        ]
        handlers += [
            CommandHandler(command, self._on_screen(route), filters=fresh)
            for command, route in SCREENS.items()
            if command not in _WITH_WORDS
        ]
        handlers += [
            *self._desk.handlers(),
            *self._personal.handlers(),
            CallbackQueryHandler(self._buttons.on_press),
            InlineQueryHandler(self._on_inline),
            MessageHandler(fresh & private & filters.COMMAND, self._on_unknown_command),
            *self._questions.handlers(),
            MessageHandler(fresh & filters.StatusUpdate.MIGRATE, self._on_migration),
            MessageHandler(fresh & private & ~filters.StatusUpdate.ALL, self._on_no_text),
        ]
        return handlers

    def _on_screen(self, route: str) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
        async def send(update: Update, _: Context) -> None:
            view = await self._view(update)
            screen = show_with(command_of(update), words_of(update), view)
            await self._send(update, screen or show(route, view))

        return send

    async def _on_start(self, update: Update, _: Context) -> None:
        """`/start`, or a deep link: its payload is a route with underscores for colons."""
        payload = words_of(update).split(" ")[0]
        view = await self._view(update)
        self._conversations.note_start(speaker_of(update), view.now)
        route = payload.replace("_", ":")
        screen = show(route, view) if route else show("home", view)
        await self._send(update, screen)

    async def _on_named(self, update: Update, _: Context) -> None:
        """`/who` and `/said`, alone or with a name or subject."""
        view = await self._view(update)
        command, words = command_of(update), words_of(update)
        if not words:
            await self._send(update, show(SCREENS[command], view))
            return
        people, topics = self._library.edition.engine.find_names(words)
        if command == "said" and not people and not topics:
            topics = tuple(find_topics(words, view))
        if people:
            route = f"person:{people[0]}" if command == "who" else f"said:p:{people[0]}:0"
        elif len(topics) == 1 and command == "said":
            route = f"said:t:{topics[0]}:0"
        else:
            await self._send(update, _unknown_name(command, words, topics, view))
            return
        await self._send(update, show(route, view))

    async def _on_status(self, update: Update, _: Context) -> None:
        """`/status`, alone or with words of the measure that is meant."""
        view, words = await self._view(update), words_of(update)
        found = find_status(words, view)
        await self._send(update, show(f"status:{found}" if found else "status", view))

    async def _on_language(self, update: Update, _: Context) -> None:
        """`/language`, alone or with the language."""
        view, words = await self._view(update), words_of(update)
        lang = find_language(words)
        if lang is None:
            screen = show("language", view)
            note = view.translate("I speak Dutch and English.")
            await self._send(update, with_note(note, screen) if words else screen)
            return
        refusal = await self._desk.why_not(update, view)
        if refusal is not None:
            await self._send(update, Screen((rendering.escape(refusal),)))
            return
        await self._send(update, await self._buttons.speak(update, lang, view))

    async def _on_keyboard(self, update: Update, _: Context) -> None:
        """`/keyboard`: five words to press; `/keyboard off` takes them away."""
        view = await self._view(update)
        await self._send(update, show_keys(words_of(update), view))

    async def _on_as_of(self, update: Update, _: Context) -> None:
        """`/asof 27 feb` answers from what was known then; `/asof` alone, or `/asof now`, ends it."""
        back = look_back(words_of(update), await self._view(update))
        self._note_look_back(update, back)
        await self._send(update, back.screen)

    def _note_look_back(self, update: Update, back: LookBack) -> None:
        if back.moment is not None or back.ends:
            self._conversations.set_as_of(speaker_of(update), back.moment, self._use_cases.clock())

    async def _on_admin(self, update: Update, context: Context) -> None:
        """For admins alone; anyone else is told that there is no such command."""
        user = update.effective_user
        if user is None or not self._admins.is_admin(user.id):
            await self._on_unknown_command(update, context)
            return
        await self._send(update, await self._admins.show(await self._view(update)))

    async def _on_draft(self, update: Update, context: Context) -> None:
        """`/draft <id>`: the real message in both languages, also of what readers may not see yet; for admins alone."""
        user = update.effective_user
        if user is None or not self._admins.is_admin(user.id):
            await self._on_unknown_command(update, context)
            return
        view = await self._view(update)
        record = words_of(update).split(" ")[0]
        kind = find_kind(view.snapshot, record)
        if kind is None:
            _ = view.translate
            text = _("Which one? Send /draft with the id of a fact, update, briefing or other record.")
            await self._send(update, Screen((rendering.escape(text),)))
            return
        for lang in Lang:
            screen = draw(kind, record, View(view.visible.today, lang))
            if screen is not None:  # a draft is no news: what it shows is not noted for corrections
                await self._send(update, replace(screen, facts=()))
        if kind == "update":
            run = await self._admins.pushes.try_out(view.snapshot.updates[record], view)
            await self._send(update, run)

    async def _on_inline(self, update: Update, _: Context) -> None:
        """`@bot question` in any chat: an answer to choose; `@bot` alone: a few ready cards, in the language of who types."""
        query = update.inline_query
        if query is None:
            return
        lang = negotiate(query.from_user.language_code)
        view = View(self._library.edition.snapshot.at(self._use_cases.clock()), lang, bot=self.bot.username)
        key = find_shared(query.query)
        if key is not None or not query.query.strip():
            articles = ready_articles(view) if key is None else articles_of_record(key, view)
            await query.answer(articles, cache_time=life_of(view), is_personal=True)
            return
        is_told = tells_language(query.query)
        asked = await self._use_cases.asking.look_up(query.query, None if is_told else lang)
        view = replace(view, visible=asked.snapshot.at(asked.now), lang=asked.reply.lang)
        await query.answer(articles_of(asked.reply, view), cache_time=life_of(view), is_personal=not is_told)

    async def _on_guest(self, update: Update, _: Context) -> None:
        """Our name in a chat that we are no member of: one answer with its source, in the asker's language.

        Nothing is kept of such a chat: its number may be that of another one of ours (Bot API, Message.guest_query_id).
        """
        message = update.guest_message
        if message is None or not message.guest_query_id:
            return
        asker = message.from_user
        lang = negotiate(asker.language_code if asker is not None else None)
        view = View(self._library.edition.snapshot.at(self._use_cases.clock()), lang, bot=self.bot.username)
        question = question_to_us(message, self.bot)
        if question:
            asked = await self._use_cases.asking.look_up(question, None if tells_language(question) else lang)
            view = replace(view, visible=asked.snapshot.at(asked.now), lang=asked.reply.lang)
            articles = articles_of(asked.reply, view)
        else:
            articles = ready_articles(view)
        if articles:
            await self.bot.answer_guest_query(message.guest_query_id, articles[0])

    async def _on_unknown_command(self, update: Update, _: Context) -> None:
        view = await self._view(update)
        text = view.translate("I do not know that command. /help shows what I can do.")
        await self._send(update, Screen((rendering.escape(text),)))

    async def _on_no_text(self, update: Update, _: Context) -> None:
        view = await self._view(update)
        text = view.translate("I read text only. Type your question, and I will look it up.")
        await self._send(update, Screen((rendering.escape(text),)))

    async def _on_migration(self, update: Update, _: Context) -> None:
        message = update.effective_message
        if message is not None and message.migrate_to_chat_id is not None:
            await self._use_cases.preferences.move_chat(message.chat_id, message.migrate_to_chat_id)

    async def _on_error(self, update: object, context: Context) -> None:
        """A fault of ours: logged in full, told in a sentence, never as a traceback."""
        error = context.error
        if isinstance(update, Update) and isinstance(error, StorageUnavailable) and must_be_kept(update):
            self._not_kept.add(update.update_id)
            return
        if isinstance(error, TelegramError):
            _log_refusal(error)
        else:
            log.error("update failed", exc_info=error)
        if not isinstance(update, Update) or update.effective_message is None or update.guest_message:
            return
        may_have_arrived = isinstance(error, NetworkError) and phase_of(error) is Phase.UNKNOWN
        if update.callback_query is not None or (isinstance(error, TelegramError) and not may_have_arrived):
            return
        try:
            view = await self._view(update)
            _ = view.translate
            text = (
                _(
                    "Telegram did not tell me whether my answer reached you. If you see none, please ask again."
                )
                if may_have_arrived
                else _("Something went wrong on my side. Please try again.")
            )
            await self._send(update, Screen((rendering.escape(text),)))
        except TelegramError as again:
            log.warning("apology not sent", error=again.message)
        except Exception as again:  # of an update that makes no sense anywhere
            log.error("apology failed", error=type(again).__name__)

    # -- helpers -----------------------------------------------------------------------------------------------

    def _forget(self, chat_id: int) -> None:
        """Drops what is remembered of a chat's messages."""
        for memory in (self._panels, self._presses, self._use_cases.put_under, self._questions):
            memory.forget(chat_id)

    async def _run_command(self, update: Update, command: str, words: str) -> None:
        """What a command does, as if the sender had typed it."""
        typed = as_command(update, self.bot, command, words)
        if typed is not None:
            await self._application.process_update(typed)


def _unknown_name(command: str, words: str, topics: Sequence[str], view: View) -> Screen:
    """For a `/who` or `/said` with a name that is nobody's, or may be that of several subjects."""
    if command == "said" and topics:
        text = view.translate("Which subject do you mean?")
        return Screen((rendering.escape(text),), offer(topics, "said:t:{}:0", view))
    text = view.translate("I know nobody and nothing by the name “%(words)s”.", words=words)
    return Screen((rendering.escape(text),), show("who:0" if command == "who" else "said", view).rows)


def _log_refusal(error: TelegramError) -> None:
    """What became of a message that Telegram did not take, as far as anyone can tell."""
    if phase_of(error) is Phase.UNKNOWN:
        log.warning("no readable answer from Telegram: a message may have arrived", error=error.message)
    elif isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        log.warning("not sent: Telegram cannot be reached, or fails", error=error.message)
    else:
        log.error("Telegram refused a request", error=error.message)
