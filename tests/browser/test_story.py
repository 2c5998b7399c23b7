"""The first minutes on a phone and at a desk: a start that fits the screen, the story, its quiz, the five keys."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.acceptance.conftest import House, open_house
from tests.browser.conftest import PageOpener
from tests.conftest import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="session")

SCREENS = pytest.mark.parametrize(("width", "height"), [(1200, 900), (360, 740)])


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Our own dossier: what fits a screen hangs on its texts."""
    now = datetime(2026, 11, 27, 12, tzinfo=UTC)
    async with open_house(ROOT / "briefings", tmp_path, clock=lambda: now) as found:
        found.world.add_user("Sanne", "nl")
        yield found


async def begin(house: House, open_page: PageOpener, width: int, height: int) -> Page:
    page = await open_page(house.url, width=width, height=height, reduced_motion="reduce")
    await page.locator("#start").click()
    await expect(page.locator(".message").last).to_contain_text("Anthropic en het Pentagon")
    await expect(page.locator(".message").last.get_by_role("button", name="English")).to_be_visible()
    return page


@SCREENS
async def test_the_start_fits_one_screen_and_its_text_unfolds(
    house: House, open_page: PageOpener, width: int, height: int
) -> None:
    page = await begin(house, open_page, width, height)
    message, room = page.locator(".message").last, page.locator("#messages")
    shown, seen = await message.bounding_box(), await room.bounding_box()
    assert shown is not None
    assert seen is not None
    assert shown["y"] >= seen["y"]
    assert shown["y"] + shown["height"] <= seen["y"] + seen["height"]
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@SCREENS
async def test_the_story_is_read_and_its_quiz_answered_without_typing(
    house: House, open_page: PageOpener, width: int, height: int
) -> None:
    page = await begin(house, open_page, width, height)
    await page.get_by_role("button", name="Het verhaal in het kort").click()
    card = page.locator(".message").last
    for number in range(1, 6):
        await expect(card).to_contain_text(f"{number} van 5")
        if number < 5:
            await card.get_by_role("button", name="›", exact=True).click()
    await card.get_by_role("button", name="Quiz: hoe staat het ervoor?").click()
    poll = page.locator(".poll").last
    await poll.get_by_role("button", name="Nee").click()
    await expect(poll).to_contain_text("✓ ")
    await page.get_by_role("button", name="Volgende vraag").last.click()
    await expect(page.locator(".poll")).to_have_count(2)
    await expect(page.locator(".message", has_text="5 van 5")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_five_keys_stand_below_on_a_phone_and_open_their_screens(
    house: House, open_page: PageOpener
) -> None:
    page = await begin(house, open_page, 360, 740)
    await page.locator("#text").fill("/keyboard")
    await page.keyboard.press("Enter")
    keys = page.locator("#reply-keyboard").get_by_role("button")
    await expect(keys).to_have_text(["Samenvatting", "Stand", "Tijdlijn", "Wie is wie", "Updates"])
    await keys.nth(1).click()
    await expect(page.locator(".message").last).to_contain_text("Hoe het ervoor staat")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
