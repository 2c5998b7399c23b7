"""Talking with the bot in groups and under old messages: who is answered, where, and with whose memory."""

from typing import Any

from bot.sandbox.bot_api import methods
from bot.sandbox.rules.refusal import bad_request
from tests.acceptance.conftest import House


async def test_a_reply_to_us_in_a_plain_supergroup_is_answered(house: House) -> None:
    ann = await house.reader("Ann", "en")
    group = house.world.add_chat("supergroup", "Desk", [ann.id], [ann.id])["id"]
    chat = ann.at(group)
    answer = await chat.say("@briefing_sandbox_bot who is Bea Brood?")
    said = await chat.say("/who", reply_to_message_id=answer["message_id"])
    assert said["text"].startswith("Who is who")
    said = await chat.say("and who is Rob Regel?", reply_to_message_id=answer["message_id"])
    assert "Regel" in said["text"]


async def test_an_answer_in_a_topic_that_was_closed_comes_outside_of_it(house: House) -> None:
    ann = await house.reader("Ann", "en")
    group = house.world.add_chat("supergroup", "Desk", [ann.id], [ann.id], forum=True)["id"]
    house.world.chats[group].closed_topics.add(5)
    house.world.say(group, ann.id, {"text": "/privacy", "message_thread_id": 5, "is_topic_message": True})
    (said,) = await ann.at(group).until(lambda all_: all_)
    assert said["text"].startswith("What I keep about you")


async def test_where_members_are_hidden_administrators_are_still_found(
    house: House, monkeypatch: Any
) -> None:
    async def hidden(world: Any, params: Any) -> Any:
        raise bad_request("CHAT_ADMIN_REQUIRED")

    ann, bob = await house.reader("Ann", "en"), await house.reader("Bob", "nl")
    group = house.world.add_chat("supergroup", "Desk", [ann.id, bob.id], [ann.id])["id"]
    monkeypatch.setitem(methods.METHODS, "getChatMember", hidden)
    assert "You are subscribed" in (await ann.at(group).say("/subscribe"))["text"]
    assert "alleen de beheerders" in (await bob.at(group).say("/quiet 23 7"))["text"]
    monkeypatch.setitem(methods.METHODS, "getChatAdministrators", hidden)
    for command in ("/settings", "/pause 3", "/zone Wenen", "/language nl"):
        assert "I cannot see who the administrators" in (await ann.at(group).say(command))["text"], command


async def test_a_button_of_a_message_that_is_too_old_to_change_opens_a_new_one(house: House) -> None:
    reader = await house.reader("James", "en")
    await reader.say("/start")
    for data, begins in (
        ("privacy", "What I keep about you"),
        ("who:0", "Who is who"),
        ("subscribe", "You are subscribed"),
    ):
        before = len(await reader.messages())
        house.world.press(reader.id, reader.id, 999_999, data)
        said = (await reader.until(lambda all_, seen=before: len(all_) > seen))[-1]
        assert said["text"].startswith(begins)


async def test_a_day_and_a_question_are_remembered_for_a_person_in_a_topic(house: House) -> None:
    ann, bob = await house.reader("Ann", "en"), await house.reader("Bob", "en")
    group = house.world.add_chat("supergroup", "Desk", [ann.id, bob.id], [], forum=True)["id"]
    ours, theirs = ann.at(group, 3), bob.at(group, 3)
    await theirs.say("/asof 1 March")
    assert "known on 1 March 2026" not in (await ours.say("/timeline"))["text"]
    early = (await theirs.say("/timeline"))["text"]
    assert "1 March 2026" in early
    assert (await bob.at(group, 4).say("/timeline"))["text"] == (await ours.say("/timeline"))["text"] != early


async def test_an_answer_of_ours_that_a_reader_chose_is_not_answered_again(house: House) -> None:
    reader = await house.reader("James", "en")
    await reader.say("/start")
    house.world.say(reader.id, reader.id, {"text": "Who is Bea Brood?", "via_bot": house.world.bot})
    other = {**house.world.bot, "id": 77, "username": "gif_bot"}
    house.world.say(reader.id, reader.id, {"text": "Who is Rob Regel?", "via_bot": other})
    said = [message["text"] for message in await reader.until(lambda all_: len(all_) > 1)]
    assert len(said) == 2
    assert "Regel" in said[1]
