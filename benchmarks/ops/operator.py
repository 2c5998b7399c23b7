"""The operator's way from one small server to two replicas, with the documents' commands: each step timed.

    python -m benchmarks.ops.operator [--readers 300]

SQLite and polling, with readers, a push that waits and a data key -> backup -> `bot migrate --to` -> two replicas on a real
PostgreSQL behind a real nginx -> one killed -> the backup of that database restored into another -> another data key.
Asked for: every reader keeps their subscription, what waited is sent once, nobody who writes is left without an answer.
"""

import argparse
import asyncio
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import func, select, text

from benchmarks.harness import count_states, free_port, publish
from benchmarks.ops.many import Replicas
from benchmarks.ops.proxy import nginx
from benchmarks.ops.rehearse import House
from benchmarks.ops.rotate import NEW, STEPS, reseal
from benchmarks.ops.telegram import open_telegram
from bot.storage.chat_ids import ChatIds
from bot.storage.database import Database
from bot.storage.tables import chats, subscriptions
from tests.support.postgres import run_postgres

KEY = STEPS["both read the new"]["DATA_KEY"]


class Steps:
    """Prints each with its seconds."""

    def __init__(self) -> None:
        self._began = self._all = time.monotonic()

    def done(self, what: str) -> None:
        now = time.monotonic()
        print(f"{now - self._began:6.1f} s  {what}", flush=True)
        self._began = now

    def end(self) -> None:
        print(f"{time.monotonic() - self._all:6.1f} s  in all, a person's reading and typing apart")


async def subscribed(url: str, ids: ChatIds) -> set[int]:
    async with Database(url) as database, database.read() as connection:
        refs = list(
            await connection.scalars(
                select(chats.c.chat_ref).join(subscriptions, subscriptions.c.chat_id == chats.c.id)
            )
        )
    return {ids.open(ref) for ref in refs}


async def another_database(url: str) -> str:
    """A second, empty database on the same server."""
    async with Database(url) as database, database.engine.connect() as connection:
        autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await autocommit.execute(text("CREATE DATABASE elsewhere"))
    return url.rsplit("/", 1)[0] + "/elsewhere"


def expect(holds: object, what: object) -> None:
    if not holds:
        raise SystemExit(f"NOT as promised: {what}")


async def ran(house: House, *arguments: str, **more: str) -> str:
    code, told = await house.command(*arguments, **more)
    expect(code == 0, f"{' '.join(arguments)}: exit {code}, {told}")
    return told.strip()


async def main(readers: int) -> None:
    steps = Steps()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        postgres = stack.enter_context(run_postgres())
        async with open_telegram() as telegram:
            house = House(folder, telegram)
            house.more = {"DATA_KEY": KEY}
            await house.start()
            steps.done("one bot, SQLite, polling: ready")
            people = {telegram.ask("/subscribe") for _ in range(readers)}
            await telegram.settle()
            expect(await subscribed(house.url, ChatIds(KEY)) == people, "all are subscribed")
            steps.done(f"{readers} readers subscribe")

            publish(house.briefings, "push-001")

            async def some_wait() -> bool:
                return count_in(await asyncio.to_thread(count_states, house.url), "queued") > readers // 3

            await house.until(some_wait)
            await house.stop()
            waiting = count_in(await asyncio.to_thread(count_states, house.url), "queued")
            steps.done(f"stopped in the middle of a push; {waiting} of {readers} wait for it")

            copy = await ran(house, "backup", str(folder))
            steps.done(f"backup: {Path(copy.splitlines()[-1]).name}")
            told = await ran(house, "migrate", TO_DATABASE_URL=postgres.url)
            rows = re.search(r"^outbox\s+(\d+)", told, re.M)
            assert rows is not None, told
            steps.done(
                f"migrate --to PostgreSQL: {len(told.splitlines()) - 1} tables, outbox {rows[1]} rows, hashes alike"
            )

            port = free_port()
            hook = f"http://127.0.0.1:{port}"
            replicas = Replicas(stack, folder, telegram, postgres.url, hook, 30, {"DATA_KEY": KEY})
            stack.enter_context(nginx(replicas.ports, port))
            for number in (0, 1):
                await replicas.until_ready(number)
            steps.done("two replicas behind nginx: ready")

            async def all_have_it() -> bool:
                return all("Headline push-001" in telegram.texts[chat] for chat in people)

            await house.until(all_have_it)
            twice = sum(telegram.answers[chat] > 2 for chat in people)
            expect(not twice, f"{twice} had the push twice")
            steps.done(f"what waited has gone out, once to each of {readers}")

            asking = asyncio.create_task(telegram.ask_for(12.0, 10))
            await asyncio.sleep(2.0)
            await asyncio.to_thread(replicas.bots[0].kill)
            chats_asked = await asking
            await telegram.settle()
            figures = telegram.account(chats_asked)
            expect(not figures["unanswered"], figures)
            steps.done(f"one killed while readers ask: {figures}")
            await replicas.start(0)
            steps.done("started again, ready")

            house.more |= {"DATABASE_URL": postgres.url}
            if shutil.which("pg_dump"):
                dump = (await ran(house, "backup", str(folder))).splitlines()[-1]
                elsewhere = await another_database(postgres.url)
                await ran(house, "restore", dump, DATABASE_URL=elsewhere)
                expect(await subscribed(elsewhere, ChatIds(KEY)) == people, "the restored database has all")
                steps.done(f"backup while it runs, restored elsewhere: {len(people)} subscriptions there")

            for name, settings in STEPS.items():
                replicas.more = settings
                for number in (0, 1):
                    expect(await replicas.stop(number) == 0, "a replica stops")
                    await replicas.start(number)
                    await asyncio.sleep(4.0)  # until the proxy tries it again
                if name == "both write the new":
                    told = await reseal(replicas)
                    expect(told.startswith("exit 0"), told)
                    expect(await count_sealed(postgres.url, ChatIds(NEW)) >= len(people), "all sealed anew")
                steps.done(f"another key: {name}")
            expect(await subscribed(postgres.url, ChatIds(NEW)) == people, "all are there with the new key")
            last = telegram.ask("/settings", next(iter(people)))
            await telegram.settle(30)
            expect("Your updates" in telegram.texts[last], "a reader from the first day is known")
            steps.done("a reader of the first day asks for their settings: known")
    steps.end()


def count_in(states: Mapping[str, int], name: str) -> int:
    return states.get(name, 0)


async def count_sealed(url: str, ids: ChatIds) -> int:
    async with Database(url) as database, database.read() as connection:
        total = await connection.scalar(select(func.count()).select_from(chats))
        refs = await connection.scalars(select(chats.c.chat_ref))
        expect(all(ids.is_newest(ref) for ref in refs), "all by the newest key")
    return total or 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=300)
    sys.exit(asyncio.run(main(parser.parse_args().readers)))
