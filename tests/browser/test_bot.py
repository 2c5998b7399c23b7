"""The main job in a browser: the real bot, the real dossier, a reader at the chat page."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.acceptance.conftest import House, open_house
from tests.browser.conftest import PageOpener
from tests.dossier import conftest as dossier

briefings, engine, snapshot = dossier.briefings, dossier.engine, dossier.snapshot  # the real one

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def house(briefings: Path, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(briefings, tmp_path) as found:
        found.world.add_user("Sanne", "nl")
        found.world.add_user("James", "en")
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def reader(house: House, open_page: PageOpener) -> Page:
    """Sanne's chat with the bot, begun."""
    page = await open_page(house.url)
    await page.locator("#start").click()
    await expect(_last(page)).to_contain_text("Anthropic en het Pentagon")
    return page


async def test_a_question_in_dutch_is_answered_and_its_source_opens(reader: Page) -> None:
    await _ask(reader, "Wanneer liep het ultimatum af?")
    answer = _last(reader)
    await expect(answer).to_contain_text("27 februari 2026")
    await expect(answer.locator("a")).to_have_count(0)
    await answer.get_by_role("button", name="Bronnen").click()
    await expect(_last(reader).locator("a[href^='https://']").first).to_be_visible()
    await expect(reader.locator('[aria-busy="true"]')).to_have_count(0)


async def test_a_question_in_english_is_answered(house: House, open_page: PageOpener) -> None:
    page = await open_page(f"{house.url}/?user=102")
    await page.locator("#start").click()
    await expect(_last(page)).to_contain_text("Anthropic and the Pentagon")
    await _ask(page, "When did the ultimatum end?")
    await expect(_last(page)).to_contain_text("5:01 p.m.")


async def test_the_language_is_switched_on_screen(reader: Page) -> None:
    await _last(reader).get_by_role("button", name="English").click()
    await expect(_last(reader)).to_contain_text("Anthropic and the Pentagon")
    await expect(_last(reader).get_by_role("button", name="Nederlands")).to_be_visible()


async def test_a_deep_link_is_followed(house: House, open_page: PageOpener) -> None:
    page = await open_page(f"{house.url}/?start=person_dario-amodei")
    await page.locator("#start").click()
    await expect(_last(page)).to_contain_text("Dario Amodei")


async def test_the_command_list_is_the_bots_own(reader: Page) -> None:
    await reader.locator("#text").press("/")
    await expect(reader.get_by_role("option").filter(has_text="/timeline")).to_be_visible()


async def test_two_people_chat_in_their_own_languages_at_the_same_time(
    house: House, open_page: PageOpener
) -> None:
    dutch, english = await open_page(f"{house.url}/?user=101"), await open_page(f"{house.url}/?user=102")
    for page in (dutch, english):
        await page.locator("#start").click()
    await expect(_last(dutch)).to_contain_text("Anthropic en het Pentagon")
    await expect(_last(english)).to_contain_text("Anthropic and the Pentagon")


async def _ask(page: Page, question: str) -> None:
    await page.locator("#text").fill(question)
    await page.keyboard.press("Enter")


def _last(page: Page) -> Locator:
    """The bot's newest message."""
    return page.locator(".message:not(.mine)").last
