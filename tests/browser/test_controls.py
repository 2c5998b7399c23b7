"""What a reader can do on the chat page: buttons, commands, people, languages, keys alone, a phone's width."""

import pytest
from playwright.async_api import Page, expect

from bot.sandbox.server import Running, serve
from bot.sandbox.world import World
from tests.browser.conftest import PageOpener
from tests.browser.scripted import ScriptedBot, keys

pytestmark = pytest.mark.asyncio(loop_scope="session")

SANNE, JAMES = 101, 102


async def test_a_new_chat_says_what_the_bot_can_do_and_offers_start(
    open_page: PageOpener, sandbox: Running, bot: ScriptedBot
) -> None:
    await bot.call("setMyDescription", description="Ik leg het uit.", language_code="nl")
    page = await open_page(sandbox.url)
    await expect(page.locator("#welcome")).to_contain_text("Ik leg het uit.")
    await expect(page.locator("#text")).to_be_hidden()
    await page.locator("#start").click()
    assert await bot.heard() == "/start"
    await expect(page.locator("#text")).to_be_focused()
    await expect(page.locator("#welcome")).to_have_count(0)


async def test_a_deep_link_offers_start_and_sends_its_word_once(
    open_page: PageOpener, sandbox: Running, bot: ScriptedBot
) -> None:
    page = await open_page(f"{sandbox.url}/?start=fact_deadline")
    await page.get_by_role("button", name="Start · fact_deadline").click()
    assert await bot.heard() == "/start fact_deadline"
    await expect(page.locator("#instead")).to_be_hidden()
    assert page.url == f"{sandbox.url}/"


async def test_a_link_to_the_bot_itself_stays_in_the_page(chat: Page, bot: ScriptedBot) -> None:
    address = "https://t.me/briefing_sandbox_bot?start=person_x"
    await bot.say(SANNE, "see", reply_markup=keys([("Person", {"url": address})]))
    await chat.get_by_role("link", name="Person").click()
    await chat.get_by_role("button", name="Start · person_x").click()
    assert await bot.heard() == "/start person_x"


async def test_a_pressed_button_is_busy_until_the_bot_answers(chat: Page, bot: ScriptedBot) -> None:
    await bot.say(
        SANNE, "choose", reply_markup=keys([("Yes", {"callback_data": "y"}), ("No", {"callback_data": "n"})])
    )
    button = chat.get_by_role("button", name="Yes")
    await button.click()
    query = await bot.next_update("callback_query")
    assert query["data"] == "y"
    await expect(button).to_have_attribute("aria-busy", "true")
    await bot.answer(query, "Noted")
    await expect(button).not_to_have_attribute("aria-busy", "true")
    await expect(chat.get_by_role("status")).to_have_text("Noted")


async def test_an_alert_waits_until_it_is_closed(chat: Page, bot: ScriptedBot) -> None:
    await bot.say(SANNE, "choose", reply_markup=keys([("Yes", {"callback_data": "y"})]))
    await chat.get_by_role("button", name="Yes").click()
    await bot.answer(await bot.next_update("callback_query"), "Mind this", show_alert=True)
    await expect(chat.get_by_role("dialog")).to_contain_text("Mind this")
    await chat.keyboard.press("Enter")
    await expect(chat.get_by_role("dialog")).to_have_count(0)


async def test_buttons_copy_text_and_open_pages(chat: Page, bot: ScriptedBot) -> None:
    board = keys([("Copy", {"copy_text": {"text": "27-02-2026"}}), ("Open", {"url": "https://example.org/"})])
    await bot.say(SANNE, "take", reply_markup=board)
    await chat.get_by_role("button", name="Copy").click()
    await expect(chat.get_by_role("status")).to_have_text("Gekopieerd")
    assert await chat.evaluate("navigator.clipboard.readText()") == "27-02-2026"
    link = chat.get_by_role("link", name="Open")
    await expect(link).to_have_attribute("href", "https://example.org/")
    await expect(link).to_have_attribute("target", "_blank")


async def test_commands_are_found_by_typing_and_chosen_with_the_keyboard(
    chat: Page, bot: ScriptedBot
) -> None:
    for language, words in (("", ("help", "latest")), ("nl", ("hulp", "laatste"))):
        commands = [
            {"command": "help", "description": words[0]},
            {"command": "latest", "description": words[1]},
        ]
        await bot.call("setMyCommands", commands=commands, language_code=language)
    field, options = chat.locator("#text"), chat.locator("#commands").get_by_role("option")
    await field.press("/")
    await expect(options).to_have_text(["/helphulp", "/latestlaatste"])
    await field.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await expect(field).to_have_attribute("aria-activedescendant", "command-1")
    await field.press("Enter")
    assert await bot.heard() == "/latest"
    await field.press_sequentially("/he")
    await expect(options).to_have_count(1)
    await field.press("Tab")
    await expect(field).to_have_value("/help ")
    await field.fill("")
    await chat.get_by_role("button", name="Opdrachten").click()
    await expect(options).to_have_count(2)
    await field.press("Escape")
    await expect(options).to_have_count(0)


async def test_a_reply_keyboard_speaks_for_the_reader_and_outlives_a_reload(
    chat: Page, bot: ScriptedBot
) -> None:
    board = {"keyboard": [[{"text": "Dutch"}, {"text": "English"}]], "resize_keyboard": True}
    await bot.say(SANNE, "which?", reply_markup=board)
    await chat.get_by_role("button", name="English").click()
    assert await bot.heard() == "English"
    await chat.reload()
    await expect(chat.get_by_role("button", name="Dutch")).to_be_visible()
    await bot.say(SANNE, "thanks", reply_markup={"remove_keyboard": True})
    await expect(chat.get_by_role("button", name="Dutch")).to_have_count(0)


async def test_unread_messages_are_counted_at_the_other_person(
    chat: Page, bot: ScriptedBot, world: World
) -> None:
    world.say(JAMES, JAMES, {"text": "hi"})
    await bot.say(JAMES, "one")
    await bot.say(JAMES, "two")
    entry = chat.locator(f'[data-chat="{JAMES}"]')
    await expect(entry.locator(".badge")).to_have_text("2")
    await expect(chat).to_have_title("(2) Briefing Bot")
    await entry.click()
    await expect(chat.locator("#chat-state")).to_contain_text("you write as James")
    await expect(chat.locator(".message")).to_have_count(3)
    await expect(chat).to_have_title("Briefing Bot")


async def test_the_persons_language_changes_the_page_and_reaches_the_bot(
    chat: Page, bot: ScriptedBot
) -> None:
    await chat.get_by_label("Taal van Sanne").select_option("en")
    await expect(chat.locator("html")).to_have_attribute("lang", "en")
    await expect(chat.get_by_placeholder("Write a message…")).to_be_visible()
    await chat.locator("#text").fill("hello")
    await chat.keyboard.press("Enter")
    assert (await bot.next_update("message"))["from"]["language_code"] == "en"
    await chat.get_by_label("Language of Sanne").select_option("de")
    await expect(chat.locator("#chat-state")).to_contain_text("bot")


async def test_new_people_and_groups_with_the_keyboard_alone(
    chat: Page, bot: ScriptedBot, world: World
) -> None:
    await chat.get_by_role("button", name="Nieuwe persoon").press("Enter")
    await chat.keyboard.type("Fatima")
    await chat.keyboard.press("Enter")
    await expect(chat.locator("#chat-state")).to_contain_text("je schrijft als Fatima")
    await chat.get_by_role("button", name="Nieuwe groep").press("Enter")
    await chat.keyboard.type("Redactie")
    await chat.get_by_role("checkbox", name="James").press("Space")
    await chat.keyboard.press("Enter")
    await expect(chat.locator("#chat-name")).to_have_text("Redactie")
    group = next(each for each in world.chats.values() if each.info.get("title") == "Redactie")
    assert group.members == {JAMES: "member", 103: "administrator"}
    await chat.get_by_label("Schrijf als").select_option("James")
    await chat.locator("#text").fill("/who amodei")
    await chat.keyboard.press("Enter")
    message = await bot.next_update("message")
    assert (message["from"]["first_name"], message["chat"]["title"]) == ("James", "Redactie")
    await bot.say(group.info["id"], "this one")
    await expect(chat.locator(".author")).to_have_text("Briefing Bot")


async def test_blocking_tells_the_bot_and_can_be_undone(chat: Page, bot: ScriptedBot) -> None:
    await chat.get_by_role("button", name="Blokkeer de bot").click()
    assert (await bot.next_update("my_chat_member"))["new_chat_member"]["status"] == "kicked"
    await expect(chat.locator("#text")).to_be_hidden()
    await chat.locator("#unblock").click()
    assert (await bot.next_update("my_chat_member"))["new_chat_member"]["status"] == "member"
    await expect(chat.locator("#text")).to_be_visible()


async def test_the_inspector_shows_how_the_answer_came_about(chat: Page) -> None:
    await chat.get_by_role("button", name="Hoe het antwoord tot stand kwam").click()
    panel = chat.get_by_role("complementary", name="Hoe het antwoord tot stand kwam")
    await chat.locator("#text").fill("Wanneer moet de oven uit?")
    await chat.keyboard.press("Enter")
    await expect(panel.locator(".decision")).to_have_text("beantwoord")
    await expect(panel.locator(".candidate-head").first).to_contain_text("fact:council-orders-oven-off")
    await expect(panel.locator(".signals").first.locator("tr").first).to_be_visible()
    await expect(panel.locator(".verdict .scale")).to_have_count(3)
    await expect(panel.locator(".verdict small")).to_contain_text("terugvragen")


async def test_the_page_connects_again_when_the_server_comes_back(
    open_page: PageOpener, world: World
) -> None:
    world.say(SANNE, SANNE, {"text": "before"})
    async with serve(world) as first:
        page = await open_page(first.url, lossy=True)
        await expect(page.locator(".message")).to_have_count(1)
    await expect(page.locator("#chat-state")).to_have_text("Verbinding weg, nieuwe poging…")
    world.say(SANNE, SANNE, {"text": "meanwhile"})
    async with serve(world, port=int(first.url.rsplit(":", 1)[1])):
        await expect(page.locator(".message")).to_have_count(2)
        await expect(page.locator("#chat-state")).to_contain_text("je schrijft als Sanne")
        await page.locator("#text").fill("after")
        await page.keyboard.press("Enter")
        await expect(page.locator(".message")).to_have_count(3)
        await page.context.close()


async def test_everything_is_reached_with_tab_and_the_focus_is_seen(chat: Page, bot: ScriptedBot) -> None:
    await bot.say(SANNE, "choose", reply_markup=keys([("Yes", {"callback_data": "y"})]))
    await expect(chat.get_by_role("button", name="Yes")).to_be_visible()
    await chat.locator(f'[data-chat="{SANNE}"]').focus()
    reached = []
    for _ in range(14):
        await chat.keyboard.press("Tab")
        name, outline = await chat.evaluate(
            "[document.activeElement.id || (document.activeElement === document.body ? 'BODY' : document.activeElement.textContent.trim()), getComputedStyle(document.activeElement).outlineStyle]"
        )
        reached.append(name)
        if name not in ("BODY", "language", ""):
            assert outline == "solid", name
    order = [
        "new-person",
        "new-group",
        "language",
        "block",
        "inspect",
        "messages",
        "Yes",
        "menu",
        "text",
        "attach",
        "send",
    ]
    places = [reached.index(name) for name in order]
    assert places == sorted(places)


@pytest.mark.parametrize("width", [360, 390, 1280])
async def test_nothing_is_wider_than_the_window(
    open_page: PageOpener, sandbox: Running, bot: ScriptedBot, world: World, width: int
) -> None:
    world.say(SANNE, SANNE, {"text": "w" * 600})
    board = keys([(f"A rather long label {n}", {"callback_data": str(n)}) for n in range(3)])
    await bot.say(SANNE, f"<pre>{'x' * 300}</pre> {'y' * 300}", reply_markup=board)
    page = await open_page(sandbox.url, width=width)
    await expect(page.locator(".message")).to_have_count(2)
    for place in ("document.documentElement", "document.querySelector('#messages')"):
        assert await page.evaluate(f"{place}.scrollWidth <= {place}.clientWidth")


async def test_on_a_phone_the_chats_are_a_drawer(open_page: PageOpener, sandbox: Running) -> None:
    page = await open_page(sandbox.url, width=360, height=740, has_touch=True)
    people = page.get_by_role("navigation", name="Mensen en groepen")
    await expect(people).to_be_hidden()
    opener = page.get_by_role("button", name="Mensen en groepen")
    await opener.tap()
    await expect(people).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(people).to_be_hidden()
    await expect(opener).to_be_focused()
    await opener.tap()
    await page.get_by_role("button", name="James").tap()
    await expect(page.locator("#chat-state")).to_contain_text("you write as James")
    await expect(page.get_by_role("navigation")).to_be_hidden()


async def test_reduced_motion_is_respected(open_page: PageOpener, sandbox: Running, world: World) -> None:
    world.say(SANNE, SANNE, {"text": "hello"})
    page = await open_page(sandbox.url, reduced_motion="reduce")
    await expect(page.locator(".message")).to_have_css("animation-name", "none")
    await expect(page.locator("#people")).to_have_css("transition-property", "none")


async def test_day_and_night_follow_the_reader(open_page: PageOpener, sandbox: Running) -> None:
    shades = []
    for scheme in ("light", "dark"):
        page = await open_page(sandbox.url, color_scheme=scheme)
        shades.append(await page.evaluate("getComputedStyle(document.querySelector('#bar')).backgroundColor"))
    assert shades == ["rgb(255, 255, 255)", "rgb(20, 30, 29)"]
