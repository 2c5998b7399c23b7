"""What a start takes, and where the memory goes.

    python -m benchmarks.ops.lean [--briefings briefings] [--limit MIB]

The parts are measured one after another in a process of their own, each by what the process grew by (resident). A start is
`bot run` until its first answer, with what was learned in the cache and without. With `--limit` the bot has no more memory than
that, and no swap, as on a machine of its own (a memory cgroup: Linux, as root); the kernel kills it where that is too little.
"""

import argparse
import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psutil

from benchmarks.harness import ROOT, BotProcess
from benchmarks.ops.telegram import open_telegram

PARTS = r"""
import json, os, sys, time
import psutil
me, found = psutil.Process(), []
def part(name, began, before):
    found.append([name, time.perf_counter() - began, (me.memory_info().rss - before) / 2**20])
def step(name, work):
    began, before = time.perf_counter(), me.memory_info().rss
    made = work()
    part(name, began, before)
    return made
found.append(["Python and psutil", 0.0, me.memory_info().rss / 2**20])
from pathlib import Path
folder, cache = Path(sys.argv[1]), Path(sys.argv[2])
step("aiohttp, SQLAlchemy, pydantic, Babel", lambda: [__import__(name) for name in ("aiohttp", "sqlalchemy.ext.asyncio", "pydantic_settings", "babel.dates", "cryptography.hazmat.primitives.ciphers.aead")])
step("httpx (python-telegram-bot's own, unused)", lambda: __import__("httpx"))
step("python-telegram-bot", lambda: __import__("telegram.ext"))
step("numpy and the rest of the bot's code", lambda: __import__("bot.app"))
from bot.content.loading import load_usable
from bot.services.editing.model_store import Learning
snapshot, _ = step("content: the dossier as records", lambda: load_usable(folder))
engine = step("learned: index, vectors, weights", lambda: Learning(cache).open_engine(snapshot, wait=True))
from bot.answering import answer
from bot.commands.ask import Asker
from bot.clock import utc_now
asker = step("an asker of its own (content and learned again, shared pages apart)", lambda: Asker.open(folder, utc_now, Learning(cache)))
step("encoder: the first question that needs it", lambda: asker.ask("what exactly happened there and why, in other words", lang=None, now=utc_now()))
unused = sorted(name for name in ("httpx", "httpcore", "h11", "anyio", "scipy", "rich", "pygments") if name in sys.modules)
print(json.dumps({"parts": found, "imported": unused, "all": me.memory_info().rss / 2**20}))
"""


def measure_parts(briefings: Path, cache: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PARTS, briefings, cache], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise SystemExit(ran.stderr)
    found = json.loads(ran.stdout)
    for name, seconds, grown in found["parts"]:
        print(f"  {name:<70}{grown:>8.1f} MiB{seconds:>8.2f} s")
    print(f"  {'together':<70}{found['all']:>8.1f} MiB")
    print(f"  of what could be done without, imported: {', '.join(found['imported']) or 'none'}")


@contextlib.contextmanager
def limited(mebibytes: int | None) -> Iterator[Path | None]:
    """A group of processes that have so much memory together, page cache included; None: no limit. Its file takes process ids."""
    if mebibytes is None:
        yield None
        return
    root = Path("/sys/fs/cgroup")
    is_second = (root / "cgroup.controllers").exists()  # version 2 has one tree, version 1 one for memory
    group = (root if is_second else root / "memory") / f"briefing-bot-{os.getpid()}"
    try:
        group.mkdir()
        limit = group / ("memory.max" if is_second else "memory.limit_in_bytes")
        limit.write_text(str(mebibytes * 2**20))
        swap = group / ("memory.swap.max" if is_second else "memory.memsw.limit_in_bytes")
        if swap.exists():
            swap.write_text("0" if is_second else str(mebibytes * 2**20))
    except OSError as error:
        raise SystemExit(f"no memory cgroup here: {error}") from error
    try:
        yield group / "cgroup.procs"
    finally:
        group.rmdir()


async def measure_start(briefings: Path, cache: Path, what: str, limit: int | None) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place)
        async with open_telegram() as telegram:
            told = SimpleNamespace(url=telegram.url, token=telegram.token)
            url = f"sqlite+aiosqlite:///{folder / 'bot.db'}"
            telegram.ask("/help")  # waits at Telegram before the bot is there
            began = time.monotonic()
            with (
                limited(limit) as members,
                BotProcess(folder, told, url, 30, briefings=briefings, CACHE_DIR=str(cache)) as bot,
            ):
                if members is not None:
                    members.write_text(str(bot.process.pid))
                telegram.answered.clear()
                if not await has_come(telegram.answered, bot):
                    print(
                        f"  {what:<12} killed before its first answer, {time.monotonic() - began:.1f} s after its start",
                        flush=True,
                    )
                    return
                first = time.monotonic() - began
                process = psutil.Process(bot.process.pid)
                at_first = process.memory_info().rss / 2**20
                async with asyncio.timeout(300):
                    while True:
                        health = await asyncio.to_thread(bot.health)
                        if health and health["worry"] == []:
                            break
                        if bot.process.poll() is not None:
                            print(
                                f"  {what:<12} first answer {first:5.1f} s; killed after {time.monotonic() - began:.1f} s",
                                flush=True,
                            )
                            return
                        await asyncio.sleep(0.5)
                learned = time.monotonic() - began
                for _ in range(200):
                    telegram.ask("Why did Amodei refuse?")
                await telegram.settle()
                status = Path(f"/proc/{bot.process.pid}/status")
                lines = await asyncio.to_thread(status.read_text)
                peak = next(int(line.split()[1]) / 1024 for line in lines.splitlines() if "VmHWM" in line)
                print(
                    f"  {what:<12} first answer {first:5.1f} s, all learned {learned:5.1f} s; resident {at_first:.0f} MiB at the "
                    f"first answer, {process.memory_info().rss / 2**20:.0f} after 200 questions, {peak:.0f} at most",
                    flush=True,
                )


async def has_come(answer: asyncio.Event, bot: BotProcess) -> bool:
    """Whether the first answer has; False: the process has ended."""
    async with asyncio.timeout(180):
        while bot.process.poll() is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(answer.wait(), 0.1)
                return True
    return False


def main(briefings: Path, limit: int | None) -> None:
    cache = Path(os.environ.get("CACHE_DIR", ROOT / "var/cache"))
    print("parts, one after another:")
    measure_parts(briefings, cache)
    print(f"a start{f' with {limit} MiB' if limit else ''}:")
    asyncio.run(measure_start(briefings, cache, "warm cache", limit))
    with tempfile.TemporaryDirectory() as empty:
        asyncio.run(measure_start(briefings, Path(empty), "no cache", limit))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefings", type=Path, default=ROOT / "briefings")
    parser.add_argument("--limit", type=int, help="MiB that the bot may have")
    options = parser.parse_args()
    main(options.briefings.resolve(), options.limit)
