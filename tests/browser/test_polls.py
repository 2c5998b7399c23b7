"""Quizzes, reactions and sharing on the chat page, at a desk and on a phone."""

import pytest
from playwright.async_api import expect

from bot.sandbox.server import Running
from bot.sandbox.world import World
from tests.browser.conftest import PageOpener
from tests.browser.scripted import ScriptedBot, keys

pytestmark = pytest.mark.asyncio(loop_scope="session")

SANNE = 101


@pytest.mark.parametrize(("width", "height"), [(1200, 900), (360, 740)])
async def test_a_quiz_is_answered_by_a_press_and_tells_what_is_right_in_words(
    open_page: PageOpener, sandbox: Running, bot: ScriptedBot, world: World, width: int, height: int
) -> None:
    world.say(SANNE, SANNE, {"text": "/start"})
    page = await open_page(sandbox.url, width=width, height=height, reduced_motion="reduce")
    await bot.call(
        "sendPoll", chat_id=SANNE, question="Geldt het bevel nog?", options=["Ja", "Nee"], type="quiz",
        correct_option_ids=[1], explanation="Het is geschorst.",
    )  # fmt: skip
    poll = page.get_by_role("group", name="Geldt het bevel nog?")
    await expect(poll).not_to_contain_text("geschorst")
    await poll.get_by_role("button", name="Ja").click()
    await expect(poll).to_contain_text("✓ Nee")
    await expect(poll).to_contain_text("jouw keuze")
    await expect(poll).to_contain_text("Het is geschorst.")
    await expect(poll.get_by_role("button")).to_have_count(0)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.reload()
    await expect(poll).to_contain_text("✓ Nee")


async def test_a_reaction_of_the_bot_stands_at_the_message(
    open_page: PageOpener, sandbox: Running, bot: ScriptedBot, world: World
) -> None:
    said = world.say(SANNE, SANNE, {"text": "dank je"})
    page = await open_page(sandbox.url)
    reaction = [{"type": "emoji", "emoji": "👍"}]
    await bot.call("setMessageReaction", chat_id=SANNE, message_id=said["message_id"], reaction=reaction)
    await expect(page.locator(".reactions")).to_have_text("👍")


@pytest.mark.parametrize(("width", "height"), [(1200, 900), (360, 740)])
async def test_a_share_button_asks_for_a_chat_and_the_chosen_card_stands_there(
    open_page: PageOpener, sandbox: Running, bot: ScriptedBot, world: World, width: int, height: int
) -> None:
    world.say(SANNE, SANNE, {"text": "/start"})
    world.add_chat("supergroup", "Leesclub", [SANNE], [])
    page = await open_page(sandbox.url, width=width, height=height, reduced_motion="reduce")
    board = keys([("Deel", {"switch_inline_query": "fact oven"})])
    await bot.say(SANNE, "een antwoord", reply_markup=board)
    await page.get_by_role("button", name="Deel").click()
    chats = page.get_by_role("dialog").get_by_role("combobox")
    await expect(chats.locator("option")).to_have_text(["Leesclub", world.bot["first_name"]])
    await chats.select_option("Leesclub")
    await page.get_by_role("dialog").get_by_role("button", name="Oké").last.click()
    query = await bot.next_update("inline_query")
    assert query["query"] == "fact oven"
    card = {
        "type": "article",
        "id": "1",
        "title": "De oven",
        "input_message_content": {"message_text": "<b>De oven</b> moest uit.", "parse_mode": "HTML"},
        "reply_markup": keys([("Vraag verder", {"url": "https://t.me/briefing_sandbox_bot?start=home"})]),
    }
    await bot.call("answerInlineQuery", inline_query_id=query["id"], results=[card])
    await page.locator("#offers").get_by_role("button", name="De oven").click()
    await expect(page.locator(".message")).to_contain_text("De oven moest uit.")
    await expect(page.locator(".via")).to_have_text("via @briefing_sandbox_bot")
    await expect(page.get_by_role("link", name="Vraag verder")).to_be_visible()
    await expect(page.locator("#text")).to_have_value("")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
