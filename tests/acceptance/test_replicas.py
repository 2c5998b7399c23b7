"""Two bots behind one webhook, on one PostgreSQL: either answers, what was told to one is known to the other."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from benchmarks.harness import BotProcess, free_port, publish, write_dossier
from bot.sandbox.server import serve
from bot.sandbox.world import World
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.acceptance.reader import WAIT_SECONDS, Reader
from tests.support.postgres import HOW_TO, find_binaries, run_postgres

SECRET = "a-secret-of-the-webhook"
pytestmark = [
    pytest.mark.timeout(400),  # processes of their own
    pytest.mark.usefixtures("forked"),
    pytest.mark.xdist_group("processes"),
]


@asynccontextmanager
async def balancer(port: int, backends: Sequence[int], took: list[int]) -> AsyncIterator[None]:
    """Hands each request to the next bot in turn, or to the other where that one is gone; notes which took it."""
    turns = itertools.cycle(range(len(backends)))

    async def hand_on(request: web.Request) -> web.Response:
        body = await request.read()
        first = next(turns)
        for number in (first, 1 - first):
            try:
                url = f"http://127.0.0.1:{backends[number]}{request.path}"
                async with session.post(url, data=body, headers=request.headers) as answer:
                    took.append(number)
                    return web.Response(status=answer.status)
            except aiohttp.ClientError:
                continue
        return web.Response(status=502)

    application = web.Application()
    application.router.add_post("/{path:.*}", hand_on)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    async with aiohttp.ClientSession() as session:
        try:
            yield
        finally:
            await runner.cleanup()


async def settle(reader: Reader, words: str) -> None:
    """Until four answers in a row have the words, whichever bot gives them.

    One that waited half a second for a busy database answers from memory for a while.
    """
    async with asyncio.timeout(WAIT_SECONDS):
        row = 0
        while row < 4:
            row = row + 1 if words in (await reader.say("/settings"))["text"] else 0


@pytest.mark.slow
@pytest.mark.postgres
async def test_replicas_behind_a_webhook_share_what_readers_chose_and_outlive_one_another(
    tmp_path: Path,
) -> None:
    if find_binaries() is None:
        pytest.skip(HOW_TO)
    briefings = write_dossier(tmp_path)
    world = World(limits=False)
    async with AsyncExitStack() as stack:
        server = stack.enter_context(run_postgres())
        database = Database(server.url)
        await migrate(database)
        await database.close()
        sandbox = await stack.enter_async_context(serve(world))
        told = SimpleNamespace(url=sandbox.url, token=world.token)
        port, took = free_port(), list[int]()
        webhook: dict[str, Any] = {"WEBHOOK_URL": f"http://127.0.0.1:{port}", "WEBHOOK_SECRET": SECRET}
        bots = [
            stack.enter_context(
                BotProcess(tmp_path, told, server.url, 30, log=tmp_path / f"{number}.log", **webhook)
            )
            for number in range(2)
        ]
        await stack.enter_async_context(balancer(port, [bot.port for bot in bots], took))
        for bot in bots:
            await asyncio.to_thread(bot.wait_until_up)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        reader = Reader(session, sandbox.url, world.add_user("James", "en"))

        assert "You are subscribed" in (await reader.say("/subscribe"))["text"]
        for _ in range(5):
            assert "Your updates" in (await reader.say("/settings"))["text"]
        assert set(took) == {0, 1}
        asked = await reader.say("/language")
        await reader.press(asked, "Nederlands")
        await settle(reader, "Jouw updates")
        publish(briefings, "push-001")
        await reader.until(lambda all_: any("Kop push-001" in each["text"] for each in all_))

        senders = [
            number
            for number, bot in enumerate(bots)
            if (await asyncio.to_thread(bot.health) or {})["is_sender"]
        ]
        (sender,) = senders
        await asyncio.to_thread(bots[sender].kill)
        await settle(reader, "Jouw updates")
        publish(briefings, "push-002")
        await reader.until(lambda all_: any("Kop push-002" in each["text"] for each in all_))
        texts = [each["text"] for each in await reader.messages()]
        assert [sum(f"Kop push-00{number}" in text for text in texts) for number in (1, 2)] == [1, 1]
