"""What readers take to other chats, and what they say of an answer: over HTTP, as Telegram has it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.acceptance.conftest import House, open_house
from tests.acceptance.reader import Json, Reader
from tests.support.examples import write_example

TODAY = datetime(2026, 7, 2, 12, tzinfo=UTC)
QUESTION = "When must the oven be off?"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[House]:
    folder = write_example(tmp_path / "briefings")
    (folder / "questions.yaml").write_text("[]\n")
    async with open_house(folder, tmp_path, clock=lambda: TODAY) as found:
        yield found


@pytest.fixture
async def reader(town: House) -> Reader:
    found = await town.reader("James", "en")
    await found.say("/start")
    return found


def button(message: Json, label: str) -> Json:
    return next(
        each for row in message["reply_markup"]["inline_keyboard"] for each in row if each["text"] == label
    )


async def test_an_answer_is_shared_as_a_card_with_its_source_its_day_and_a_way_on(
    town: House, reader: Reader
) -> None:
    answer = await reader.say(QUESTION)
    query = button(answer, "Share")["switch_inline_query"]
    (card,) = (await reader.type_inline(query))["results"]
    shared = card["input_message_content"]["message_text"]
    assert "Source" in shared
    assert "2026" in shared
    way_on = button(card, "Ask more")["url"]
    assert way_on.startswith(f"https://t.me/{town.world.bot['username']}?start=")
    opened = await reader.say(f"/start {way_on.partition('start=')[2]}")
    assert opened["text"].split("\n")[0] in shared.replace("<b>", "").replace("</b>", "")


async def test_a_text_is_copied_with_its_day_its_source_and_a_link_to_it(reader: Reader) -> None:
    answer = await reader.say(QUESTION)
    copied = button(answer, "Copy with source")["copy_text"]["text"]
    assert len(copied) <= 256
    words, source, link = copied.split("\n")
    assert words in answer["text"].replace("\n", " ")
    assert "2026 · Source" in source
    assert "start=fact_" in link


@pytest.mark.parametrize(("language", "stands"), [("nl", "Hoe het ervoor staat"), ("en", "Where it stands")])
async def test_with_nothing_typed_there_are_up_to_five_cards_in_the_readers_language(
    town: House, language: str, stands: str
) -> None:
    reader = await town.reader("R", language)
    offered = await reader.type_inline("  ")
    assert offered["is_personal"]
    assert 3 <= len(offered["results"]) <= 5
    assert offered["results"][0]["title"] == stands
    for card in offered["results"]:
        text = card["input_message_content"]["message_text"]
        assert "2026" in text
        assert card["reply_markup"]["inline_keyboard"][0][0]["url"]


async def test_words_of_no_language_are_answered_in_that_of_the_phone_and_for_it_alone(town: House) -> None:
    for language, words in (("nl", "oven"), ("en", "oven")):
        reader = await town.reader("R", language)
        offered = await reader.type_inline(words)
        assert offered["is_personal"]
        (card, *_) = offered["results"]
        label = card["reply_markup"]["inline_keyboard"][0][0]["text"]
        assert label == ("Vraag verder" if language == "nl" else "Ask more")


async def test_a_record_that_there_is_not_is_offered_to_nobody(reader: Reader) -> None:
    assert (await reader.type_inline("fact:nothing-of-the-kind"))["results"] == []


async def test_the_question_gets_a_reaction_that_goes_when_the_verdict_is_taken_back(
    town: House, reader: Reader
) -> None:
    answer = await reader.say(QUESTION)
    place = (reader.chat, answer["message_id"] - 1)
    reactions = town.world.reactions
    praised = await reader.press(answer, "Helpful")
    await reader.until(lambda _: list(reactions.get(place, {}).values()) == ["👌"])
    disliked = await reader.press(praised, "Not helpful")
    await reader.until(lambda _: list(reactions[place].values()) == ["👀"])
    await reader.press(disliked, "Not helpful")
    await reader.until(lambda _: reactions[place] == {})


async def test_a_verdict_that_is_taken_back_does_not_reach_the_editors(town: House) -> None:
    inbox = town.bot.unanswered
    for number in range(3):
        reader = await town.reader(f"R{number}", "en")
        answer = await reader.say(QUESTION)
        disliked = await reader.press(answer, "Not helpful")
        if number == 0:
            await reader.press(disliked, "Not helpful")
        # The button is marked before the verdict is noted.
        await reader.until(lambda _: not town.bot.dispatcher.under_way)
    await inbox.flush()
    assert await inbox.list_clusters() == []


async def test_named_where_it_is_no_member_the_bot_answers_once_with_a_source(
    town: House, reader: Reader
) -> None:
    elsewhere = town.world.add_chat("supergroup", "Elsewhere", [reader.id], [reader.id], with_bot=False)["id"]
    name = town.world.bot["username"]
    there = reader.at(elsewhere)
    answer = await there.say(f"@{name} when must the oven be off?")
    assert "Source" in answer["text"]
    assert answer["guest_bot_caller_user"]["id"] == reader.id
    assert button(answer, "Ask more")["url"].startswith(f"https://t.me/{name}?start=")
    alone = await there.say(f"@{name}")
    assert alone["text"].startswith("Where it stands")
    assert town.world.guest_queries == {}
