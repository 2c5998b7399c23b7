"""Pictures at the chat page: shown whole, readable on a phone, with their words for who does not see them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from bot.rendering.pictures.canvas import HEIGHT, LEAST_SIZE, WIDTH
from tests.acceptance.conftest import House, open_house
from tests.browser.conftest import PageOpener
from tests.support.examples import write_example

pytestmark = pytest.mark.asyncio(loop_scope="session")

LEAST_SHOWN = (
    10  # CSS px: what the smallest letters are at least, as wide as a phone's chat lets a picture be
)


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path) -> AsyncIterator[House]:
    folder = write_example(tmp_path / "briefings")
    (folder / "questions.yaml").write_text("[]\n")
    async with open_house(folder, tmp_path, clock=lambda: datetime(2026, 7, 2, 12, tzinfo=UTC)) as found:
        found.world.add_user("Sanne", "nl")
        yield found


async def shown(house: House, open_page: PageOpener, width: int, height: int) -> tuple[Page, Locator]:
    page = await open_page(house.url, width=width, height=height, reduced_motion="reduce")
    await page.locator("#start").click()
    await page.locator("#text").fill("/stand")
    await page.keyboard.press("Enter")
    await page.locator(".message").last.get_by_role("button", name="Als beeld").click()
    picture = page.locator("img.picture")
    await expect(picture).to_be_visible()
    await picture.evaluate("async image => { await image.decode() }")
    return page, picture


@pytest.mark.parametrize(("width", "height"), [(1200, 900), (360, 740)])
async def test_a_picture_is_whole_and_its_smallest_letters_can_be_read(
    house: House, open_page: PageOpener, width: int, height: int
) -> None:
    page, picture = await shown(house, open_page, width, height)
    assert await picture.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [WIDTH, HEIGHT]
    box = await picture.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert abs(box["height"] / box["width"] - HEIGHT / WIDTH) < 0.01
    assert LEAST_SIZE * box["width"] / WIDTH >= LEAST_SHOWN
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_words_stand_below_and_are_read_out_and_dark_takes_its_place(
    house: House, open_page: PageOpener
) -> None:
    page, picture = await shown(house, open_page, 360, 740)
    await expect(page.locator(".message").last).to_contain_text("Geschorst")
    assert "Geschorst" in (await picture.get_attribute("alt") or "")
    light = await picture.get_attribute("src")
    await page.get_by_role("button", name="Donker").click()
    await expect(page.get_by_role("button", name="Licht")).to_be_visible()
    await expect(picture).to_have_count(1)
    assert await picture.get_attribute("src") != light
