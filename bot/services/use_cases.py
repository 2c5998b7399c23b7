"""The use cases, each built once by the composition root, for whoever calls several of them."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.services.delivery.shown_facts import ShownFactsWriter
from bot.services.editing.reloading import ContentReloader
from bot.services.library import Library
from bot.services.questions.asking import Asking
from bot.services.questions.conversations import Conversations
from bot.services.questions.put_under import PutUnder
from bot.services.questions.unanswered import UnansweredQuestions
from bot.services.readers.preferences import Preferences
from bot.services.readers.subscriptions import Subscriptions


@dataclass(frozen=True, slots=True)
class UseCases:
    """What the chat's edge can do for a reader or an editor."""

    library: Library
    reloader: ContentReloader
    asking: Asking
    conversations: Conversations
    put_under: PutUnder
    unanswered: UnansweredQuestions
    preferences: Preferences
    subscriptions: Subscriptions
    shown_facts: ShownFactsWriter
    clock: Clock
