"""What each person asked lately in each place: in memory only, for follow-ups, forgotten after half an hour."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cachetools import LRUCache

from bot.clock import has_passed

KEPT_QUESTIONS = 4
KEPT_FOR = timedelta(minutes=30)
MOST_SPEAKERS = 50_000  # the least recently used go first


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who talks with us and where: one person in one chat, and in a forum in one of its topics (0: none)."""

    chat_id: int
    user_id: int = 0
    thread_id: int = 0


@dataclass(slots=True)
class _Conversation:
    asked: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT_QUESTIONS))
    last: datetime | None = None
    under: tuple[str, ...] = ()
    as_of: datetime | None = None
    came: datetime | None = None


class Conversations:
    """The last questions of each speaker, and the day that `/asof` set, with an expiry.

    In a group two people's follow-ups are not each other's, nor are one person's in two topics.
    """

    def __init__(self) -> None:
        self._speakers: LRUCache[Speaker, _Conversation] = LRUCache(MOST_SPEAKERS)

    def questions(self, speaker: Speaker, now: datetime) -> tuple[str, ...]:
        """The speaker's earlier questions, oldest first; none after the expiry."""
        found = self._find(speaker, now)
        return tuple(found.asked) if found else ()

    def questions_of_chat(self, chat_id: int, now: datetime) -> tuple[str, ...]:
        """All that is remembered of a chat."""
        speakers = [speaker for speaker in self._speakers if speaker.chat_id == chat_id]
        return tuple(question for speaker in speakers for question in self.questions(speaker, now))

    def as_of(self, speaker: Speaker, now: datetime) -> datetime | None:
        """The moment that the speaker asks from, where they set one."""
        found = self._find(speaker, now)
        return found.as_of if found else None

    def under(self, speaker: Speaker, now: datetime) -> tuple[str, ...]:
        """Keys of what the speaker's last question was put under: a push, or a message replied to."""
        found = self._find(speaker, now)
        return found.under if found else ()

    def note(self, speaker: Speaker, question: str, now: datetime, under: Sequence[str] = ()) -> None:
        """Remembers a question, and what it was put under."""
        conversation = self._open(speaker, now)
        conversation.asked.append(question)
        conversation.under = tuple(under)

    def take_back(self, speaker: Speaker, question: str, now: datetime) -> None:
        """Forgets a question that its writer changed."""
        found = self._find(speaker, now)
        if found is not None and question in found.asked:
            found.asked.remove(question)

    def set_as_of(self, speaker: Speaker, moment: datetime | None, now: datetime) -> None:
        """Sets or, with None, ends the moment that the speaker asks from."""
        self._open(speaker, now).as_of = moment

    def came(self, speaker: Speaker, now: datetime) -> datetime | None:
        """When the speaker first said /start, where that was lately."""
        found = self._find(speaker, now)
        return found.came if found else None

    def note_start(self, speaker: Speaker, now: datetime) -> None:
        """Remembers a first /start."""
        conversation = self._open(speaker, now)
        conversation.came = conversation.came or now

    def forget(self, chat_id: int) -> int:
        """Drops what is remembered of the chat; how many questions that were."""
        speakers = [speaker for speaker in self._speakers if speaker.chat_id == chat_id]
        return sum(len(self._speakers.pop(speaker).asked) for speaker in speakers)

    def _find(self, speaker: Speaker, now: datetime) -> _Conversation | None:
        found = self._speakers.get(speaker)
        if found is None or found.last is None:
            return None
        if has_passed(KEPT_FOR, found.last, now):
            del self._speakers[speaker]
            return None
        return found

    def _open(self, speaker: Speaker, now: datetime) -> _Conversation:
        conversation = self._find(speaker, now) or _Conversation()
        conversation.last = now
        self._speakers[speaker] = conversation
        return conversation
