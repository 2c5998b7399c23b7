"""A question: the live edition answers it; no database is needed."""

from dataclasses import dataclass
from datetime import datetime

from bot.answering import answer
from bot.clock import Clock
from bot.domain.answer import Reply
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.services.conversations import Conversations
from bot.services.library import Library


@dataclass(frozen=True, slots=True)
class Asked:
    """A reply with the snapshot that it points into and the moment of asking."""

    reply: Reply
    snapshot: Snapshot
    now: datetime


class Asking:
    """Answers in a chat's language, with the chat's earlier questions at hand."""

    def __init__(self, library: Library, conversations: Conversations, clock: Clock) -> None:
        self._library = library
        self._conversations = conversations
        self._clock = clock

    def ask(self, chat_id: int, question: str, lang: Lang) -> Asked:
        """The reply to `question`; the question is remembered for follow-ups."""
        now = self._clock()
        edition = self._library.edition
        reply = answer(
            edition.engine,
            question,
            lang=lang,
            now=now,
            context=self._conversations.questions(chat_id, now),
            as_of=self._conversations.as_of(chat_id, now),
        )
        self._conversations.note(chat_id, question, now)
        return Asked(reply, edition.snapshot, now)

    def look_up(self, question: str) -> Asked:
        """The reply to `question` alone, in its own language; nothing is remembered."""
        now = self._clock()
        edition = self._library.edition
        return Asked(answer(edition.engine, question, lang=None, now=now), edition.snapshot, now)
