"""Questions: typed, put under a message, changed afterwards; and words that press a button or open a screen."""

from dataclasses import replace
from typing import Any

from telegram import Message, Update
from telegram.ext import BaseHandler, MessageHandler, filters

from bot.chat.addressed import is_our_own, question_to_us, speaker_of, thread_of
from bot.chat.edge import Context, Edge
from bot.chat.handlers.answered import AnsweredQuestions, Given
from bot.chat.handlers.buttons.by_typing import Presses
from bot.chat.handlers.buttons.handlers import ButtonHandlers
from bot.chat.handlers.openings import opening_of, show_opening
from bot.chat.handlers.running import CommandRunner
from bot.chat.handlers.word_keys import command_of_key
from bot.chat.screen import Screen
from bot.chat.screens.answers import show_reply
from bot.chat.screens.routes import show
from bot.chat.sending.whispers import answering, number_of
from bot.domain.answer import Answered, NoAnswer, Reply
from bot.domain.blocks import Phrase, Say
from bot.domain.text import Lang
from bot.rendering.view import View
from bot.services.questions.asking import LONGEST_REMARK
from bot.services.questions.conversations import Speaker


class QuestionHandlers:
    """Handlers for the application's table."""

    def __init__(
        self,
        edge: Edge,
        presses: Presses,
        buttons: ButtonHandlers,
        answered: AnsweredQuestions,
        commands: CommandRunner,
    ) -> None:
        self._edge = edge
        self._bot = edge.bot
        self._sender = edge.sender
        self._view = edge.view
        self._asking = edge.use_cases.asking
        self._put_under = edge.use_cases.put_under
        self._unanswered = edge.use_cases.unanswered
        self._presses = presses
        self._buttons = buttons
        self._answered = answered
        self._commands = commands

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """In the order in which they are tried, after all commands."""
        fresh, private = filters.UpdateType.MESSAGE, filters.ChatType.PRIVATE
        asked_in_group = filters.ChatType.GROUPS & filters.TEXT & ~filters.COMMAND
        changed = filters.UpdateType.EDITED_MESSAGE & filters.TEXT & ~filters.COMMAND
        return [
            MessageHandler(fresh & private & filters.TEXT, self._on_private),
            MessageHandler(fresh & asked_in_group, self._on_group),
            MessageHandler(changed & (private | filters.ChatType.GROUPS), self._on_changed),
        ]

    # -- handlers ----------------------------------------------------------------------------------------------

    async def _on_private(self, update: Update, _: Context) -> None:
        message = update.effective_message
        if message is not None and message.text and not is_our_own(update, self._bot):
            await self._take(update, message, message.text)

    async def _on_group(self, update: Update, _: Context) -> None:
        """In a group only what is said to the bot: a reply to it, or its name."""
        message = update.effective_message
        if message is None or is_our_own(update, self._bot):
            return
        question = question_to_us(message, self._bot)
        if question:
            await self._take(update, message, question)
        elif question is not None:  # called by name, and nothing asked
            screen = show("help", await self._view(update))
            await self._edge.answer(update, screen)

    async def _on_changed(self, update: Update, _: Context) -> None:
        """A question that its writer mended is answered anew, where its answer stands."""
        message = update.effective_message
        if message is None or not message.text:
            return
        given = self._answered.find(message.chat_id, message.message_id)
        question = (
            message.text if message.chat.type == message.chat.PRIVATE else question_to_us(message, self._bot)
        )
        if given is None or not question or question == given.question:
            return
        view = await self._view(update)
        asked = await self._asking.ask(speaker_of(update), question, view.lang, instead_of=given.question)
        opening = opening_of(asked.reply)
        now = replace(view, visible=asked.snapshot.at(asked.now, view.as_of))
        screen = show_opening(opening, now) if opening is not None else show_reply(asked.reply, now)
        if screen is None:
            return
        self._answered.note(message.chat_id, message.message_id, Given(question, given.answer))
        is_edited = len(screen.parts) == 1 and await self._sender.edit_by_id(
            message.chat_id, given.answer, screen
        )
        if not is_edited:
            sent = await self._sender.send(message.chat_id, screen, thread_id=thread_of(message) or None)
            self._note(asked.reply, question, view.lang, message, sent)

    # -- steps -------------------------------------------------------------------------------------------------

    async def _take(self, update: Update, message: Message, text: str) -> None:
        """One message, one reply: a button's, a command's, or an answer."""
        speaker = speaker_of(update)
        view = await self._view(update)
        command = command_of_key(text)
        if command is not None:
            await self._commands.run(update, command)
            return
        pressed = self._presses.find(message.chat_id, speaker.thread_id, text, view.now)
        if pressed is not None:
            await self._buttons.open_by_words(update, pressed)
            return
        records = await self._records_before(speaker, message, text, view)
        asked = await self._asking.ask(speaker, text, view.lang, records)
        now = replace(view, visible=asked.snapshot.at(asked.now, view.as_of))
        opening = opening_of(asked.reply)
        screen: Screen | None = show_reply(asked.reply, now)
        if opening is not None:
            screen = show_opening(opening, now)
            if screen is None:
                await self._commands.run(update, opening.screen, opening.words)
                return
        assert screen is not None
        is_group = message.chat.type != message.chat.PRIVATE
        sent = await self._sender.send(
            message.chat_id,
            screen,
            thread_id=thread_of(message) or None,
            reply_to=message.message_id if is_group else None,
            whisper=answering(message),
        )
        if number_of(message):  # it has no number by which anybody could come back to it
            return
        self._note(asked.reply, text, view.lang, message, sent)

    async def _records_before(
        self, speaker: Speaker, message: Message, text: str, view: View
    ) -> tuple[str, ...]:
        """What the message is put under: one of ours that it replies to; else, at the start of a talk, the last push."""
        replied = message.reply_to_message
        if replied is not None and replied.from_user is not None and replied.from_user.id == self._bot.id:
            return await self._put_under.find_of_message(message.chat_id, replied.message_id)
        if len(text.split()) > LONGEST_REMARK or self._asking.has_asked(speaker, view.now):
            return ()
        return await self._put_under.find_last_push(speaker, view.now)

    def _note(self, reply: Reply, question: str, lang: Lang, message: Message, sent: Message | None) -> None:
        """For who changes the question or replies to the answer, and for the editors: what was not answered, and what
        may turn out to have been no help.
        """
        chat_id = message.chat_id
        if isinstance(reply, NoAnswer) and Say(Phrase.WE_DO_NOT_KNOW) in reply.blocks:
            self._unanswered.note_unanswered(chat_id, question, lang)
        elif sent is not None:  # readings too: the one that is pressed takes their place
            self._unanswered.note_answered(chat_id, sent.message_id, question, lang)
        if sent is None:
            return
        if isinstance(reply, Answered | NoAnswer):
            self._put_under.note(chat_id, sent.message_id, reply.facts)
        self._answered.note(chat_id, message.message_id, Given(question, sent.message_id))
