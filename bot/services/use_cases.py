"""The use cases, each built once by the composition root, for whoever calls several of them."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.services.delivery.shown_facts import Showing
from bot.services.editing.reloading import ContentReloader
from bot.services.library import Library
from bot.services.questions.asking import Asking
from bot.services.questions.conversations import Conversations
from bot.services.questions.put_under import PutUnder
from bot.services.questions.unanswered import Inbox
from bot.services.readers.preferences import Preferences
from bot.services.readers.subscriptions import Subscribing


@dataclass(frozen=True, slots=True)
class UseCases:
    """What the chat's edge can do for a reader or an editor."""

    library: Library
    publishing: ContentReloader
    asking: Asking
    conversations: Conversations
    put_under: PutUnder
    inbox: Inbox
    preferences: Preferences
    subscribing: Subscribing
    showing: Showing
    clock: Clock
