"""What so many subscribers take, in truth, beside what `bot plan` says: time, database, memory.

    python -m benchmarks.scale [--subscribers 10000,100000,1000000] [--rate 1000] [--databases sqlite,postgresql] [--seconds 60]

One push to everyone, with sealed chat ids, through everything but HTTP. Above `--seconds` at that rate only as long as that
is sent; the time for all follows from it. Figures of a line: what the plan says / what was found.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from sqlalchemy import insert, select, text

from benchmarks.delivery.enqueue import growth
from benchmarks.delivery.outbox import NoCourier
from benchmarks.harness import databases, subscription_of
from bot.commands.plan import plan
from bot.services.delivery.outbox_worker import OutboxWorker
from bot.storage.chat_ids import ChatIds
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.tables import chats, subscriptions
from tests.support.fakes import a_push, as_written, fan_out

PAGE = 5_000
IDS = ChatIds("a data key of the operator's")
FIRST = 1_000_000_000


async def fill(database: Database, subscribers: int) -> None:
    now = datetime.now(UTC)
    for start in range(0, subscribers, PAGE):
        ids = range(FIRST + start, FIRST + min(start + PAGE, subscribers))
        async with database.begin(patience=600.0) as connection:
            rows = [
                {
                    "chat_key": IDS.key_of(each),
                    "chat_ref": IDS.seal(each),
                    "lang": "nl",
                    "created_at": now,
                    "state": "open",
                }
                for each in ids
            ]
            await connection.execute(insert(chats), rows)
            numbers = await connection.scalars(
                select(chats.c.id).where(chats.c.chat_key.in_([row["chat_key"] for row in rows]))
            )
            subscribed = [subscription_of(number, now) for number in numbers]
            await connection.execute(insert(subscriptions), subscribed)


async def size(database: Database) -> int:
    """Bytes on disk, once what was written has come to rest."""
    await database.wipe()
    if database.file is not None:
        return database.file.stat().st_size
    async with database.read(patience=600.0) as connection:
        found: int = await connection.scalar(text("SELECT pg_database_size(current_database())"))
        return found


async def measure(url: str, subscribers: int, rate: int, seconds: float) -> dict[str, float]:
    async with Database(url) as database:
        await migrate(database)
        empty = await size(database)
        await fill(database, subscribers)
        filled = await size(database)
        began = time.perf_counter()
        with growth() as grown:
            await fan_out(database, a_push(), now=datetime.now(UTC) + timedelta(seconds=1))
            queued = time.perf_counter() - began
            outbox_worker = OutboxWorker(
                database, IDS, NoCourier(rate), as_written(), lambda: datetime.now(UTC)
            )
            began = time.perf_counter()
            running = asyncio.create_task(outbox_worker.run())
            while outbox_worker.settled < subscribers and time.perf_counter() - began < seconds:  # noqa: ASYNC110 - what the bot does of itself sets no event
                await asyncio.sleep(0.05)
            sent, took = outbox_worker.settled, time.perf_counter() - began
        await outbox_worker.stop(5.0)
        await running
        return {
            "queued": queued,
            "all": took * subscribers / sent,
            "part": sent / subscribers,
            "per_subscriber": (filled - empty) / subscribers,
            "per_message": (await size(database) - filled) / subscribers,
            "database": await size(database),
            "grown": grown.most,
        }


def main(numbers: Sequence[int], rate: int, which: str, seconds: float) -> None:
    print(
        f"this process at rest: {psutil.Process().memory_info().rss / 1e6:.0f} MB; {rate} a second; plan / found"
    )
    print(
        f"{'database':<11}{'readers':>9}{'queued s':>10}{'all sent s':>17}{'(of it sent)':>13}"
        f"{'bytes/subscriber':>18}{'bytes/message':>15}{'database MB':>15}{'memory +MB':>12}"
    )
    for number in numbers:
        says = plan(number, rate, pushes=1)
        with tempfile.TemporaryDirectory() as folder, databases(Path(folder), which) as found:
            for name, url in found:
                got = asyncio.run(measure(url, number, rate, seconds))
                print(
                    f"{name:<11}{number:>9}{got['queued']:>10.1f}{says.seconds_to_all:>9.1f} /{got['all']:>6.1f}"
                    f"{100 * got['part']:>12.0f}%{got['per_subscriber']:>18.0f}{got['per_message']:>15.0f}"
                    f"{says.database_bytes / 1e6:>8.0f} /{got['database'] / 1e6:>5.0f}{got['grown'] / 1e6:>12.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subscribers", default="10000,100000,1000000")
    parser.add_argument("--rate", type=int, default=1000)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--seconds", type=float, default=60)
    chosen = parser.parse_args()
    main([int(each) for each in chosen.subscribers.split(",")], chosen.rate, chosen.databases, chosen.seconds)
