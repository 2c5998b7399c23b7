"""The whole bot against the sandbox, over HTTP on this machine."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from benchmarks import harness
from bot.answering import Engine
from bot.app import Running, running
from bot.clock import Clock, utc_now
from bot.commands.demo import open_desk
from bot.config import load_settings
from bot.content.loading import ParseCache
from bot.desk.server import Desk, add_routes
from bot.sandbox.server import serve
from bot.sandbox.world import World
from bot.services.editing.reloading import ContentReloader
from tests.acceptance.reader import Reader
from tests.conftest import CACHE, SharedModelStore
from tests.support.databases import lay_down
from tests.support.forks import Fork

PARSED = ParseCache()
Reading = Callable[..., Awaitable[Reader]]


class House:
    """A running bot, its sandbox, and readers at the door."""

    def __init__(
        self, bot: Running, world: World, url: str, session: aiohttp.ClientSession, database: Path
    ) -> None:
        self.bot = bot
        self.world = world
        self.url = url
        self.database = database
        self._session = session

    async def reader(self, name: str = "Sanne", language: str = "nl") -> Reader:
        user = self.world.add_user(name, language)
        return Reader(self._session, self.url, user)


@asynccontextmanager
async def open_house(
    briefings: Path, tmp_path: Path, *, world: World | None = None, clock: Clock = utc_now, **settings: Any
) -> AsyncIterator[House]:
    world = world or World(limits=False)
    database = tmp_path / "bot.db"
    if not database.exists():
        await lay_down(database)
    async with AsyncExitStack() as stack:

        @cache
        def desk() -> Desk:
            """Opened by its first visitor: while it is open all of a dossier is looked through for what is doubtful."""
            opened = open_desk(bot, clock)
            stack.callback(opened.close)
            return opened

        sandbox = await stack.enter_async_context(serve(world, also=lambda app: add_routes(app, desk)))
        chosen = load_settings(
            _env_file=None,
            telegram_bot_token=world.token,
            telegram_api_url=sandbox.url,
            database_url=f"sqlite+aiosqlite:///{database}",
            briefings_dir=briefings,
            cache_dir=CACHE,
            **settings,
        )
        reloader = ContentReloader(briefings, clock, SharedModelStore(CACHE), PARSED)
        bot = await stack.enter_async_context(running(chosen, clock=clock, sandboxed=True, reloader=reloader))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        yield House(bot, world, sandbox.url, session, database)


@pytest.fixture(scope="session", autouse=True)
def learned(engine: Engine) -> None:
    """Each bot opened here finds in the cache what can be learned, and answers from the start as it will later."""


@pytest.fixture
async def house(briefings: Path, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(briefings, tmp_path) as found:
        yield found


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bots and sandboxes as processes of their own, without the imports of each."""
    monkeypatch.setattr(harness, "start", Fork)
    monkeypatch.setenv("CACHE_DIR", str(CACHE))  # what can be learned of the example is there: see `learned`
