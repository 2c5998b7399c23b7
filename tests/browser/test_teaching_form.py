"""The desk's form that teaches, in a browser: by mouse and by keyboard, what is written, and what is refused."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.domain.text import Lang
from tests.acceptance.conftest import House, open_house
from tests.browser.conftest import PageOpener
from tests.browser.test_desk import ask, open_desk
from tests.dossier import conftest as dossier

briefings, engine, snapshot = dossier.briefings, dossier.engine, dossier.snapshot  # the real one

pytestmark = pytest.mark.asyncio(loop_scope="session")
IN_VAIN = "What did the software wizard say?"
FACT = "michael-dependence"
WRITTEN = 60_000  # milliseconds: before it says so the whole dossier is learned anew, beside other tests


@pytest_asyncio.fixture(loop_scope="session")
async def house(briefings: Path, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(briefings, tmp_path) as found:
        for chat in (1, 2, 3):
            found.bot.unanswered.note_unanswered(chat, IN_VAIN, Lang.EN)
            found.bot.unanswered.note_unanswered(chat, "Wat zei de tovenaar?", Lang.NL)
        await found.bot.unanswered.flush()
        yield found


async def open_form(page: Page, words: str = "software") -> None:
    await page.locator("#list summary", has_text="Unanswered questions").click()
    await page.locator(".cluster", has_text=words).get_by_role("button", name="Teach").click()
    await expect(page.locator("#teach .nearest label").first).to_be_visible()


async def test_a_cluster_is_taught_by_the_form_and_the_desk_follows(
    house: House, open_page: PageOpener, briefings: Path
) -> None:
    page = await open_desk(open_page, house)
    await open_form(page)
    question = page.get_by_label("Question, as readers put it")
    await expect(question).to_be_focused()
    await question.fill(IN_VAIN)  # the inbox left out a word that the dossier does not have
    await page.locator(f"#teach input[value='fact {FACT}']").check()
    await page.get_by_role("button", name="Write it down").click()
    link = page.locator("#teach .said a")
    place = re.compile(r"^vscode://file/.*/asks/07-memo-letters-and-talks\.yaml:\d+$")
    await expect(link).to_have_attribute("href", place, timeout=WRITTEN)
    await expect(page.locator("#teach .said")).to_contain_text(f"From now on: {FACT}")
    text = "".join(path.read_text("utf-8") for path in briefings.rglob("*.yaml"))
    assert text.count(IN_VAIN) == 1
    await page.get_by_role("button", name="Close").click()
    await expect(page.locator("#teach")).to_be_hidden()
    await ask(page, IN_VAIN)
    await expect(page.locator("#inspector .decision")).to_contain_text("nswered", timeout=WRITTEN)


async def test_the_form_is_worked_by_keyboard_and_gives_the_keyboard_back(
    house: House, open_page: PageOpener, briefings: Path
) -> None:
    page = await open_desk(open_page, house)
    await page.locator("#list summary", has_text="Unanswered questions").focus()
    await page.keyboard.press("Enter")
    teach = page.locator(".cluster", has_text="tovenaar").get_by_role("button", name="Teach")
    await teach.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#teach .nearest label").first).to_be_visible()
    await page.keyboard.press("Control+A")
    await page.keyboard.type("Wat zei de tovenaar?")
    await page.keyboard.press("Tab")  # language
    await page.keyboard.press("Tab")  # what it is after
    await page.keyboard.type("names")
    await page.keyboard.press("Tab")
    await page.keyboard.type("de tovenaar")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Emil Michael")
    await page.keyboard.press("Tab")  # Close
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#teach .said a")).to_contain_text("people.yaml:", timeout=WRITTEN)
    assert "de tovenaar]" in (briefings / "people.yaml").read_text("utf-8")
    await page.keyboard.press("Escape")
    await expect(page.locator("#teach")).to_be_hidden()
    await expect(teach).to_be_focused()


async def test_a_refused_step_says_why_and_changes_nothing(
    house: House, open_page: PageOpener, briefings: Path
) -> None:
    before = {path: path.read_bytes() for path in briefings.rglob("*") if path.is_file()}
    page = await open_desk(open_page, house)
    await ask(page, "When did the ultimatum end?")
    await page.get_by_role("button", name="Teach…").click()
    await page.locator("#teach select[name=way]").select_option("abstain")
    await page.get_by_role("button", name="Write it down").click()
    await expect(page.locator("#teach .problem")).to_contain_text("should abstain", timeout=WRITTEN)
    await expect(page.locator("#teach .said")).to_contain_text("Nothing was changed")
    await page.locator("#teach select[name=way]").select_option("answer_with")
    await page.locator("#teach [name=other]").fill("deadline-5-01-p")
    await page.keyboard.press("Enter")
    await expect(page.locator("#teach .problem")).to_contain_text(
        "did you mean 'deadline-5-01-pm'?", timeout=WRITTEN
    )
    assert {path: path.read_bytes() for path in before} == before
    await page.locator("#teach [name=other]").fill("deadline-5-01-pm")
    await page.keyboard.press("Enter")
    await expect(page.locator("#teach .said a")).to_contain_text("questions.yaml:", timeout=WRITTEN)


async def test_on_a_phone_nothing_runs_out_of_the_form(house: House, open_page: PageOpener) -> None:
    page = await open_desk(open_page, house, width=390, height=800)
    await open_form(page)
    wide = await page.locator("#teach").evaluate("each => each.scrollWidth > each.clientWidth")
    assert not wide
    await page.locator("#teach select[name=way]").select_option("alias")
    await expect(page.get_by_label("Words in it that are a name")).to_be_visible()
    await expect(page.locator("#teach .nearest label").first).to_be_hidden()
