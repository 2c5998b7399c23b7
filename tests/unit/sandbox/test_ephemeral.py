"""Ephemeral messages in the sandbox, by Telegram's rules."""

from typing import Any

import pytest

from bot.sandbox.bot_api.messages import EPHEMERAL_SECONDS
from bot.sandbox.chat import is_seen_by
from bot.sandbox.world import World
from tests.support.fakes import HandClock
from tests.unit.sandbox.conftest import Call

ANN, BOB = 101, 102
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
COMMANDS = [
    {"command": "who", "description": "x", "is_ephemeral": True},
    {"command": "stop", "description": "x"},
]


@pytest.fixture
def world(clock: HandClock) -> World:
    made = World(limits=False, clock=lambda: clock().timestamp())
    for name in ("Ann", "Bob"):
        made.add_user(name, "en")
    return made


@pytest.fixture
def group(world: World) -> int:
    chat_id: int = world.add_chat("supergroup", "Desk", [ANN, BOB], [])["id"]
    return chat_id


def to(user: int, query: str | None = None) -> dict[str, Any]:
    return {"receiver_user_id": user} | ({"callback_query_id": query} if query else {})


async def test_a_press_allows_a_message_to_who_pressed_for_fifteen_seconds(
    call: Call, world: World, group: int, clock: HandClock
) -> None:
    shown = await call("sendMessage", chat_id=group, text="all see this")
    query = world.press(group, ANN, shown["message_id"], "x")
    ask = {"chat_id": group, "text": "for Ann"}
    sent = await call("sendMessage", **ask, ephemeral_message_parameters=to(ANN, query))
    assert (sent["message_id"], sent["ephemeral_message_id"], sent["receiver_user"]["id"]) == (0, 1, ANN)
    assert [is_seen_by(sent, user) for user in (ANN, BOB, 0)] == [True, False, False]
    assert await call("sendMessage", **ask, ephemeral_message_parameters=to(BOB, query)) == TOO_OLD
    assert await call("sendMessage", **ask, ephemeral_message_parameters=to(ANN, "99")) == TOO_OLD
    await call("answerCallbackQuery", callback_query_id=query)
    clock.turn(seconds=EPHEMERAL_SECONDS)
    assert (await call("sendMessage", **ask, ephemeral_message_parameters=to(ANN, query)))["message_id"] == 0
    clock.turn(seconds=1)
    assert await call("sendMessage", **ask, ephemeral_message_parameters=to(ANN, query)) == TOO_OLD


async def test_an_ephemeral_command_reaches_the_bot_alone_and_is_answered_in_kind(
    call: Call, world: World, group: int, clock: HandClock
) -> None:
    await call("setMyCommands", commands=COMMANDS, scope={"type": "all_group_chats"})
    said = world.say(group, ANN, {"text": "/who Regel"})
    assert (said["message_id"], said["receiver_user"]["id"]) == (0, world.bot["id"])
    assert world.queue.updates[-1]["message"]["ephemeral_message_id"] == said["ephemeral_message_id"]
    assert world.say(group, ANN, {"text": "/stop"})["message_id"] > 0
    number = said["ephemeral_message_id"]
    ask = {"chat_id": group, "text": "so", "reply_parameters": {"ephemeral_message_id": number}}
    assert "replied not found" in await call("sendMessage", **ask)  # a reply to one must be one
    assert "replied not found" in await call("sendMessage", **ask, ephemeral_message_parameters=to(BOB))
    answer = await call("sendMessage", **ask, ephemeral_message_parameters=to(ANN))
    assert answer["receiver_user"]["id"] == ANN
    asked_on = world.say(group, ANN, {"text": "and?", "reply_to_message": answer})
    assert asked_on["receiver_user"]["id"] == world.bot["id"]
    clock.turn(seconds=EPHEMERAL_SECONDS + 1)
    assert "replied not found" in await call("sendMessage", **ask, ephemeral_message_parameters=to(ANN))


async def test_without_an_occasion_only_an_administrator_may(call: Call, world: World, group: int) -> None:
    ask = {"text": "psst", "ephemeral_message_parameters": to(ANN)}
    assert await call("sendMessage", chat_id=group, **ask) == "Bad Request: BOT_NOT_ADMIN"
    world.chats[ANN].started = True
    assert await call("sendMessage", chat_id=ANN, **ask) == "Bad Request: BOT_NOT_ADMIN"
    world.chats[group].bot_is_admin = True
    assert (await call("sendMessage", chat_id=group, **ask))["ephemeral_message_id"]
    assert (await call("getChatMember", chat_id=group, user_id=world.bot["id"]))["status"] == "administrator"
    stranger = {"text": "psst", "ephemeral_message_parameters": to(999)}
    assert "user not found" in await call("sendMessage", chat_id=group, **stranger)


async def test_one_is_changed_and_taken_away_by_its_own_methods_alone(
    call: Call, world: World, group: int
) -> None:
    world.chats[group].bot_is_admin = True
    sent = await call("sendMessage", chat_id=group, text="old", ephemeral_message_parameters=to(ANN))
    place = {"chat_id": group, "receiver_user_id": ANN, "ephemeral_message_id": sent["ephemeral_message_id"]}
    assert "to edit not found" in await call("editMessageText", chat_id=group, message_id=0, text="new")
    assert "to edit not found" in await call("editMessageText", chat_id=group, message_id=-1, text="new")
    assert "to delete not found" in await call("deleteMessage", chat_id=group, message_id=-1)
    assert "not modified" in await call("editEphemeralMessageText", **place, text="old")
    assert "to edit not found" in await call(
        "editEphemeralMessageText", **{**place, "receiver_user_id": BOB}, text="new"
    )
    assert await call("editEphemeralMessageText", **place, text="new") is True
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    assert await call("editEphemeralMessageReplyMarkup", **place, reply_markup=markup) is True
    (kept,) = world.chats[group].messages.values()
    assert (kept["text"], kept["reply_markup"]) == ("new", markup)
    rich = {"html": "<h1>new</h1>"}
    assert await call("editEphemeralMessageText", **place, rich_message=rich) is True
    assert "text" not in kept
    assert await call("deleteEphemeralMessage", **place) is True
    assert "to delete not found" in await call("deleteEphemeralMessage", **place)
    assert not world.chats[group].messages
