"""A headless Chromium before the sandbox's chat page; a page that logs an error or calls outside fails its test."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from bot.answering import Engine, answer
from bot.domain.text import Lang
from bot.sandbox.server import Running, serve
from bot.sandbox.world import World
from tests.acceptance.conftest import learned  # noqa: F401 - a fixture, for these tests too
from tests.browser.scripted import ScriptedBot

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

PageOpener = Callable[..., Awaitable[Page]]

expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    missing = pytest.mark.skip(
        reason="no Chromium here: apt-get install chromium (or set CHROMIUM to its path)"
    )
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))  # one browser at a time
            if CHROMIUM is None:
                item.add_marker(missing)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        await started.close()


@pytest.fixture
def world() -> World:
    """Two people, as in the demo."""
    made = World(limits=False)
    made.add_user("Sanne", "nl")
    made.add_user("James", "en")
    return made


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox(world: World, engine: Engine) -> AsyncIterator[Running]:
    async def inspect(text: str, lang: str) -> dict[str, Any]:
        return dict(answer(engine, text, lang=Lang(lang) if lang in set(Lang) else None, now=NOW).explain)

    async with serve(world, inspect=inspect) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def bot(sandbox: Running) -> AsyncIterator[ScriptedBot]:
    async with aiohttp.ClientSession() as session:
        yield ScriptedBot(session, sandbox.url, sandbox.world.token)


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, sandbox: Running) -> AsyncIterator[PageOpener]:
    """Opens a page at an address, in a browser of its own; at the end none may have complained or called outside.

    Needs the sandbox only to be closed before it: a page whose server goes first rightly complains.
    """
    faults: list[str] = []
    allowed: list[str] = []
    async with AsyncExitStack() as stack:

        async def open_at(
            url: str,
            *,
            width: int = 1280,
            height: int = 800,
            lossy: bool = False,
            ready: str = "#chat-name",
            **options: Any,
        ) -> Page:
            context = await browser.new_context(
                viewport=ViewportSize(width=width, height=height),
                timezone_id="Europe/Amsterdam",
                permissions=["clipboard-read", "clipboard-write"],
                **options,
            )
            stack.push_async_callback(context.close)
            page = await context.new_page()
            allowed.append(url.split("?")[0].removesuffix("desk"))
            if (
                not lossy
            ):  # where the server is taken away, the browser rightly logs that it cannot be reached
                page.on(
                    "console",
                    lambda message: faults.append(message.text) if message.type == "error" else None,
                )
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on(
                "request",
                lambda request: faults.append(request.url) if _is_outside(request.url, allowed) else None,
            )
            await page.goto(url)
            await expect(page.locator(ready)).not_to_be_empty()
            return page

        yield open_at
    assert not faults


@pytest_asyncio.fixture(loop_scope="session")
async def page(open_page: PageOpener, sandbox: Running) -> Page:
    """Sanne's chat, before START."""
    return await open_page(sandbox.url, reduced_motion="reduce")  # places are measured: nothing may be moving


@pytest_asyncio.fixture(loop_scope="session")
async def chat(page: Page, world: World, bot: ScriptedBot) -> Page:
    """Sanne's chat, begun."""
    await page.locator("#start").click()
    assert await bot.heard() == "/start"
    await expect(page.locator("#text")).to_be_visible()
    return page


def _is_outside(address: str, allowed: list[str]) -> bool:
    return not address.startswith("data:") and not any(address.startswith(each) for each in allowed)
