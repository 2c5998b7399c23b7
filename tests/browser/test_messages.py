"""Messages on the chat page: what they look like, and how they come, change and go."""

import pytest
from playwright.async_api import FloatRect, Page, expect

from bot.sandbox.server import Running
from bot.sandbox.world import World
from tests.browser.conftest import PageOpener
from tests.browser.scripted import ScriptedBot, keys

pytestmark = pytest.mark.asyncio(loop_scope="session")

SANNE = 101
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c6360f8cf50070002ff017e2ee0e6b60000000049454e44ae426082"
)

RICH = (
    "<h2>The whole story of a quarrel that has gone on for months</h2><h3>Where it stands</h3><p>One <b>two</b><br>three.</p>"
    "<table striped><tr><th>First label</th><td>What is said of it, in a sentence that is longer than a phone is wide.</td></tr>"
    "<tr><th>Tweede risicostempel (41 U.S.C. 4713)</th><td>short</td></tr></table><ul><li>item</li></ul><blockquote>said</blockquote>"
    '<details><summary>2 sources</summary><table><tr><th>27 February</th><td>NPR: <a href="https://example.org/a">A title</a></td></tr>'
    "</table></details><footer>Known up to 5 October.</footer>"
)
NOWHERE: FloatRect = {"x": 0, "y": 0, "width": 0, "height": 0}


async def test_every_kind_of_entity_is_shown(chat: Page, bot: ScriptedBot) -> None:
    await bot.say(
        SANNE,
        "😀 <b>bold <i>both</i></b> <u>under</u> <s>struck</s> <code>x=1</code> "
        '<a href="https://example.org/a">link</a> <tg-spoiler>secret</tg-spoiler> /help\n'
        '<pre><code class="language-python">def f(): ...</code></pre>\n<blockquote>said</blockquote>\n'
        '<tg-time unix="1772229660" format="wDt">Friday</tg-time>',
    )
    words = chat.locator(".message:not(.mine) .words")
    await expect(words.locator("strong")).to_have_text("bold both")
    await expect(words.locator("strong em")).to_have_text("both")
    await expect(words.locator("u")).to_have_text("under")
    await expect(words.locator("s")).to_have_text("struck")
    await expect(words.locator("code")).to_have_text("x=1")
    await expect(words.locator("pre")).to_have_attribute("data-language", "python")
    await expect(words.locator("blockquote")).to_have_text("said")
    link = words.locator("a")
    await expect(link).to_have_attribute("href", "https://example.org/a")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await expect(words.locator("time")).to_contain_text("vrijdag 27 februari 2026 om 23:01")
    await words.locator(".inline-command").click()
    assert await bot.heard() == "/help"


async def test_a_spoiler_is_shown_when_it_is_pressed(chat: Page, bot: ScriptedBot) -> None:
    await bot.say(SANNE, "It was <tg-spoiler>the <b>butler</b></tg-spoiler>.")
    spoiler = chat.locator(".spoiler")
    await expect(spoiler).to_have_css("color", "rgba(0, 0, 0, 0)")
    await spoiler.focus()
    await chat.keyboard.press("Enter")
    await expect(spoiler).not_to_have_css("color", "rgba(0, 0, 0, 0)")


async def test_a_long_quotation_unfolds_and_a_short_one_needs_no_button(chat: Page, bot: ScriptedBot) -> None:
    await bot.say(SANNE, "<blockquote expandable>" + "line\n" * 9 + "end</blockquote>")
    fold = chat.locator(".fold")
    quote = chat.locator("blockquote")
    await expect(fold).to_be_visible()
    before = (await quote.bounding_box() or NOWHERE)["height"]
    await fold.click()
    await expect(fold).to_have_attribute("aria-expanded", "true")
    assert (await quote.bounding_box() or NOWHERE)["height"] > before
    await bot.say(SANNE, "<blockquote expandable>short</blockquote>")
    await expect(chat.locator("blockquote")).to_have_count(2)
    await expect(chat.locator(".fold:visible")).to_have_count(1)


async def test_markup_that_a_person_types_stays_text(chat: Page, bot: ScriptedBot) -> None:
    typed = '<img src=x onerror="document.title=1"> & <b>no</b>'
    await chat.locator("#text").fill(typed)
    await chat.keyboard.press("Enter")
    await expect(chat.locator(".message.mine .words").last).to_have_text(typed)
    await expect(chat.locator(".bubble img")).to_have_count(0)


async def test_an_edit_keeps_its_place_its_mark_and_the_focus(chat: Page, bot: ScriptedBot) -> None:
    for number in range(30):
        await bot.say(SANNE, f"line {number}")
    board = keys([("Back", {"callback_data": "back"}), ("Next", {"callback_data": "next"})])
    message = await bot.say(SANNE, "page one", reply_markup=board)
    await expect(chat.locator("#messages").get_by_text("page one")).to_be_visible()
    await chat.get_by_role("button", name="Next").click()
    await bot.next_update("callback_query")
    await bot.edit(message, "page two, which is longer\n\n\nthan the first", reply_markup=board)
    changed = chat.locator(".message").last
    await expect(changed).to_contain_text("page two")
    await expect(changed.locator(".edited")).to_have_text("bewerkt ")
    await expect(chat.get_by_role("button", name="Next")).to_be_focused()
    assert await _distance_from_end(chat) < 2


async def test_what_a_reader_turns_a_long_message_to_is_read_from_its_beginning(
    chat: Page, bot: ScriptedBot
) -> None:
    board = keys([("Next", {"callback_data": "next"})])
    message = await bot.say(SANNE, "page one\n" * 80, reply_markup=board)
    await bot.say(SANNE, "below it")
    await expect(chat.locator("#messages").get_by_text("below it")).to_be_visible()
    await chat.get_by_role("button", name="Next").click()
    await bot.next_update("callback_query")
    await bot.edit(message, "page two\n" * 70, reply_markup=board)
    await expect(chat.locator(".edited")).to_have_count(1)
    top = "log => document.querySelector('.edited').closest('.message').getBoundingClientRect().top - log.getBoundingClientRect().top"
    assert 0 <= await chat.locator("#messages").evaluate(top) < 40


async def test_an_edit_above_the_window_moves_nothing_on_screen(chat: Page, bot: ScriptedBot) -> None:
    first = await bot.say(SANNE, "the first")
    for number in range(60):
        await bot.say(SANNE, f"line {number}")
    await expect(chat.locator("#messages").get_by_text("line 59")).to_be_visible()
    await chat.locator("#messages").evaluate("log => log.scrollTop = 1200")
    watched = chat.locator("#messages").get_by_text("line 30", exact=True)
    before = await watched.bounding_box()
    await bot.edit(first, "the first\n" * 12)
    await expect(chat.locator(".edited")).to_have_count(1)
    after = await watched.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 1


async def test_a_deleted_message_goes(chat: Page, bot: ScriptedBot) -> None:
    message = await bot.say(SANNE, "soon gone")
    await expect(chat.get_by_text("soon gone")).to_have_count(2)  # in the chat and in the list of chats
    await bot.call("deleteMessage", chat_id=SANNE, message_id=message["message_id"])
    await expect(chat.get_by_text("soon gone")).to_have_count(0)


async def test_new_messages_do_not_pull_a_reader_down_but_are_counted(chat: Page, bot: ScriptedBot) -> None:
    for number in range(40):
        await bot.say(SANNE, f"line {number}")
    await expect(chat.get_by_text("line 39", exact=True).last).to_be_visible()
    await chat.locator("#messages").evaluate("log => log.scrollTop = 0")
    await expect(chat.locator("#to-end")).to_be_visible()
    await bot.say(SANNE, "news one")
    await bot.say(SANNE, "news two")
    await expect(chat.get_by_role("button", name="2 nieuwe berichten")).to_be_visible()
    assert await chat.locator("#messages").evaluate("log => log.scrollTop") == 0
    await chat.locator("#to-end").click()
    await expect(chat.locator("#to-end")).to_be_hidden()
    assert await _distance_from_end(chat) < 2


async def test_a_message_higher_than_the_window_is_read_from_its_beginning(
    chat: Page, bot: ScriptedBot
) -> None:
    await bot.say(SANNE, "begin\n" + "line\n" * 120 + "end")
    await expect(chat.locator(".message").last).to_contain_text("begin")
    top = await chat.locator(".message").last.evaluate(
        "item => item.getBoundingClientRect().top - item.closest('#messages').getBoundingClientRect().top"
    )
    assert 0 <= top < 40


async def test_the_bot_is_seen_typing_until_it_has_written(chat: Page, bot: ScriptedBot) -> None:
    await bot.call("sendChatAction", chat_id=SANNE, action="typing")
    await expect(chat.locator("#chat-state")).to_have_text("is aan het typen")
    await bot.say(SANNE, "written")
    await expect(chat.locator("#chat-state")).to_contain_text("je schrijft als Sanne")


async def test_a_draft_stands_below_everything_until_its_message_comes(chat: Page, bot: ScriptedBot) -> None:
    await bot.call("sendMessageDraft", chat_id=SANNE, draft_id=1)
    draft = chat.locator(".draft")
    await expect(draft).to_have_text("Even nadenken…")
    await bot.call("sendMessageDraft", chat_id=SANNE, draft_id=1, text="<b>So</b> far", parse_mode="HTML")
    await expect(draft).to_have_count(1)
    await expect(draft.locator("strong")).to_have_text("So")
    await chat.reload()
    await expect(draft).to_have_text("So far")
    await bot.say(SANNE, "So far so good")
    await expect(draft).to_have_count(0)
    await expect(chat.locator(".message").last).to_contain_text("So far so good")


@pytest.mark.parametrize("width", [1200, 360])
async def test_a_rich_message_is_read_without_moving_the_page_sideways(
    open_page: PageOpener, sandbox: Running, bot: ScriptedBot, world: World, width: int
) -> None:
    world.chats[SANNE].started = True
    page = await open_page(sandbox.url, width=width, height=740, reduced_motion="reduce")
    await bot.call(
        "sendRichMessage",
        chat_id=SANNE,
        rich_message={"html": RICH},
        reply_markup=keys([("Start", {"callback_data": "home"})]),
    )
    message = page.locator(".message.rich")
    await expect(message.locator(".size-3")).to_have_text("Where it stands")
    await expect(message.locator("th").first).to_have_text("First label")
    await expect(message.get_by_role("button", name="Start")).to_be_visible()
    link = message.locator("details a")
    await expect(link).to_be_hidden()
    await message.locator("summary").click()
    await expect(link).to_be_visible()
    await expect(link).to_have_attribute("href", "https://example.org/a")
    await expect(message.locator("footer")).to_have_text("Known up to 5 October.")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    bubble, place = (
        await message.locator(".bubble").bounding_box(),
        await page.locator("#messages").bounding_box(),
    )
    assert bubble is not None
    assert place is not None
    assert bubble["x"] >= place["x"]
    assert bubble["x"] + bubble["width"] <= place["x"] + place["width"]
    assert not await message.locator("p, li, .size-2, .size-3").evaluate_all(
        "all => all.filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.textContent)"
    )
    await bot.call("editMessageText", chat_id=SANNE, message_id=1, text="turned")
    await expect(page.locator(".message").last).to_contain_text("turned")
    await expect(message).to_have_count(0)


@pytest.mark.parametrize("width", [1200, 360])
async def test_what_is_for_one_person_of_a_group_is_on_nobody_elses_screen(
    open_page: PageOpener, sandbox: Running, bot: ScriptedBot, world: World, width: int
) -> None:
    listed = [{"command": "who", "description": "x", "is_ephemeral": True}]
    await bot.call("setMyCommands", commands=listed, scope={"type": "all_group_chats"})
    group = world.add_chat("supergroup", "De straat", [SANNE, SANNE + 1], [])["id"]
    page = await open_page(sandbox.url, width=width, height=740, reduced_motion="reduce")
    if width == 360:
        await page.locator("#open-people").click()
    await page.get_by_role("button", name="De straat").click()
    await page.locator("#text").fill("/who")
    await page.locator("#text").press("Escape")
    await page.locator("#text").press("Enter")
    said = await bot.next_update("message")
    await bot.call(
        "sendMessage", chat_id=group, text="for Sanne", reply_markup=keys([("On", {"callback_data": "on"})]),
        ephemeral_message_parameters={"receiver_user_id": SANNE},
        reply_parameters={"ephemeral_message_id": said["ephemeral_message_id"]},
    )  # fmt: skip
    alone = page.locator(".message.ephemeral")
    await expect(alone).to_have_count(2)
    await expect(alone.last).to_contain_text("Alleen jij ziet dit")
    await alone.last.get_by_role("button", name="On").click()
    query = await bot.next_update("callback_query")
    place = {
        "chat_id": group,
        "receiver_user_id": SANNE,
        "ephemeral_message_id": query["message"]["ephemeral_message_id"],
    }
    await bot.call("editEphemeralMessageText", **place, text="turned")
    await bot.answer(query)
    await expect(alone.last).to_contain_text("turned")
    await bot.say(group, "for all")
    await expect(page.locator(".message")).to_have_count(3)
    await page.locator("#speaker").select_option(str(SANNE + 1))
    await expect(page.locator(".message")).to_have_count(1)
    await expect(alone).to_have_count(0)
    await page.locator("#speaker").select_option(str(SANNE))
    await expect(alone).to_have_count(2)
    await bot.call("deleteEphemeralMessage", **place)
    await expect(alone).to_have_count(1)


async def test_a_reply_shows_what_it_answers_and_leads_there(chat: Page, bot: ScriptedBot) -> None:
    question = await bot.say(SANNE, "which one?")
    await expect(chat.locator(".message").last).to_contain_text("which one?")
    await chat.locator("#text").press("Control+ArrowUp")
    await expect(chat.locator("#context")).to_contain_text("which one?")
    await chat.locator("#text").fill("the second")
    await chat.keyboard.press("Enter")
    message = await bot.next_update("message")
    assert message["reply_to_message"]["message_id"] == question["message_id"]
    await chat.locator(".quoted").click()
    await expect(chat.locator(".message.found")).to_contain_text("which one?")


async def test_arrow_up_edits_the_last_own_message(chat: Page, bot: ScriptedBot) -> None:
    await chat.locator("#text").fill("helo")
    await chat.keyboard.press("Enter")
    await expect(chat.locator(".message.mine").last).to_contain_text("helo")
    await chat.keyboard.press("ArrowUp")
    await expect(chat.locator("#text")).to_have_value("helo")
    await chat.locator("#text").fill("hello")
    await chat.keyboard.press("Enter")
    assert (await bot.next_update("edited_message"))["text"] == "hello"
    await expect(chat.locator(".message.mine").last).to_contain_text("bewerkt")


async def test_pictures_and_stickers_come_and_go(chat: Page, bot: ScriptedBot) -> None:
    await bot.send_photo(SANNE, PIXEL)
    picture = chat.locator("img.picture")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("async image => { await image.decode(); return image.naturalWidth }") == 1
    for name, kind in (("Foto", "photo"), ("Sticker", "sticker")):
        await chat.get_by_role("button", name="Bijlage").click()
        await chat.get_by_role("menuitem", name=name).click()
        assert kind in await bot.next_update("message")
    await expect(chat.locator(".message.mine .picture")).to_have_count(1)
    await expect(chat.locator(".message.mine .sticker")).to_have_count(1)


async def test_days_stand_between_messages_of_different_days(page: Page, world: World) -> None:
    times = iter([1772229660.0, 1772316060.0])
    world.clock = lambda: next(times)
    world.say(SANNE, SANNE, {"text": "on Friday"})
    world.say(SANNE, SANNE, {"text": "on Saturday"})
    await expect(page.locator(".date")).to_have_text(["27 februari", "28 februari"])


async def _distance_from_end(page: Page) -> float:
    found = await page.locator("#messages").evaluate(
        "log => log.scrollHeight - log.scrollTop - log.clientHeight"
    )
    return float(found)
