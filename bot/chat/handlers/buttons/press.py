"""A press of a button, who can do what it asks for, and what came of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update

from bot.chat.addressed import message_of, thread_of
from bot.chat.edge import Edge
from bot.chat.handlers.admins.panel import AdminHandlers
from bot.chat.handlers.answered import AnsweredQuestions
from bot.chat.handlers.buttons.by_typing import Pressed
from bot.chat.handlers.running import CommandRunner
from bot.chat.handlers.subscriptions import SubscriptionHandlers
from bot.chat.route import arguments_of
from bot.chat.screen import Screen
from bot.chat.sending.whispers import Whisper, after, answering
from bot.rendering.view import View


@dataclass(frozen=True, slots=True)
class Press:
    """A route that somebody opens: by its button, by the words on it, or by a link.

    `message` is the one under which the button is, where it may be changed: not of a route that was named or linked, nor
    of a message so old that Telegram tells only its number. `message_id` is 0 for a link.
    """

    update: Update
    data: str
    view: View
    chat_id: int
    thread: int = 0
    message_id: int = 0
    message: Message | None = None

    @property
    def args(self) -> list[str]:
        return arguments_of(self.data)

    def whisper(self, *, is_personal: bool = False) -> Whisper | None:
        """For whom alone its screen is: who answers, or presses under, what only they see; `is_personal`: whoever pressed in a group."""
        query, message = self.update.callback_query, self.update.effective_message
        if query is not None:
            return after(query, is_personal=is_personal)
        return answering(message) if message is not None else None


@dataclass(frozen=True, slots=True)
class Done:
    """A screen, which goes where the route says, and what whoever pressed is told beside it; either may be missing."""

    screen: Screen | None = None
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Doers:
    """Who can do what buttons ask for; built once."""

    edge: Edge
    subscriptions: SubscriptionHandlers
    admins: AdminHandlers
    answered: AnsweredQuestions
    commands: CommandRunner


Act = Callable[[Doers, Press], Awaitable[Done]]


def press_of(update: Update, query: CallbackQuery, view: View) -> Press:
    """Of a button that was pressed."""
    message, under = message_of(query), query.message
    return Press(
        update,
        query.data or "",
        view,
        under.chat.id if under else query.from_user.id,
        thread_of(message),
        under.message_id if under else 0,
        message,
    )


def press_by_words(update: Update, message: Message, pressed: Pressed, view: View) -> Press:
    """Of a button that `message` names."""
    return Press(update, pressed.button.route, view, message.chat_id, thread_of(message), pressed.message_id)


def press_by_link(update: Update, message: Message, route: str, view: View) -> Press:
    """Of a link that was followed, which sends `message`."""
    return Press(update, route, view, message.chat_id, thread_of(message))
