"""In a group what one person reads is seen by that person alone, where Telegram allows that; over HTTP."""

import asyncio
from typing import Any

import pytest

from bot.sandbox.chat import key_of
from tests.acceptance.conftest import House
from tests.acceptance.reader import WAIT_SECONDS, Json, Reader, words_of

EPHEMERAL = "ephemeral_message_parameters"


@pytest.fixture
async def two(house: House) -> tuple[Reader, Reader]:
    """Ann and Bob in a group."""
    ann, bob = await house.reader("Ann", "en"), await house.reader("Bob", "en")
    group = house.world.add_chat("supergroup", "Desk", [ann.id, bob.id], [ann.id])["id"]
    async with asyncio.timeout(WAIT_SECONDS):
        while True:
            if house.world.commands_for(group, ann.id):
                break
            await asyncio.sleep(0.02)  # the other side is a server: there is no event to wait for
    return ann.at(group), bob.at(group)


async def test_a_command_to_read_is_answered_to_who_sent_it_alone(two: tuple[Reader, Reader]) -> None:
    ann, bob = two
    said = await ann.say("/who")
    assert said["text"].startswith("Who is who")
    assert (said["message_id"], said["receiver_user"]["id"]) == (0, ann.id)
    assert not await bob.messages()
    question = await bob.say(
        "@briefing_sandbox_bot who is Bea Brood?"
    )  # what is asked aloud is answered aloud
    assert "receiver_user" not in question
    assert key_of((await ann.messages())[-1]) == key_of(question)
    assert "receiver_user" not in await ann.say("/subscribe")  # it concerns them all


async def test_its_pages_turn_in_place_and_each_persons_are_their_own(two: tuple[Reader, Reader]) -> None:
    ann, bob = two
    of_ann, of_bob = await ann.say("/timeline"), await bob.say("/briefing")
    turned = await ann.press(of_ann, "Start")
    assert key_of(turned) == key_of(of_ann)
    assert turned["text"] != of_ann["text"]
    read = await bob.press(of_bob, "The case in brief")
    assert read["rich_message"]
    assert key_of(read) == key_of(of_bob)
    assert "briefing" in (await bob.press(read, "All briefings"))["text"].lower()
    assert len(await ann.messages()) == len(await bob.messages()) == 1


async def test_what_a_press_under_everybodys_message_opens_is_for_who_pressed(
    two: tuple[Reader, Reader], house: House
) -> None:
    ann, bob = two
    shown = house.world.add_message(
        house.world.chats[ann.chat],
        house.world.bot,
        {"text": "News", "reply_markup": {"inline_keyboard": []}},
    )
    await bob.press_data(shown, "status:push")
    (_, opened) = await bob.until(lambda all_: len(all_) == 2)
    assert opened["receiver_user"]["id"] == bob.id
    assert len(await ann.messages()) == 1


async def test_a_reply_to_what_was_said_to_one_alone_is_answered_to_that_one(
    two: tuple[Reader, Reader],
) -> None:
    ann, bob = two
    said = await ann.say("/who")
    answer = await ann.say("and who is Rob Regel?", reply_to_message_id=key_of(said))
    assert "Regel" in words_of(answer)
    assert answer["receiver_user"]["id"] == ann.id
    assert not await bob.messages()


async def test_where_the_server_overlooks_it_a_press_is_answered_for_all_and_it_is_asked_once(
    two: tuple[Reader, Reader], house: House, monkeypatch: Any
) -> None:
    ann, bob = two
    asked = overlook(house, monkeypatch)
    shown = house.world.add_message(house.world.chats[ann.chat], house.world.bot, {"text": "News"})
    for count in (2, 3):
        await bob.press_data(shown, "status:push")
        opened = (await bob.until(lambda all_, wanted=count: len(all_) == wanted))[-1]
        assert "receiver_user" not in opened
    assert len(await ann.messages()) == 3
    assert asked.count(True) == 1


async def test_what_was_asked_unseen_and_comes_too_late_is_not_answered_in_the_open(
    two: tuple[Reader, Reader], house: House, monkeypatch: Any
) -> None:
    ann, bob = two
    monkeypatch.setattr("bot.sandbox.bot_api.messages.EPHEMERAL_SECONDS", -1.0)
    house.world.say(ann.chat, ann.id, {"text": "/who"})
    await bob.say("@briefing_sandbox_bot who is Bea Brood?")  # its turn is after that of the command
    (answer,) = await ann.messages()
    assert "Bea Brood" in answer["text"]


def overlook(house: House, monkeypatch: Any) -> list[bool]:
    """A server that reads no parameters of ephemeral messages; whether each message had some."""
    from bot.sandbox.bot_api.methods import METHODS, send_message
    from bot.sandbox.bot_api.params import Params

    asked: list[bool] = []

    async def send(world: Any, params: Params) -> Json:
        asked.append(params.has(EPHEMERAL))
        return await send_message(world, params.without(EPHEMERAL))

    monkeypatch.setitem(METHODS, "sendMessage", send)
    return asked
