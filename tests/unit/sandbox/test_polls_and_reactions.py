"""Polls, reactions, shared results and hidden members: the sandbox takes what Telegram takes and refuses the rest."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from bot.sandbox.bot_api.polls import vote
from bot.sandbox.rules.refusal import Refusal
from bot.sandbox.server import serve
from bot.sandbox.world import World

Call = Callable[..., Awaitable[dict[str, Any]]]
QUIZ = {"question": "Is it on?", "options": ["Yes", "No"], "type": "quiz", "correct_option_ids": [1]}


@pytest.fixture
def world() -> World:
    made = World(limits=False)
    ann = made.add_user("Ann")["id"]
    made.say(ann, ann, {"text": "/start"})
    return made


@pytest.fixture
def ann(world: World) -> int:
    return next(iter(world.users))


@pytest.fixture
async def call(world: World) -> AsyncIterator[Call]:
    async with serve(world) as running, aiohttp.ClientSession(running.url) as session:

        async def ask(method: str, **params: Any) -> dict[str, Any]:
            async with session.post(f"/bot{world.token}/{method}", json=params) as answer:
                return dict(await answer.json())

        yield ask


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"question": " "}, "question must be non-empty"),
        ({"question": "x" * 301}, "question length must not exceed 300"),
        ({"options": []}, "at least 1 option"),
        ({"options": ["a", ""]}, "options must be non-empty"),
        ({"options": ["a"] * 13}, "more than 12 options"),
        ({"options": ["x" * 101]}, "options length must not exceed 100"),
        ({"correct_option_ids": [2]}, "wrong correct option"),
        ({"correct_option_ids": []}, "wrong correct option"),
        ({"explanation": "x" * 201}, "explanation is too long"),
        ({"explanation": "1\n2\n3\n4"}, "explanation is too long"),
        ({"type": "test"}, "unsupported poll type"),
    ],
)
async def test_a_poll_that_telegram_refuses_is_refused(
    call: Call, ann: int, wrong: dict[str, Any], words: str
) -> None:
    answer = await call("sendPoll", chat_id=ann, **(QUIZ | wrong))
    assert words in answer["description"]


async def test_a_quiz_is_voted_on_once_and_the_bot_is_told(call: Call, ann: int, world: World) -> None:
    sent = (await call("sendPoll", chat_id=ann, is_anonymous=False, **QUIZ))["result"]
    vote(world, ann, ann, sent["message_id"], [0])
    with pytest.raises(Refusal, match="REVOTE"):
        vote(world, ann, ann, sent["message_id"], [1])
    told = [kind for update in world.queue.updates for kind in update if kind.startswith("poll")]
    assert told == ["poll", "poll_answer"]
    ended = (await call("stopPoll", chat_id=ann, message_id=sent["message_id"]))["result"]
    assert [each["voter_count"] for each in ended["options"]] == [1, 0]
    assert ended["is_closed"]
    again = await call("stopPoll", chat_id=ann, message_id=sent["message_id"])
    assert "already been closed" in again["description"]


async def test_a_vote_for_nothing_that_there_is_is_refused(call: Call, ann: int, world: World) -> None:
    sent = (await call("sendPoll", chat_id=ann, **QUIZ))["result"]
    for chosen in ([], [2], [0, 1]):
        with pytest.raises(Refusal, match="POLL_VOTE_INVALID"):
            vote(world, ann, ann, sent["message_id"], chosen)


async def test_a_bot_sets_one_reaction_of_telegrams_own_and_takes_it_away(
    call: Call, ann: int, world: World
) -> None:
    def wanted(*emoji: str) -> dict[str, Any]:
        found = [{"type": "emoji", "emoji": each} for each in emoji]
        return {"chat_id": ann, "message_id": 1, "reaction": found}

    assert (await call("setMessageReaction", **wanted("👍")))["result"] is True
    assert world.reactions[ann, 1] == {world.bot["id"]: "👍"}
    assert "REACTION_INVALID" in (await call("setMessageReaction", **wanted("✓")))["description"]
    assert "TOO_MANY" in (await call("setMessageReaction", **wanted("👍", "👀")))["description"]
    assert (await call("setMessageReaction", **wanted()))["result"] is True
    assert world.reactions[ann, 1] == {}
    nowhere = await call("setMessageReaction", chat_id=ann, message_id=99, reaction=[])
    assert "not found" in nowhere["description"]


async def test_a_group_that_hides_its_members_tells_of_its_administrators_alone(
    call: Call, ann: int, world: World
) -> None:
    group = world.add_chat("supergroup", "Hidden", [], [ann])["id"]
    world.chats[group].hides_members = True
    hidden = await call("getChatMember", chat_id=group, user_id=ann)
    assert hidden["description"] == "Bad Request: member list is inaccessible"
    admins = (await call("getChatAdministrators", chat_id=group))["result"]
    assert [each["user"]["id"] for each in admins] == [ann]


async def test_the_button_above_inline_results_has_a_word_that_start_takes(
    call: Call, ann: int, world: World
) -> None:
    for word, error in (("home", False), ("a b", True), ("x" * 65, True)):
        query = world.type_inline(ann, "")
        button = {"text": "More", "start_parameter": word}
        answer = await call("answerInlineQuery", inline_query_id=query, results=[], button=button)
        assert ("START_PARAM_INVALID" in str(answer.get("description"))) is error
