"""What the outbox's bookkeeping costs a message: claims and settlements of a sender whose courier carries nothing."""

import asyncio
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from benchmarks.harness import databases, subscribe_all
from bot.chat.wire.pacing import Pacer
from bot.clock import utc_now
from bot.domain.delivery.retry_policy import SendOutcome
from bot.services.delivery.outbox_worker import OutboxWorker
from bot.services.delivery.sending import OutgoingMessage, SendResult
from bot.storage.chat_ids import ChatIds
from bot.storage.database import Database
from tests.support.fakes import a_push, as_written, fan_out

LATENCY = 0.05


class NoCourier:
    """Paces and waits as the real one does, without HTTP."""

    def __init__(self, rate: float) -> None:
        self._pacer = Pacer(rate)
        self._carried = 0

    async def room(self) -> int:
        return await self._pacer.room()

    async def send(self, outgoing: OutgoingMessage) -> SendResult:
        turn = await self._pacer.broadcast(outgoing.chat_id)
        await asyncio.sleep(LATENCY)
        self._pacer.answered(turn)
        self._carried += 1
        return SendResult(SendOutcome.SENT, message_id=self._carried)


def run(rate: int, seconds: float, which: str) -> None:
    """Prints a line a database: messages a second at that pace, and this process's CPU for each."""
    print(f"{'database':10s} {'limit':>6s} {'a second':>9s} {'CPU ms/message':>15s} {'most under way':>15s}")
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder), which) as found:
        for name, url in found:
            subscribe_all(url, int(rate * (seconds + 5)))
            done, took, spent, most = asyncio.run(_measure(url, rate, seconds))
            print(f"{name:10s} {rate:6d} {done / took:9.1f} {1000 * spent / done:15.3f} {most:15d}")


async def _measure(url: str, rate: int, seconds: float) -> tuple[int, float, float, int]:
    database = Database(url)
    await fan_out(database, a_push(), now=utc_now() + timedelta(seconds=1))
    outbox_worker = OutboxWorker(database, ChatIds(), NoCourier(rate), as_written(), utc_now)
    running = asyncio.create_task(outbox_worker.run())
    await asyncio.sleep(2.0)  # until the push is due and the pace is reached
    first, spent, at, most = outbox_worker.settled, time.process_time(), time.perf_counter(), 0
    while time.perf_counter() - at < seconds:
        await asyncio.sleep(0.05)
        most = max(most, outbox_worker.under_way)
    found = outbox_worker.settled - first, time.perf_counter() - at, time.process_time() - spent, most
    await outbox_worker.stop(5.0)
    await running
    await database.close()
    return found
