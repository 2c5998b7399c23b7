"""The chat page in a real headless Chromium: start, ask in both languages, switch, open a source, follow a deep link."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.acceptance.conftest import House, open_house
from tests.dossier import conftest as dossier

briefings, engine, snapshot = dossier.briefings, dossier.engine, dossier.snapshot  # the real one

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def house(briefings: Path, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(briefings, tmp_path) as found:
        await found.reader("Sanne", "nl")
        await found.reader("James", "en")
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """Empty, in a context of its own."""
    async with await browser.new_context() as context:
        page = await context.new_page()
        page.set_default_timeout(20_000)
        yield page


async def ask(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.press("#text", "Enter")


async def test_a_reader_starts_asks_in_dutch_and_opens_the_source(house: House, page: Page) -> None:
    await page.goto(house.url)
    await page.click("#start")
    await expect(page.locator(".message:not(.mine)").last).to_contain_text("Anthropic en het Pentagon")
    await ask(page, "Wanneer liep het ultimatum af?")
    answer = page.locator(".message:not(.mine)").last
    await expect(answer).to_contain_text("27 februari 2026")
    await answer.get_by_role("button", name="Bronnen").click()
    await expect(page.locator(".message:not(.mine) blockquote").last).to_contain_text("NPR")


async def test_a_reader_asks_in_english_and_switches_language(house: House, page: Page) -> None:
    await page.goto(house.url)
    await page.locator("#people-list button", has_text="James").click()
    await page.click("#start")
    await ask(page, "When did Anthropic sue?")
    await expect(page.locator(".message:not(.mine)").last).to_contain_text("9 March")
    await ask(page, "/language")
    screen = page.locator(".message:not(.mine)").last
    await screen.get_by_role("button", name="Nederlands").click()
    await expect(page.locator(".message:not(.mine)").last).to_contain_text("Welke taal")


async def test_commands_are_listed_and_picked_with_the_keyboard(house: House, page: Page) -> None:
    await page.goto(house.url)
    await page.click("#start")
    await expect(page.locator(".message:not(.mine)")).to_have_count(1)
    await page.locator("#text").press_sequentially("/dead")
    await expect(page.locator("#commands li")).to_have_count(1)
    await page.press("#text", "Enter")
    await expect(page.locator(".message:not(.mine)").last).to_contain_text("Deadlines")


async def test_a_deep_link_opens_its_screen_on_a_phone(house: House, page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto(f"{house.url}/?start=person_dario-amodei")
    await page.click("#start")
    await expect(page.locator(".message:not(.mine)").last).to_contain_text("Dario Amodei")
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
