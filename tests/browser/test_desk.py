"""The editors' desk in a browser: it follows the files, shows cards in both languages, and what is wrong at its line."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.acceptance.conftest import House, open_house
from tests.browser.conftest import NOW, PageOpener

pytestmark = pytest.mark.asyncio(loop_scope="session")
FACT = "council-orders-oven-off"


@pytest_asyncio.fixture(loop_scope="session")
async def house(briefings: Path, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(briefings, tmp_path, clock=lambda: NOW) as found:
        yield found


async def open_desk(open_page: PageOpener, house: House, **options: Any) -> Page:
    page = await open_page(f"{house.url}/desk", ready="#list", **options)
    await expect(page.locator("#standing")).to_contain_text("live since")
    return page


async def choose(page: Page, record: str) -> None:
    await page.locator("#filter").fill(record)
    await page.locator(f"[data-id='{record}']").first.click()
    await expect(page.locator("#record h2")).to_have_text(record)


async def ask(page: Page, question: str) -> None:
    await page.locator("#words").fill(question)
    await page.locator("#words").press("Enter")


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


async def test_a_record_is_shown_as_telegram_shows_it_in_both_languages_with_its_place(
    house: House, open_page: PageOpener
) -> None:
    page = await open_desk(open_page, house)
    await choose(page, FACT)
    await expect(page.locator("#record [lang=nl] .bubble")).to_contain_text("'s avonds tien uur")
    await expect(page.locator("#record [lang=en] .bubble")).to_contain_text("ten in the evening")
    await expect(page.locator("#record [lang=nl] .key").first).to_have_text("Bronnen")
    link = page.locator("#record header a")
    await expect(link).to_have_attribute("href", re.compile(r"^vscode://file/.*/facts/01-spring\.yaml:\d+$"))


async def test_a_save_is_on_the_desk_without_a_reload(
    house: House, open_page: PageOpener, briefings: Path
) -> None:
    page = await open_desk(open_page, house)
    await choose(page, FACT)
    file = briefings / "facts" / "01-spring.yaml"
    replace(file, "until ten in the evening", "until just ten in the evening")
    await expect(page.locator("#record [lang=en] .bubble")).to_contain_text("just ten in the evening")


async def test_a_mistake_is_shown_at_its_line_while_answers_go_on_and_goes_when_mended(
    house: House, open_page: PageOpener, briefings: Path
) -> None:
    page = await open_desk(open_page, house)
    await expect(page.locator("#problems h2")).to_have_count(0)
    replace(briefings / "people.yaml", "side: company", "side: compny")
    problem = page.locator(".problem.error")
    await expect(problem).to_contain_text("did you mean 'company'?")
    await expect(problem.locator("mark")).to_have_text("compny")
    await expect(problem.locator("a")).to_have_text(re.compile(r"people\.yaml:5:9$"))
    await expect(page.locator("#standing")).to_contain_text("stays live")
    await ask(page, "When must the oven be off?")
    await expect(page.locator("#answer")).to_contain_text("on 15 March")
    await expect(page.locator("#inspector .decision")).to_have_text(re.compile("answered", re.IGNORECASE))
    replace(briefings / "people.yaml", "side: compny", "side: company")
    await expect(problem).to_have_count(0)
    await expect(page.locator("#standing")).to_contain_text("live since")


async def test_drafts_and_embargoes_are_marked_and_shown(
    house: House, open_page: PageOpener, briefings: Path
) -> None:
    page = await open_desk(open_page, house)
    update = briefings / "updates" / "2026-06-10-order-suspended.yaml"
    replace(update, "publish_at: 2026-06-10T16:00:00+02:00\n", "publish_at: 2099-06-10T16:00:00+02:00\n")
    replace(update, "expires: 2027-06-10", "expires: 2099-07-10")
    file, fact = briefings / "facts" / "01-spring.yaml", "permit-granted"
    replace(file, f"id: {fact}\n", f"id: {fact}\n  draft: true\n")
    await page.locator("#filter").fill("draft")
    await expect(page.locator(f"[data-id='{fact}'] .marks").first).to_have_text("draft")
    await choose(page, "2026-06-10-order-suspended")
    await expect(page.locator("#record header .marks")).to_have_text(re.compile("embargo until 2099"))
    await expect(page.locator("#record [lang=nl] .bubble")).to_contain_text("Bevel geschorst")


async def test_what_needs_an_editor_is_listed_first_by_what_it_needs(
    house: House, open_page: PageOpener, briefings: Path
) -> None:
    page = await open_desk(open_page, house)
    file, fact = briefings / "facts" / "01-spring.yaml", "permit-granted"
    replace(file, f"id: {fact}\n", f"id: {fact}\n  review_by: 2026-07-01\n")
    update = briefings / "updates" / "2026-06-10-order-suspended.yaml"
    replace(update, "expires: 2027-06-10", "expires: 2026-07-10")
    overview = briefings / "briefings" / "overview.nl.md"
    text = overview.read_text("utf-8")
    overview.write_text(
        re.sub(
            r"^short: .*\n(gist: .*\n)?draft: false\n", "draft: true\n", text, count=1, flags=re.MULTILINE
        ),
        "utf-8",
    )
    look = page.locator("#list .look")
    names = {
        "Due for review": (fact, "due for review"),
        "Expired": ("2026-06-10-order-suspended", "expired"),
        "Drafts": ("overview", "draft (Dutch)"),
        "Missing in one language": ("overview", "no short version in Dutch"),
    }
    for name, (record, mark) in names.items():
        group = look.filter(has=page.locator("summary", has_text=name))
        await group.locator("summary").click()
        item = group.locator(f"[data-id='{record}']")
        await expect(item.locator(".marks i", has_text=mark)).to_have_count(1)
    first = page.locator("#list > details").first
    await expect(first).to_have_class("look")
    await look.locator(f"[data-id='{fact}']").click()
    await expect(page.locator("#record [lang=nl] .bubble")).to_contain_text("moet nog eens worden nagelopen")
    await expect(page.locator("#record [lang=en] .bubble")).to_contain_text("This needs checking again")


async def test_a_briefing_links_to_its_file_in_each_language_and_to_its_questions(
    house: House, open_page: PageOpener
) -> None:
    page = await open_desk(open_page, house)
    await choose(page, "overview")
    links = page.locator("#record header a")
    await expect(links).to_have_count(3)
    await expect(page.locator("#record header a[href*='/asks/others.yaml:']")).to_have_count(1)
    for lang in ("nl", "en"):
        link = page.locator(f"#record header a[href*='overview.{lang}.md']")
        await expect(link).to_have_attribute("href", re.compile(r"^vscode://file/.*:\d+$"))


async def test_the_desk_is_worked_by_keyboard(house: House, open_page: PageOpener) -> None:
    page = await open_desk(open_page, house)
    await page.keyboard.press("/")
    await expect(page.locator("#filter")).to_be_focused()
    await page.keyboard.type("oven")
    await page.keyboard.press("ArrowDown")
    first = await page.locator("#record h2").inner_text()
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#record h2")).not_to_have_text(first)
    await page.keyboard.press("?")
    await expect(page.locator("#words")).to_be_focused()


async def test_a_save_does_not_take_the_keyboard_away(
    house: House, open_page: PageOpener, briefings: Path
) -> None:
    page = await open_desk(open_page, house)
    await choose(page, FACT)
    await page.locator(f"[data-id='{FACT}']").first.focus()
    file = briefings / "facts" / "01-spring.yaml"
    replace(file, "until ten in the evening", "until just ten in the evening")
    await expect(page.locator("#record [lang=en] .bubble")).to_contain_text("just ten in the evening")
    await expect(page.locator(f"[data-id='{FACT}']").first).to_be_focused()


async def test_a_save_leaves_the_keyboard_where_it_was_in_the_list(
    house: House, open_page: PageOpener, briefings: Path
) -> None:
    page = await open_desk(open_page, house)
    await page.locator("#filter").fill("oven")
    await page.keyboard.press("ArrowDown")
    first = await page.locator("#record h2").inner_text()
    replace(briefings / "people.yaml", "side: company", "side: compny")
    await expect(page.locator(".problem.error")).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#record h2")).not_to_have_text(first)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_phone_shows_one_part_at_a_time_and_nothing_runs_out_of_it(
    house: House, open_page: PageOpener, scheme: str
) -> None:
    page = await open_desk(open_page, house, width=390, height=800, color_scheme=scheme)
    await choose(page, FACT)
    await expect(page.locator("#dossier")).to_be_hidden()
    await page.get_by_role("button", name="Question").click()
    await expect(page.locator("#words")).to_be_visible()
    wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide
    dark = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (dark == "rgb(12, 20, 19)") == (scheme == "dark")


async def test_another_sites_name_gets_nothing_of_the_desk(house: House) -> None:
    session = house._session
    async with session.get(f"{house.url}/desk/state", headers={"Host": "evil.example"}) as response:
        assert response.status == 403
    async with session.get(f"{house.url}/desk/static/..%2fserver.py") as response:
        assert response.status == 404
