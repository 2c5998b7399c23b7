"""Drafts in the sandbox, by Telegram's rules."""

import pytest

from bot.sandbox.bot_api.drafts import SHOWN_SECONDS, draft_of
from bot.sandbox.world import World
from tests.support.fakes import HandClock
from tests.unit.sandbox.conftest import Call

SANNE = 101


@pytest.fixture
def world(clock: HandClock) -> World:
    made = World(limits=False, clock=lambda: clock().timestamp())
    made.add_user("Sanne", "nl")
    made.chats[SANNE].started = True
    return made


async def test_a_draft_is_no_message_and_goes_when_one_comes(call: Call, world: World) -> None:
    assert (
        await call("sendMessageDraft", chat_id=SANNE, draft_id=7, text="<b>So</b> far", parse_mode="HTML")
        is True
    )
    draft = draft_of(world, world.chats[SANNE])
    assert draft is not None
    assert (draft["text"], draft["entities"][0]["type"]) == ("So far", "bold")
    assert not world.chats[SANNE].messages
    await call("sendMessage", chat_id=SANNE, text="So far so good")
    assert draft_of(world, world.chats[SANNE]) is None


async def test_a_draft_goes_by_itself_and_a_persons_words_leave_it(
    call: Call, world: World, clock: HandClock
) -> None:
    await call("sendMessageDraft", chat_id=SANNE, draft_id=7)
    world.say(SANNE, SANNE, {"text": "and?"})
    clock.turn(seconds=SHOWN_SECONDS - 1)
    assert draft_of(world, world.chats[SANNE]) == {"draft_id": 7, "text": ""}
    clock.turn(seconds=1)
    assert draft_of(world, world.chats[SANNE]) is None


async def test_what_telegram_refuses_is_refused_in_its_words(call: Call, world: World) -> None:
    group = world.add_chat("supergroup", "De straat", [SANNE], [])["id"]
    assert await call("sendMessageDraft", chat_id=group, draft_id=1) == "Bad Request: TEXTDRAFT_PEER_INVALID"
    for wrong in ("", 0, "one"):
        assert (
            await call("sendMessageDraft", chat_id=SANNE, draft_id=wrong) == "Bad Request: RANDOM_ID_INVALID"
        )
    long = "a" * 4097
    assert (
        await call("sendMessageDraft", chat_id=SANNE, draft_id=1, text=long)
        == "Bad Request: message is too long"
    )
    assert "can't parse entities" in await call(
        "sendMessageDraft", chat_id=SANNE, draft_id=1, text="<b>", parse_mode="HTML"
    )
    assert (
        await call("sendMessageDraft", chat_id=SANNE, draft_id=1, message_thread_id=3)
        == "Bad Request: message thread not found"
    )
    world.chats[SANNE].blocked = True
    assert (
        await call("sendMessageDraft", chat_id=SANNE, draft_id=1) == "Forbidden: bot was blocked by the user"
    )
    assert draft_of(world, world.chats[SANNE]) is None
