"""A world of the tests' own, asked for Telegram's methods over HTTP, on a clock that is set by hand."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.sandbox.server import serve
from bot.sandbox.world import World
from tests.support.fakes import HandClock

Call = Any


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def call(world: World) -> AsyncIterator[Call]:
    """Asks for a method; what Telegram answers, or why it refuses."""
    async with serve(world) as running, aiohttp.ClientSession() as session:

        async def ask(method: str, **params: Any) -> Any:
            async with session.post(f"{running.url}/bot{world.token}/{method}", json=params) as response:
                answer = await response.json()
                return answer["result"] if answer["ok"] else answer["description"]

        yield ask
