"""A million subscribers: a push queued for all of them, claims, and whose digest is due, with times, memory and plans."""

import asyncio
import contextlib
import statistics
import tempfile
import threading
import time
from collections.abc import Awaitable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import ClauseElement, Executable, Select, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from benchmarks.harness import databases, subscribe_all
from bot.domain.delivery.push import Lane
from bot.storage import claims, push_rows, pushes, subscriptions
from bot.storage.database import LONG_SECONDS, Database
from tests.support.fakes import a_push

CLAIM, DUE = 100, 500  # rows


def run(readers: int, which: str) -> None:
    """Prints a line a database. "peak" is what the memory of the process that queues grew by at most."""
    print(
        f"{'database':10s} {'readers':>9s} {'fan-out s':>9s} {'longest ms':>10s} {'peak MiB more':>13s} "
        f"{f'claim {CLAIM} ms':>12s} {f'due {DUE} ms':>11s}"
    )
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder), which) as found:
        for name, url in found:
            subscribe_all(url, readers)
            asyncio.run(_run_one(name, url, readers))


async def _run_one(name: str, url: str, readers: int) -> None:
    database = Database(url)
    now = datetime.now(UTC) + timedelta(seconds=1)
    with growth() as grown:
        took, longest = await _fan_out(database, now)
    claimed = [await _time(_claim(database, now)) for _ in range(20)]
    async with database.begin(patience=LONG_SECONDS) as connection:
        await connection.execute(
            text("UPDATE subscriptions SET next_due = :due"), {"due": now - timedelta(days=1)}
        )
    dues = [await _time(_find_due(database, now)) for _ in range(5)]
    print(
        f"{name:10s} {readers:9d} {took:9.1f} {1000 * longest:10.0f} {grown.most / 2**20:13.1f} "
        f"{1000 * statistics.median(claimed):12.1f} {1000 * statistics.median(dues):11.1f}"
    )
    async with database.begin() as connection:
        for title, query in (
            ("claim", claims.claimable(Lane.BREAKING, CLAIM, now=now)),
            ("due", subscriptions.due(now=now, most=DUE)),
        ):
            print(f"  plan of {title}:")
            for row in await connection.execute(Explain(query)):
                print(f"    {row[-1]}")
    await database.close()


async def _fan_out(database: Database, now: datetime) -> tuple[float, float]:
    """Seconds in all, and of the longest page."""
    started = time.perf_counter()
    async with database.begin() as connection:
        number = await pushes.add(connection, a_push(), now=now, fan_out=True)
    assert number is not None
    more, longest = True, 0.0
    while more:
        page = time.perf_counter()
        async with database.begin() as connection:
            more = await push_rows.fan_out_page(connection, number)
        longest = max(longest, time.perf_counter() - page)
    return time.perf_counter() - started, longest


async def _claim(database: Database, now: datetime) -> None:
    async with database.begin() as connection:
        assert len(await claims.claim(connection, CLAIM, now=now, lease_until=now)) == CLAIM


async def _find_due(database: Database, now: datetime) -> None:
    async with database.read() as connection:
        assert len(await subscriptions.find_due(connection, now=now, most=DUE)) == DUE


async def _time(work: Awaitable[None]) -> float:
    at = time.perf_counter()
    await work
    return time.perf_counter() - at


class Growth:
    most = 0  # bytes


@contextlib.contextmanager
def growth() -> Iterator[Growth]:
    """How much this process's memory grows at most inside the block."""
    process, found, over = psutil.Process(), Growth(), threading.Event()
    before = process.memory_info().rss

    def watch() -> None:
        while not over.wait(0.02):
            found.most = max(found.most, process.memory_info().rss - before)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield found
    finally:
        over.set()
        watcher.join()


class Explain(Executable, ClauseElement):
    """The plan of a query, with its values bound as in life."""

    inherit_cache = False

    def __init__(self, query: Select[Any]) -> None:
        self.query = query


@compiles(Explain)
def _compile_explain(element: Explain, compiler: SQLCompiler, **more: Any) -> str:
    prefix = "EXPLAIN QUERY PLAN" if compiler.dialect.name == "sqlite" else "EXPLAIN"
    return f"{prefix} {compiler.process(element.query, **more)}"
