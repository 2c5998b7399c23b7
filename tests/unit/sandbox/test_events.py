"""The chat page's stream of events ends with the page."""

import aiohttp
import pytest

from bot.sandbox import people
from bot.sandbox.server import serve
from bot.sandbox.world import World
from tests.support.fakes import until


async def test_a_page_that_has_gone_is_noticed_at_the_next_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "HEARTBEAT", 0.02)
    world = World(limits=False)
    async with serve(world) as running, aiohttp.ClientSession() as session:
        page = await session.get(f"{running.url}/sandbox/events")
        assert await page.content.readline() == b"event: ready\n"
        assert len(world.watchers) == 1
        page.close()
        await until(lambda: not world.watchers)
