"""What is said to us in a group, where it stands, whose it is, and what its command was given."""

from typing import Any

import pytest
from telegram import Bot, Update, User
from telegram.ext import CommandHandler, ContextTypes

from bot.chat.addressed import message_of, question_to_us, speaker_of, thread_of, words_of
from bot.services.questions.conversations import Speaker

US = {"id": 1, "is_bot": True, "first_name": "Press", "username": "press_desk_bot"}
ANN = {"id": 7, "is_bot": False, "first_name": "Ann"}
GROUP = {"id": -100, "type": "supergroup", "title": "Newsroom"}


@pytest.fixture
def bot() -> Bot:
    bot = Bot("1:x")
    bot._bot_user = User(1, "Press", True, username="press_desk_bot")  # as after getMe
    return bot


def an_update(text: str, bot: Bot, **more: Any) -> Update:
    message = {"message_id": 5, "date": 1, "chat": GROUP, "from": ANN, "text": text, **more}
    update = Update.de_json({"update_id": 1, "message": message}, bot)
    assert update is not None
    return update


def entity(text: str, part: str, kind: str, **more: Any) -> dict[str, Any]:
    before = text[: text.index(part)]
    units = len(before.encode("utf-16-le")) // 2
    return {"type": kind, "offset": units, "length": len(part.encode("utf-16-le")) // 2, **more}


def asked(text: str, bot: Bot, *entities: dict[str, Any], **more: Any) -> str | None:
    update = an_update(text, bot, entities=list(entities), **more)
    assert update.message is not None
    return question_to_us(update.message, bot)


def test_our_name_anywhere_asks_us_and_is_no_part_of_the_question(bot: Bot) -> None:
    text = "😀 @Press_Desk_Bot, who won?"
    assert asked(text, bot, entity(text, "@Press_Desk_Bot", "mention")) == "😀  , who won?"
    assert asked("@press_desk_bot", bot, entity("@press_desk_bot", "@press_desk_bot", "mention")) == ""
    spoken = entity("Press who won?", "Press", "text_mention", user=US)
    assert asked("Press who won?", bot, spoken) == "who won?"


@pytest.mark.parametrize("name", ["@press_desk_bots", "@press_desk_bot_2", "@other_bot"])
def test_another_name_does_not_ask_us(bot: Bot, name: str) -> None:
    assert asked(f"{name} hi", bot, entity(f"{name} hi", name, "mention")) is None


def test_our_name_in_an_address_does_not_ask_us(bot: Bot) -> None:
    text = "see https://example.org/@press_desk_bot"
    assert asked(text, bot, entity(text, "https://example.org/@press_desk_bot", "url")) is None
    mail = "x@press_desk_bot.example"
    assert asked(mail, bot, entity(mail, mail, "email")) is None


def test_a_reply_to_us_asks_us_and_one_to_others_does_not(bot: Bot) -> None:
    ours = {"message_id": 4, "date": 1, "chat": GROUP, "from": US, "text": "An answer"}
    assert asked("and why?", bot, reply_to_message=ours) == "and why?"
    assert asked("and why?", bot, reply_to_message={**ours, "from": ANN}) is None


def test_only_a_topic_of_a_forum_is_a_thread(bot: Bot) -> None:
    assert thread_of(an_update("x", bot, message_thread_id=9).message) == 0
    assert thread_of(an_update("x", bot, message_thread_id=9, is_topic_message=True).message) == 9
    assert thread_of(None) == 0


def test_a_memory_is_a_persons_in_a_topic_and_in_a_private_chat_the_chats(bot: Bot) -> None:
    in_topic = {"message_thread_id": 9, "is_topic_message": True}
    assert speaker_of(an_update("x", bot, **in_topic)) == Speaker(-100, 7, 9)
    private = {"id": 7, "type": "private", "first_name": "Ann"}
    assert speaker_of(an_update("x", bot, chat=private)) == Speaker(7)
    as_group = an_update("x", bot, sender_chat=GROUP)
    assert speaker_of(as_group) == Speaker(-100, -100)


@pytest.mark.parametrize(
    ("text", "length", "command", "words"),
    [
        ("/Timeline March", 9, "timeline", "March"),
        ("/TIMELINE@Press_Desk_Bot\nMarch", 24, "timeline", "March"),
        ("/timeline\u00a0\u200bMarch\u2028 2026 ", 9, "timeline", "March 2026"),
        ("/timeline: March", 9, "timeline", "March"),
        ("/timeline", 9, "timeline", ""),
    ],
)
def test_a_command_and_its_words_are_read_as_phones_write_them(
    bot: Bot, text: str, length: int, command: str, words: str
) -> None:
    update = an_update(text, bot, entities=[{"type": "bot_command", "offset": 0, "length": length}])
    assert CommandHandler(command, _no_callback).check_update(update)
    assert not CommandHandler(f"{command}s", _no_callback).check_update(update)
    assert words_of(update) == words


async def _no_callback(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None: ...


def test_a_message_of_which_only_the_number_is_told_is_no_message(bot: Bot) -> None:
    old = {"chat": GROUP, "message_id": 3, "date": 0}
    query = {"id": "1", "from": ANN, "chat_instance": "1", "data": "home", "message": old}
    update = Update.de_json({"update_id": 1, "callback_query": query}, bot)
    assert update is not None
    assert update.callback_query is not None
    assert message_of(update.callback_query) is None
