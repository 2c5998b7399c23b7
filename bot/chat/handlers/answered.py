"""Which of our messages answers which question: for who changes the question, and who judges the answer."""

from dataclasses import dataclass

from cachetools import FIFOCache

MOST_ANSWERS = 20_000  # that a changed question still finds; the oldest go


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered: the question as it was, and the message with the answer."""

    question: str
    answer: int


class AnsweredQuestions:
    """In memory alone, by chat and message."""

    def __init__(self) -> None:
        self._given: FIFOCache[tuple[int, int], Given] = FIFOCache(MOST_ANSWERS)
        self._questions: FIFOCache[tuple[int, int], int] = FIFOCache(MOST_ANSWERS)  # by chat and answer

    def note(self, chat_id: int, message_id: int, given: Given) -> None:
        """That message asked, and this is what it got."""
        self._given[chat_id, message_id] = given
        self._questions[chat_id, given.answer] = message_id

    def find(self, chat_id: int, message_id: int) -> Given | None:
        """What that message got for an answer, where that is still remembered."""
        return self._given.get((chat_id, message_id))

    def find_question(self, chat_id: int, answer: int) -> int | None:
        """The message that our message answers, where that is still remembered."""
        return self._questions.get((chat_id, answer))

    def forget(self, chat_id: int) -> None:
        """Drops what is remembered of the chat."""
        for place in [place for place in self._given if place[0] == chat_id]:
            del self._given[place]
        for place in [place for place in self._questions if place[0] == chat_id]:
            del self._questions[place]
