"""The runbook's situations, each brought about with a real bot, mended as the runbook says, and timed.

    python -m benchmarks.ops.rehearse [token disk database telegram flood poison push key fact upgrade]

Prints what an operator sees, what is done, and what readers had of it; ends with 1 where a promise does not hold.
"""

import argparse
import asyncio
import contextlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp

from benchmarks.harness import ROOT, BotProcess, free_port, publish, write_dossier
from benchmarks.ops.mutated import mutated
from benchmarks.ops.proxy import nginx
from benchmarks.ops.telegram import FIRST_CHAT, Telegram, open_telegram
from tests.support.postgres import run_postgres

QUESTION = "Why did the baker refuse?"
PATIENCE = 90.0
ADMIN = FIRST_CHAT - 1
KEY = "the operator's key"


class House:
    """A polling bot on SQLite, its Telegram, and what an operator does."""

    def __init__(self, folder: Path, telegram: Telegram) -> None:
        self.folder, self.telegram = folder, telegram
        self.file = folder / "data" / "bot.db"
        self.file.parent.mkdir(exist_ok=True)
        self.briefings = write_dossier(folder)
        self.more: dict[str, Any] = {"ADMIN_IDS": str(ADMIN), "DATA_KEY": KEY}
        self.bot: BotProcess | None = None

    @property
    def url(self) -> str:
        return f"sqlite+aiosqlite:///{self.file}"

    def launch(self) -> None:
        told = SimpleNamespace(url=self.telegram.url, token=self.telegram.token)
        self.bot = BotProcess(self.folder, told, self.url, 30, **self.more)

    async def start(self) -> None:
        self.launch()
        await self.until(self.is_ready)

    async def stop(self) -> None:
        if self.bot is not None and self.bot.process.poll() is None:
            await asyncio.to_thread(self.bot.terminate)

    async def report(self, path: str = "readyz") -> tuple[int, Any] | None:
        """(status, what it says); None: nobody listens."""
        assert self.bot is not None
        try:
            address = f"http://127.0.0.1:{self.bot.port}/{path}"
            async with aiohttp.ClientSession() as session, session.get(address) as answer:
                return answer.status, await (answer.json() if path == "readyz" else answer.text())
        except aiohttp.ClientError:
            return None

    async def is_ready(self) -> bool:
        found = await self.report()
        return found is not None and found[0] == 200

    async def worries(self) -> list[str]:
        found = await self.report()
        return found[1]["worry"] if found else ["nobody listens"]

    async def until(self, holds: Callable[[], Awaitable[bool]], seconds: float = PATIENCE) -> None:
        async with asyncio.timeout(seconds):
            while not await holds():  # noqa: ASYNC110 - other processes: there is no event
                await asyncio.sleep(0.1)

    async def answered(self, chat: int, count: int = 1) -> None:
        async def holds() -> bool:
            return self.telegram.answers[chat] >= count

        await self.until(holds)

    async def ask(self, text: str = QUESTION, chat: int | None = None) -> str:
        """A reader asks and is answered; what they read."""
        before = self.telegram.answers[chat] if chat else 0
        chat = self.telegram.ask(text, chat)
        await self.answered(chat, before + 1)
        return self.telegram.texts[chat]

    async def command(self, *arguments: str, **more: str) -> tuple[int | None, str]:
        """(exit code, what it printed) of one of the bot's commands."""
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "TELEGRAM_BOT_TOKEN": self.telegram.token,
            "TELEGRAM_API_URL": self.telegram.url,
            "DATABASE_URL": self.url,
            "BRIEFINGS_DIR": str(self.briefings),
            **self.more,
            **more,
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            cwd=self.folder,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        told, _ = await process.communicate()
        return process.returncode, told.decode()

    def log(self) -> str:
        return (self.folder / "bot.log").read_text(errors="replace")


async def token(house: House) -> AsyncIterator[str]:
    """The old token dies while readers wait; with the new one they are answered."""
    await house.start()
    await house.ask()
    old, house.telegram.token = house.telegram.token, "2:another-token-of-nobody"
    chats = [house.telegram.ask(QUESTION) for _ in range(5)]
    seen = "the process ended" if await ends(house) else ", ".join(await house.worries())
    yield f"after the revoke: {seen}"
    yield f"log names the old token: {old in house.log()}"
    await house.stop()
    await house.start()
    for chat in chats:
        await house.answered(chat)
    yield f"new token, started again: {len(chats)} of {len(chats)} who waited are answered"
    assert old not in house.log()


async def ends(house: House, seconds: float = 6.0) -> bool:
    assert house.bot is not None
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.to_thread(house.bot.process.wait, seconds)
    return house.bot.process.poll() is not None


async def disk(house: House) -> AsyncIterator[str]:
    """A small disk, full to the last byte."""
    folder = house.file.parent
    if await run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder):
        yield "not rehearsed here: no right to mount a small disk"
        return
    try:
        await house.start()
        await house.ask("/subscribe")
        filler = folder / "old-backup"
        with contextlib.suppress(OSError), filler.open("wb") as file:
            while True:
                file.write(b"x" * 4096)
                file.flush()
        told = ""
        for _ in range(300):  # what SQLite's log has room for still
            told = await house.ask("/subscribe")
            if "try again" in told or "just now" in told:
                break
        yield f"full: a reader who subscribes hears “{told.splitlines()[0][:70]}”"
        yield f"a question is answered: {bool(await house.ask())}; /readyz: {await house.worries()}"
        code, said = await house.command("doctor", "--offline")
        yield f"doctor (exit {code}): " + [line for line in said.splitlines() if "disk" in line][-1][:110]
        assert "database" in await house.worries()
        filler.unlink()
        began = time.monotonic()
        await house.until(house.is_ready)

        async def subscribed() -> bool:
            return "You are subscribed" in await house.ask("/subscribe")

        await house.until(subscribed)
        yield f"room made: subscribing works again after {time.monotonic() - began:.1f} s, without a restart"
    finally:
        await house.stop()
        await run("umount", "-l", folder)


async def run(*command: str | Path) -> int:
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    return await process.wait()


async def database(house: House) -> AsyncIterator[str]:
    """Another program holds the file's lock."""
    await house.start()
    await house.ask("/subscribe")
    other = sqlite3.connect(house.file, isolation_level=None, check_same_thread=False, timeout=30)
    await asyncio.to_thread(other.execute, "BEGIN EXCLUSIVE")

    async def is_away() -> bool:
        return "database" in await house.worries()

    await house.until(is_away)
    found = await house.report()
    assert found is not None
    yield f"/readyz: {found[1]['conditions']['database']['detail'][-60:]}"
    yield f"answers go on: {bool(await house.ask())}"
    other.close()
    began = time.monotonic()
    await house.until(house.is_ready)
    yield f"freed: ready again after {time.monotonic() - began:.1f} s"


async def telegram(house: House) -> AsyncIterator[str]:
    """Telegram is away for longer than a minute, with a push to send."""
    await house.start()
    for _ in range(5):
        await house.ask("/subscribe")
    readers = [chat for chat, text in house.telegram.texts.items() if "subscribed" in text]
    house.telegram.is_down = True
    publish(house.briefings, "push-001")
    began = time.monotonic()

    async def is_away() -> bool:
        return "telegram" in await house.worries()

    await house.until(is_away, 120)
    took = time.monotonic() - began
    found = await house.report()
    assert found is not None
    yield f"not ready after {took:.0f} s: {found[1]['conditions']['telegram']['detail']}"
    house.telegram.is_down = False
    began = time.monotonic()

    async def all_have_it() -> bool:
        return all("Headline push-001" in house.telegram.texts[chat] for chat in readers)

    await house.until(all_have_it)
    yield f"back: all {len(readers)} subscribers have the push after {time.monotonic() - began:.1f} s, each {max(house.telegram.answers[chat] for chat in readers) - 1}×"


async def flood(house: House) -> AsyncIterator[str]:
    """Telegram refuses everything for ten seconds; readers ask meanwhile."""
    await house.start()
    house.telegram.floods_until = time.monotonic() + 10
    chats = [house.telegram.ask(QUESTION) for _ in range(20)]
    for chat in chats:
        await house.answered(chat)
    found = await house.report("metrics")
    assert found is not None
    counted = re.findall(r"^briefing_bot_telegram_429_total.* (\S+)$", found[1], re.M)
    yield f"429 refused {house.telegram.floods} times, /metrics counts {sum(map(float, counted)):.0f}"
    yield f"{len(chats)} of {len(chats)} answered, each {max(house.telegram.answers[chat] for chat in chats)}×"


async def poison(house: House) -> AsyncIterator[str]:
    """A thousand updates that nobody can read; the log names them, nothing ends."""
    import random

    await house.start()
    dice = random.Random(7)
    for number in range(1_000):
        house.telegram.bring_raw(mutated(FIRST_CHAT * 2 + number, dice))
    await house.telegram.settle_raw()
    line = next(each for each in house.log().splitlines() if "cannot be read" in each)
    yield f"log: {line[28:150]}"
    yield f"tracebacks {house.log().count('Traceback')}; answered afterwards: {bool(await house.ask())}"
    assert "Traceback" not in house.log()


async def push(house: House) -> AsyncIterator[str]:
    """A bad push is stopped half-way, and taken back."""
    await house.start()
    await house.ask("/start", ADMIN)
    readers = [house.telegram.ask("/subscribe") for _ in range(150)]
    for chat in readers:
        await house.answered(chat)
    publish(house.briefings, "push-001")

    async def some_have_it() -> bool:
        return any("Headline push-001" in house.telegram.texts[chat] for chat in readers)

    await house.until(some_have_it)
    began = time.monotonic()
    await house.ask("/admin", ADMIN)
    for words in ("push-001", "Pause", "Delete everywhere", "Yes, do it"):

        async def shown(words: str = words) -> bool:
            return house.telegram.button(ADMIN, words) is not None

        await house.until(shown)
        data = house.telegram.button(ADMIN, words)
        assert data is not None
        house.telegram.press(ADMIN, data)
    had = sum("Headline push-001" in house.telegram.texts[chat] for chat in readers)

    async def all_gone() -> bool:
        had = [chat for chat in readers if house.telegram.answers[chat] > 1]
        return bool(had) and all(house.telegram.deleted[chat] for chat in had)

    await house.until(all_gone)
    reached = sum(house.telegram.answers[chat] > 1 for chat in readers)
    yield f"stopped at {had} of {len(readers)} readers; deleted at all {reached} who had it, {time.monotonic() - began:.1f} s after /admin"
    await asyncio.sleep(3.0)
    assert sum(house.telegram.answers[chat] > 1 for chat in readers) == reached


async def key(house: House) -> AsyncIterator[str]:
    """The bot is started with another key, and without one; then the right one is found."""
    await house.start()
    await house.ask("/subscribe")
    await house.stop()
    for name, value in (("another key", "another"), ("no key", "")):
        house.more["DATA_KEY"] = value
        code, said = await house.command("run")
        yield f"{name}: exit {code}, {said.strip().splitlines()[-1][:90]}"
        assert code == 2
    house.more["DATA_KEY"] = KEY
    await house.start()
    yield f"the right one: ready; still subscribed: {'Your updates' in await house.ask('/settings', FIRST_CHAT)}"


async def fact(house: House) -> AsyncIterator[str]:
    """A wrong fact is off at once, and corrected to who saw it."""
    await house.start()
    reader = house.telegram.ask("/subscribe")
    await house.answered(reader)
    before = await house.ask(QUESTION, reader)
    path = next(
        each for each in (house.briefings / "facts").glob("*.yaml") if "draft: " not in each.read_text()
    )
    text = path.read_text()
    first = re.search(r"^- id: \S+\n", text, re.M)
    assert first is not None

    async def version() -> str:
        found = await house.report("metrics")
        assert found is not None
        line = re.search(r"^briefing_bot_content_info\{.+$", found[1], re.M)
        assert line is not None
        return line[0]

    live = await version()
    path.write_text(text[: first.end()] + "  draft: true\n" + text[first.end() :])
    began = time.monotonic()

    async def is_live() -> bool:
        return await version() != live

    await house.until(is_live)
    yield f"draft: true was live {time.monotonic() - began:.1f} s after the save"
    code, said = await house.command("check")
    yield f"check: exit {code}, {said.strip().splitlines()[-1][-50:]}; answered before: {bool(before)}"


async def upgrade(house: House) -> AsyncIterator[str]:
    """An older version with an older schema and this one side by side on one database, and back."""
    old = await asyncio.to_thread(check_out_older, house.folder / "old")
    with run_postgres() as postgres:
        port, ports = free_port(), (free_port(), free_port())
        hook: dict[str, Any] = {
            "WEBHOOK_URL": f"http://127.0.0.1:{port}",
            "WEBHOOK_SECRET": "hush",
            "DATA_KEY": KEY,
        }
        told = SimpleNamespace(url=house.telegram.url, token=house.telegram.token)

        def start(number: int, tree: Path) -> BotProcess:
            bot = BotProcess(
                *(house.folder, told, postgres.url, 1000),
                log=house.folder / f"{number}.log",
                PYTHONPATH=str(tree),
                BRIEFINGS_DIR=str(tree / "tests" / "example"),  # an older version knows fewer fields
                LISTEN=f"127.0.0.1:{ports[number]}",
                **hook,
            )
            bot.port = ports[number]
            return bot

        async def replace(number: int, tree: Path) -> None:
            before = bots[number]
            if before is not None:
                await asyncio.to_thread(before.terminate)
            bots[number] = after = start(number, tree)
            await asyncio.to_thread(after.wait_until_up)
            await asyncio.sleep(4.0)

        async def serve(what: str) -> str:
            chats = [house.telegram.ask(text) for text in ("/subscribe", QUESTION, "/settings") * 10]
            await house.telegram.settle()
            found = house.telegram.account(chats)
            bad.append(found["unanswered"])
            return f"{what}: {json.dumps(found)}"

        bots: list[BotProcess | None] = [None, None]
        bad: list[int] = []
        code, said = await house.command("migrate", PYTHONPATH=str(old), DATABASE_URL=postgres.url)
        yield f"older version: {said.strip().splitlines()[-1]}"
        with nginx(ports, port):
            try:
                for number in (0, 1):
                    await replace(number, old)
                yield await serve("two old replicas")
                code, said = await house.command("migrate", DATABASE_URL=postgres.url)
                yield f"this version: {said.strip().splitlines()[-1]} (exit {code})"
                yield await serve("two old replicas on the new schema")
                await replace(0, ROOT)
                yield await serve("one old, one new")
                await replace(1, ROOT)
                yield await serve("two new")
                await replace(0, old)
                yield await serve("and back: one old, one new")
            finally:
                for bot in bots:
                    if bot is not None and bot.process.poll() is None:
                        bot.kill()
        assert not any(bad)


def check_out_older(folder: Path) -> Path:
    """The tree just before the newest migration came."""
    newest = max((ROOT / "bot/storage/migrations/versions").glob("0*.py"))
    came = subprocess.run(
        ["git", "log", "--diff-filter=A", "--format=%H", "--", newest.relative_to(ROOT)],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.split()[-1]  # fmt: skip
    folder.mkdir()
    packed = subprocess.run(
        ["git", "archive", f"{came}^", "bot", "locales", "tests/example"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    subprocess.run(["tar", "-x", "-C", folder], input=packed, check=True)
    assert not (folder / newest.relative_to(ROOT)).exists()
    (folder / "tests" / "example" / "questions.yaml").write_text(
        "[]\n"
    )  # its answers are not what is rehearsed
    return folder


SITUATIONS = {
    each.__name__: each for each in (token, disk, database, telegram, flood, poison, push, key, fact, upgrade)
}


async def rehearse(name: str) -> bool:
    """Whether it went as the runbook says."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        async with open_telegram() as there:
            house = House(Path(place), there)
            began, went = time.monotonic(), True
            try:
                async for line in SITUATIONS[name](house):
                    print(f"{name:<9} {line}", flush=True)
            except (AssertionError, TimeoutError, StopIteration) as error:
                went = False
                print(f"{name:<9} NOT as promised: {type(error).__name__} {error}", flush=True)
                for log in sorted(house.folder.glob("*.log")):
                    print(log.name, log.read_text(errors="replace")[-1500:])
            finally:
                await house.stop()
            print(
                f"{name:<9} {'as the runbook says' if went else 'BAD'}, {time.monotonic() - began:.0f} s",
                flush=True,
            )
            return went


async def main(names: Sequence[str]) -> None:
    held = [await rehearse(name) for name in names or SITUATIONS]
    if not all(held):
        raise SystemExit(1)


if __name__ == "__main__":
    if shutil.which("git") is None:
        SITUATIONS.pop("upgrade")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*SITUATIONS, []])
    asyncio.run(main(parser.parse_args().names))
