"""What each chat asked lately: in memory only, for follow-ups, forgotten after half an hour."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import has_passed

KEPT_QUESTIONS = 4
KEPT_FOR = timedelta(minutes=30)
MOST_CHATS = 50_000  # the least recently used go first


@dataclass(slots=True)
class _Conversation:
    asked: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT_QUESTIONS))
    last: datetime | None = None
    as_of: datetime | None = None


class Conversations:
    """The last questions of each chat, and the day that `/asof` set, with an expiry."""

    def __init__(self) -> None:
        self._chats: OrderedDict[int, _Conversation] = OrderedDict()

    def questions(self, chat_id: int, now: datetime) -> tuple[str, ...]:
        """The chat's earlier questions, oldest first; none after the expiry."""
        found = self._find(chat_id, now)
        return tuple(found.asked) if found else ()

    def as_of(self, chat_id: int, now: datetime) -> datetime | None:
        """The moment that the chat asks from, where it set one."""
        found = self._find(chat_id, now)
        return found.as_of if found else None

    def note(self, chat_id: int, question: str, now: datetime) -> None:
        """Remembers a question."""
        conversation = self._open(chat_id, now)
        conversation.asked.append(question)

    def set_as_of(self, chat_id: int, moment: datetime | None, now: datetime) -> None:
        """Sets or, with None, ends the moment that the chat asks from."""
        self._open(chat_id, now).as_of = moment

    def forget(self, chat_id: int) -> int:
        """Drops what is remembered of the chat; how many questions that were."""
        found = self._chats.pop(chat_id, None)
        return len(found.asked) if found else 0

    def _find(self, chat_id: int, now: datetime) -> _Conversation | None:
        found = self._chats.get(chat_id)
        if found is None or found.last is None:
            return None
        if has_passed(KEPT_FOR, found.last, now):
            del self._chats[chat_id]
            return None
        return found

    def _open(self, chat_id: int, now: datetime) -> _Conversation:
        conversation = self._find(chat_id, now) or _Conversation()
        conversation.last = now
        self._chats[chat_id] = conversation
        self._chats.move_to_end(chat_id)
        if len(self._chats) > MOST_CHATS:
            self._chats.popitem(last=False)
        return conversation
