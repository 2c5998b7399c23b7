"""A command that a button stands for is what its sender would have typed."""

from typing import Any, cast

import pytest
from telegram import Bot, Update

from bot.chat.addressed import speaker_of, thread_of, words_of
from bot.chat.handlers.running import CommandRunner
from bot.chat.wire.live import Telegram
from bot.services.questions.conversations import Speaker

ANN = {"id": 7, "is_bot": False, "first_name": "Ann"}
GROUP = {"id": -100, "type": "supergroup", "title": "Newsroom", "is_forum": True}


class Heard:
    """An application that keeps what it is given."""

    def __init__(self) -> None:
        self.bot = Bot("1:x")
        self.updates: list[Update] = []

    async def process_update(self, update: Update) -> None:
        self.updates.append(update)


async def run(update: dict[str, Any], command: str, words: str = "") -> list[Update]:
    heard = Heard()
    await CommandRunner(cast(Telegram, heard)).run(Update.de_json(update, heard.bot), command, words)
    return heard.updates


async def test_a_press_in_a_topic_is_a_command_of_who_pressed_in_that_topic() -> None:
    message = {
        "message_id": 4,
        "date": 1,
        "chat": GROUP,
        "text": "Shall I?",
        "message_thread_id": 9,
        "is_topic_message": True,
    }
    query = {"id": "q", "from": ANN, "chat_instance": "c", "data": "do:pause:2 weeks", "message": message}
    (typed,) = await run({"update_id": 3, "callback_query": query}, "pause", "2 weeks")
    assert typed.update_id == 3
    assert typed.message is not None
    assert typed.message.text == "/pause 2 weeks"
    assert words_of(typed) == "2 weeks"
    assert thread_of(typed.message) == 9
    assert speaker_of(typed) == Speaker(-100, 7, 9)


async def test_words_of_an_anonymous_administrator_are_a_command_of_theirs() -> None:
    message = {"message_id": 4, "date": 1, "chat": GROUP, "from": ANN, "sender_chat": GROUP, "text": "stop"}
    (typed,) = await run({"update_id": 3, "message": message}, "stop")
    assert speaker_of(typed) == Speaker(-100, -100)


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 3},
        {
            "update_id": 3,
            "poll_answer": {"poll_id": "p", "user": ANN, "option_ids": [0], "option_persistent_ids": []},
        },
    ],
)
async def test_where_there_is_no_place_nothing_is_done(update: dict[str, Any]) -> None:
    assert await run(update, "stop") == []
