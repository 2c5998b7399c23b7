"""Two replicas behind a real nginx on a real PostgreSQL, under load: restarted in turn, killed, frozen.

    python -m benchmarks.ops.many [--rate 20] [--seconds 20] [--pooler]

--pooler: with a real PgBouncer in session mode between. Debian's packages: postgresql, nginx, pgbouncer.
Asked for: no question lost, none unanswered; how many are answered twice is printed. Every question has a chat of its own.
"""

import argparse
import asyncio
import json
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks.harness import BotProcess, free_port, write_dossier
from benchmarks.ops.proxy import nginx, pgbouncer
from benchmarks.ops.telegram import Telegram, open_telegram
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.support.postgres import run_postgres

LONGEST = 60.0  # seconds of a load that waits for something


class Replicas:
    """Two bots that can be started again."""

    def __init__(
        self,
        stack: ExitStack,
        folder: Path,
        telegram: Telegram,
        database_url: str,
        hook: str,
        rate: int,
        more: Mapping[str, str],
    ) -> None:
        self._stack, self.folder, self._telegram = stack, folder, telegram
        self.url, self._rate = database_url, rate
        self._hook: dict[str, Any] = {"WEBHOOK_URL": hook, "WEBHOOK_SECRET": "a-secret-of-the-webhook"}
        self.more: dict[str, Any] = dict(more)  # settings of those that are started from now on
        self.ports = (free_port(), free_port())
        self.bots = [self._start(0), self._start(1)]

    def _start(self, number: int) -> BotProcess:
        told = SimpleNamespace(url=self._telegram.url, token=self._telegram.token)
        bot = BotProcess(
            *(self.folder, told, self.url, self._rate),
            log=self.folder / f"{number}.log",
            LISTEN=f"127.0.0.1:{self.ports[number]}",
            **(self._hook | self.more),
        )
        bot.port = self.ports[number]
        return self._stack.enter_context(bot)

    async def is_ready(self, number: int) -> bool:
        health = await asyncio.to_thread(self.bots[number].health)
        return bool(health and health["ready"])

    async def until_ready(self, number: int) -> None:
        async with asyncio.timeout(LONGEST):
            while not await self.is_ready(number):  # noqa: ASYNC110 - another process: there is no event
                await asyncio.sleep(0.2)

    async def stop(self, number: int) -> int:
        return await asyncio.to_thread(self.bots[number].terminate)

    async def start(self, number: int) -> None:
        self.bots[number] = self._start(number)
        await self.until_ready(number)


async def under_load(
    telegram: Telegram, rate: float, seconds: float, work: Coroutine[Any, Any, None], **more: str
) -> dict[str, int]:
    """Questions for so long, and longer where the work takes longer; what became of them."""
    done = asyncio.create_task(work)
    chats: list[int] = []
    while True:
        chats += await telegram.ask_for(seconds if not chats else 1.0, rate, **more)
        if done.done():
            done.result()
            break
    await telegram.settle()
    return telegram.account(chats)


async def nothing() -> None:
    pass


async def rolling(replicas: Replicas) -> None:
    for number in (0, 1):
        assert await replicas.stop(number) == 0
        await replicas.start(number)
        await asyncio.sleep(4.0)  # as the runbook has it: until the proxy tries it again


async def killed(replicas: Replicas) -> None:
    await asyncio.sleep(2.0)
    await asyncio.to_thread(replicas.bots[0].kill)
    await asyncio.sleep(3.0)
    await replicas.start(0)


async def frozen(replicas: Replicas, seconds: float = 25.0) -> None:
    await asyncio.sleep(2.0)
    process = replicas.bots[1].process
    process.send_signal(signal.SIGSTOP)
    try:
        await asyncio.sleep(seconds)
    finally:
        process.send_signal(signal.SIGCONT)
    await replicas.until_ready(1)


@asynccontextmanager
async def open_replicas(pooler: bool = False, **more: str) -> AsyncIterator[tuple[Telegram, Replicas]]:
    """(Telegram, replicas), both of them ready behind nginx."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        write_dossier(folder)
        postgres = stack.enter_context(run_postgres())
        url = stack.enter_context(pgbouncer(postgres.url, "session")) if pooler else postgres.url
        async with Database(url) as database:
            await migrate(database)
        async with open_telegram() as telegram:
            port = free_port()
            replicas = Replicas(stack, folder, telegram, url, f"http://127.0.0.1:{port}", 1000, more)
            stack.enter_context(nginx(replicas.ports, port))
            for number in (0, 1):
                await replicas.until_ready(number)
            yield telegram, replicas


async def main(rate: float, seconds: float, pooler: bool) -> None:
    bad = False
    async with open_replicas(pooler) as (telegram, replicas):
        works: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "steady": nothing,
            "rolling restart": lambda: rolling(replicas),
            "one killed": lambda: killed(replicas),
            "one frozen for 25 s": lambda: frozen(replicas),
        }
        for name, work in works.items():
            telegram.refused.clear()
            figures = await under_load(telegram, rate, seconds, work())
            bad |= bool(figures["unanswered"])
            print(f"{name:<20} {json.dumps(figures)} refused {dict(telegram.refused)}", flush=True)
    if bad:
        raise SystemExit("questions were lost")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--pooler", action="store_true")
    asyncio.run(main(**vars(parser.parse_args())))
