"""What is remembered in memory alone has a bound; what was used lately stays longest, and who asks is forgotten."""

from pathlib import Path

import pytest

from bot.domain.text import Lang
from bot.services.questions import conversations, put_under, unanswered
from bot.services.questions.conversations import Conversations, Speaker
from bot.services.questions.put_under import PutUnder
from bot.services.questions.unanswered import UnansweredQuestions
from bot.storage.database import Database
from tests.support.fakes import IDS, START, HandClock


def test_of_too_many_speakers_the_one_who_was_silent_longest_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(conversations, "MOST_SPEAKERS", 2)
    remembered = Conversations()
    remembered.note(Speaker(1), "Why?", START)
    remembered.note(Speaker(2), "Who?", START)
    remembered.note(Speaker(1), "When?", START)
    remembered.note(Speaker(3), "Where?", START)
    assert remembered.questions(Speaker(1), START) == ("Why?", "When?")
    assert remembered.questions(Speaker(2), START) == ()
    assert remembered.questions(Speaker(3), START) == ("Where?",)
    assert remembered.forget(1) == 2
    assert remembered.questions_of_chat(1, START) == ()
    assert remembered.questions_of_chat(3, START) == ("Where?",)


async def test_of_too_many_messages_the_one_used_longest_ago_is_looked_up_and_the_others_need_no_database(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(put_under, "MOST_MESSAGES", 2)
    async with Database(f"sqlite+aiosqlite:///{tmp_path / 'without-tables.db'}") as database:
        remembered = PutUnder(database, IDS)
        remembered.note(1, 10, ["a"])
        remembered.note(1, 11, ["b"])
        assert await remembered.find_of_message(1, 10) == ("fact:a",)
        remembered.note(2, 12, ["c"])
        assert await remembered.find_of_message(1, 10) == ("fact:a",)
        assert await remembered.find_of_message(1, 11) == ()
        remembered.forget(1)
        assert await remembered.find_of_message(1, 10) == ()
        assert await remembered.find_of_message(2, 12) == ("fact:c",)


async def test_of_too_many_answers_the_oldest_can_no_longer_be_marked_as_no_help(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(unanswered, "MOST_SHOWN", 2)
    async with Database(f"sqlite+aiosqlite:///{tmp_path / 'without-tables.db'}") as database:
        inbox = UnansweredQuestions(database, lambda _: True, HandClock())
        for message in (10, 11, 12):
            inbox.note_answered(message, message, f"What is {message}?", Lang.EN)
        assert inbox.dislike(10, 10) is None
        assert inbox.dislike(11, 11) == "What is 11?"
        assert inbox.dislike(11, 11) is None  # once a message
        inbox.take_back(11, 11)
        assert inbox.dislike(11, 11) == "What is 11?"
        inbox.forget(11)
        inbox.note_answered(11, 11, "What is 11?", Lang.EN)
        assert inbox.dislike(11, 11) == "What is 11?"
        assert inbox.dislike(12, 12) == "What is 12?"
