"""The story in cards, its quiz, the five keys and the sign of life: over HTTP, as Telegram has them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox.bot_api.polls import vote
from bot.sandbox.rules.rich import plain_of
from tests.acceptance.conftest import House, open_house
from tests.acceptance.reader import WAIT_SECONDS, Json, Reader
from tests.support.examples import write_example

# The first answer is refused for the pace, so that it takes a second.
SLOW = {"faults": [{"kind": "flood", "methods": ["sendMessage"], "times": 1, "retry_after": 1}]}
TODAY = datetime(2026, 7, 2, 12, tzinfo=UTC)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[House]:
    folder = write_example(tmp_path / "briefings")
    (folder / "questions.yaml").write_text("[]\n")
    for lang, short in (("nl", "De rechter schorste het bevel."), ("en", "The judge suspended the order.")):
        court = folder / "briefings" / f"court.{lang}.md"
        court.write_text(court.read_text().replace("title:", f"short: {short}\ntitle:", 1))
    async with open_house(folder, tmp_path, clock=lambda: TODAY) as found:
        yield found


@pytest.fixture
async def reader(town: House) -> Reader:
    found = await town.reader("James", "en")
    await found.say("/start")
    return found


async def test_cards_turn_in_place_and_what_they_lead_to_comes_below(town: House, reader: Reader) -> None:
    shorts = {
        briefing.short for briefing in town.bot.library.edition.snapshot.briefings.values() if briefing.short
    }
    first = await reader.say("/story")
    assert "1 of 2" in first["text"]
    second = await reader.press(first, "›")
    assert "2 of 2" in second["text"]
    for card in (first, second):
        assert any(" ".join(short.split()) in " ".join(card["text"].split()) for short in shorts)
        assert "Source" in card["text"]
    deeper = await reader.press_for_new(second, "Deeper")
    assert deeper["message_id"] > second["message_id"]
    board = await reader.press_for_new(second, "Where it stands")
    assert board["text"].startswith("Where it stands")
    kept = next(each for each in await reader.messages() if each["message_id"] == second["message_id"])
    assert kept["text"] == second["text"], "the place is kept"


async def test_the_quiz_asks_how_things_stand_and_explains_in_the_editors_words(
    town: House, reader: Reader
) -> None:
    card = await reader.press(await reader.say("/story"), "›")
    asked = await reader.press_for_new(card, "Quiz: where do things stand?")
    poll = asked["poll"]
    status = next(iter(town.bot.library.edition.snapshot.statuses.values()))
    assert poll["question"] == status.question.en
    assert status.answer is not None
    right = poll["options"][poll["correct_option_ids"][0]]["text"]
    assert status.answer.en.startswith(right)
    assert status.answer.en.startswith(poll["explanation"])
    assert len(poll["explanation"]) <= 200
    vote(town.world, reader.id, reader.id, asked["message_id"], poll["correct_option_ids"])
    following = await reader.press_for_new(asked, "Where it stands")
    assert following["text"].startswith("Where it stands")


async def test_a_chat_that_takes_no_polls_gets_the_question_with_the_answer_hidden(
    town: House, reader: Reader
) -> None:
    town.world.forbidden["sendPoll"] = "not enough rights to send polls to the chat"
    card = await reader.press(await reader.say("/story"), "›")
    asked = await reader.press_for_new(card, "Quiz: where do things stand?")
    assert "spoiler" in {entity["type"] for entity in asked["entities"]}


async def test_five_keys_come_and_go_and_each_opens_its_screen(town: House, reader: Reader) -> None:
    await reader.say("/keyboard")
    board = town.world.chats[reader.id].keyboard
    assert board is not None
    assert board["is_persistent"]
    keys = [key["text"] for row in board["keyboard"] for key in row]
    assert keys == ["Summary", "Status", "Timeline", "Who is who", "Updates"]
    heads = [(await reader.say(key))["text"].split("\n")[0] for key in keys]
    assert "1 of 2" in heads[0]
    assert heads[1] == "Where it stands"
    assert heads[2].startswith("Timeline")
    assert heads[3].startswith("Who is who")
    assert "since you came" in heads[4] or "New since" in heads[4]
    await reader.say("/keyboard off")
    assert town.world.chats[reader.id].keyboard is None


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_who_waits_longer_than_a_moment_sees_that_the_bot_is_at_work(
    town: House, reader: Reader
) -> None:
    group = town.world.add_chat("supergroup", "De straat", [reader.id], [])
    town.world.faults.set(SLOW)
    await reader.at(group["id"]).say("@briefing_sandbox_bot When must the oven be off?")
    assert town.world.counts["sendChatAction"] >= 1
    assert town.world.counts["sendMessageDraft"] == 0  # Telegram has drafts in private chats alone


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_in_a_private_chat_a_draft_stands_where_the_answer_will_be(town: House, reader: Reader) -> None:
    town.world.faults.set(SLOW)
    asking = asyncio.create_task(reader.say("When must the oven be off?"))
    async with asyncio.timeout(WAIT_SECONDS):
        while True:
            draft = await _draft_of(reader)
            if draft is not None:
                break
            await asyncio.sleep(0.02)  # the other side is a server: there is no event to wait for
    assert draft == {"draft_id": 1, "text": ""}
    assert "15 March" in (await asking)["text"]
    assert await _draft_of(reader) is None  # the message took its place
    assert town.world.counts["sendChatAction"] == 0


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_a_server_that_knows_no_drafts_is_asked_for_one_once(town: House, reader: Reader) -> None:
    town.world.lacks.add("sendMessageDraft")
    for _ in range(2):
        town.world.faults.set(SLOW)
        await reader.say("When must the oven be off?")
    assert town.world.counts["sendMessageDraft"] == 1
    assert town.world.counts["sendChatAction"] >= 2


async def _draft_of(reader: Reader) -> Json | None:
    chats = (await reader.call("/sandbox/state"))["chats"]
    draft: Json | None = next(chat["draft"] for chat in chats if chat["id"] == reader.chat)
    return draft


async def test_a_long_read_is_one_rich_message_with_its_sources_folded(town: House, reader: Reader) -> None:
    listed = await reader.say("/briefing")
    read = await reader.press(listed, "The case in brief")
    blocks = read["rich_message"]["blocks"]
    assert read["text"] == plain_of(blocks), "who only reads has its words"
    assert (blocks[0]["type"], blocks[0]["text"]) == ("heading", "The case in brief")
    (folded,) = [block for block in blocks if block["type"] == "details"]
    assert "source" in folded["summary"]
    assert folded["blocks"][0]["type"] == "table"
    assert blocks[-1]["type"] == "footer"
    back = await reader.press(read, "All briefings")
    assert "rich_message" not in back
    assert "Briefings" in back["text"]
    anew = await reader.say("/briefing The case in brief")
    assert anew["rich_message"]["blocks"] == blocks


async def test_where_the_server_takes_no_rich_messages_the_same_comes_in_pages(
    town: House, reader: Reader
) -> None:
    whole = plain_of((await reader.say("/briefing The case in brief"))["rich_message"]["blocks"])
    town.world.lacks.add("sendRichMessage")
    page = await reader.say("/briefing The case in brief")
    seen = [page["text"]]
    while any("›" in button["text"] for row in page["reply_markup"]["inline_keyboard"] for button in row):
        page = await reader.press(page, "›")
        seen.append(page["text"])
    for line in whole.split("\n"):
        assert all(words in "\n".join(seen) for words in line.replace("\t", " · ").split(" · ")), line
    await reader.say("/briefing The case in brief")
    assert town.world.counts["sendRichMessage"] == 2  # taken once, refused once


async def test_what_is_refused_as_rich_and_as_html_comes_as_plain_text(town: House, reader: Reader) -> None:
    town.world.lacks.add("sendRichMessage")
    town.world.faults.set({"faults": [{"kind": "unreadable", "methods": ["sendMessage"], "times": 1}]})
    page = await reader.say("/briefing The case in brief")
    assert page["text"].startswith("The case in brief")
    assert "entities" not in page
