"""Subscriptions of groups, forum topics and channels: who may change them, and where pushes land."""

import asyncio
from pathlib import Path

from tests.acceptance.conftest import House
from tests.acceptance.reader import WAIT_SECONDS, Reader
from tests.acceptance.test_pushes import has_gone_out, publish, pushed


async def a_chat(
    house: House, kind: str, *, forum: bool = False, language: str = "en"
) -> tuple[Reader, Reader]:
    """An administrator and a plain member, in a new chat of that kind."""
    admin, member = await house.reader("Ann", language), await house.reader("Bob", language)
    members, admins = [admin.id, member.id], [admin.id]
    chat = house.world.add_chat(kind, "A newsroom", members, admins, forum=forum)["id"]
    return admin.at(chat), member.at(chat)


async def answered(house: House, count: int) -> None:
    """Returns when the bot has answered that many presses."""
    async with asyncio.timeout(WAIT_SECONDS):
        while house.world.counts["answerCallbackQuery"] < count:  # noqa: ASYNC110 - the bot's task has no event for it
            await asyncio.sleep(0.02)


async def test_only_a_groups_administrators_subscribe_it_and_its_pushes_come_once(
    house: House, briefings: Path
) -> None:
    admin, member = await a_chat(house, "supergroup")
    assert "Only the administrators" in (await member.say("/subscribe"))["text"]
    assert "You are subscribed" in (await admin.say("/subscribe"))["text"]
    publish(briefings, "2026-11-23-one")
    (push,) = pushed(await admin.until(lambda all_: pushed(all_, "2026-11-23-one")), "2026-11-23-one")
    before = len(await admin.messages())
    await member.press_data(push, "stop:push")
    await answered(house, 1)
    assert len(await admin.messages()) == before  # a notice to whoever pressed, no message to all
    await admin.press_data(push, "stop:push")
    said = (await admin.until(lambda all_: len(all_) > before))[-1]
    assert "no more updates" in said["text"]
    assert pushed(await admin.messages(), "2026-11-23-one") == [push]  # the news stays


async def test_a_members_press_leaves_the_groups_settings_and_language_as_they_are(house: House) -> None:
    admin, member = await a_chat(house, "group")
    said = await admin.say("/subscribe")
    for number, data in enumerate(("set:level:daily", "stop", "lang:nl:home"), start=1):
        await member.press_data(said, data)
        await answered(house, number)
    assert [message for message in await admin.messages() if message.get("edit_date")] == []
    assert "Everything, as it is published" in (await admin.say("/settings"))["text"]


async def test_a_topic_of_a_forum_has_a_subscription_of_its_own(house: House, briefings: Path) -> None:
    admin, _ = await a_chat(house, "supergroup", forum=True)
    here, there = admin.at(admin.chat, 7), admin.at(admin.chat, 8)
    assert "You are subscribed" in (await here.say("/subscribe"))["text"]
    assert "not subscribed" in (await there.say("/settings"))["text"]
    publish(briefings, "2026-11-23-one")
    await here.until(lambda all_: pushed(all_, "2026-11-23-one"))
    await here.until(lambda _: has_gone_out(house, "update/2026-11-23-one"))
    assert not pushed(await there.messages(), "2026-11-23-one")
    assert not pushed(await admin.messages(), "2026-11-23-one")


async def test_a_channel_is_subscribed_by_a_post_and_its_readers_cannot_change_it(
    house: House, briefings: Path
) -> None:
    admin, member = await a_chat(house, "channel")
    said = await admin.say("/subscribe")
    assert "You are subscribed" in said["text"]
    publish(briefings, "2026-11-23-one")
    (push,) = pushed(await admin.until(lambda all_: pushed(all_, "2026-11-23-one")), "2026-11-23-one")
    for number, data in enumerate(("stop:push", "home", "lang:nl:home"), start=1):
        await member.press_data(push, data)
        await answered(house, number)
    publish(briefings, "2026-11-23-two")
    await admin.until(lambda all_: pushed(all_, "2026-11-23-two"))
    assert push in await admin.messages()
    changed = await admin.press(said, "Quiet hours")
    assert "Your updates" in changed["text"]


async def test_a_channels_language_is_chosen_by_a_post(house: House) -> None:
    admin, _ = await a_chat(house, "channel")
    asked = await admin.say("/language")
    await admin.press(asked, "Nederlands")
    assert "Je bent geabonneerd" in (await admin.say("/subscribe"))["text"]


async def test_a_groups_administrators_have_it_forgotten_and_its_command_list_is_taken_back(
    house: House,
) -> None:
    admin, member = await a_chat(house, "supergroup", forum=True)
    here = admin.at(admin.chat, 7)
    asked = await here.say("/language")
    await here.press(asked, "Nederlands")
    listed = house.world.profile["commands"]
    assert [scope for scope, _ in listed if str(admin.chat) in scope]
    await here.say("/subscribe")
    refused = await member.at(admin.chat, 7).say("/forget")
    assert "beheerders" in refused["text"]
    receipt = await here.say("/forget")
    assert "Abonnementen: 1" in receipt["text"]
    assert not [scope for scope, _ in listed if str(admin.chat) in scope]
    assert "Subscriptions: 0" in (await here.say("/forget"))["text"]
