"""What the load and chaos runs share: a sandbox and bots as processes of their own, and readers in bulk."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, insert, select

from benchmarks.sandbox_process import FIRST
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.tables import chats, outbox, subscriptions

ROOT = Path(__file__).resolve().parents[1]

UPDATE = """id: {id}
kind: new
level: {level}
when_unsure: {when_unsure}
title: {{nl: "Kop {id}", en: "Headline {id}"}}
text: {{nl: Er is iets besloten., en: Something was decided.}}
about: [{topic}]
facts: [{fact}]
"""


class Sandbox:
    """A running sandbox process; at the end of a `with` it is gone."""

    def __init__(self, readers, limits=None):
        command = [sys.executable, "-m", "benchmarks.sandbox_process", str(readers)]
        if limits:
            command += ["--limits", str(limits)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        first = json.loads(self.process.stdout.readline())
        self.url, self.token = first["url"], first["token"]

    def ask(self, do, **more):
        self.process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class BotProcess:
    """`bot run` as a process; at the end of a `with` it is gone."""

    def __init__(self, folder, sandbox, database_url, rate=1000, briefings=None, log=None, **more):
        self.port = free_port()
        env = os.environ | {
            "PYTHONPATH": str(ROOT),
            "TELEGRAM_BOT_TOKEN": sandbox.token,
            "TELEGRAM_API_URL": sandbox.url,
            "DATABASE_URL": database_url,
            "BRIEFINGS_DIR": str(briefings or folder / "briefings"),
            "BROADCAST_RATE": str(rate),
            "LISTEN": f"127.0.0.1:{self.port}",
            **more,
        }
        self._log = (log or folder / "bot.log").open("a")
        self.process = subprocess.Popen(
            [sys.executable, *os.environ.get("BOT_RUN", "-m bot run").split()],
            cwd=folder,
            env=env,
            stdout=self._log,
            stderr=self._log,
        )

    def health(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return json.load(answer)
        except (OSError, ValueError):
            return None

    def wait_until_up(self, seconds=60):
        wait_for(lambda: self.process.poll() is None and self.health(), seconds)
        return self

    def kill(self):
        self.process.kill()
        self.process.wait(10)
        self._log.close()

    def terminate(self):
        """Asks it to stop; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(15)
        self._log.close()
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()
        self._log.close()


def call(url, body=None):
    """JSON to the sandbox's people's side, and back."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def wait_for(work, seconds=60, every=0.02):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = work()
        if found:
            return found
        time.sleep(every)
    raise TimeoutError("nothing came")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_dossier(folder):
    """The small invented dossier of the tests: a bot starts with it in a second."""
    briefings = Path(shutil.copytree(ROOT / "tests" / "example", folder / "briefings"))
    (briefings / "questions.yaml").write_text("[]\n", "utf-8")  # its answers are not what is measured here
    return briefings


def publish(briefings, name, level="breaking", when_unsure="rather-twice"):
    """An update file, written whole: the bot never sees half of it."""
    topic, fact = "oven", "oven-permit"
    with contextlib.suppress(StopIteration):
        text = next((briefings / "facts").glob("*.yaml")).read_text("utf-8")
        fact = next(line for line in text.splitlines() if line.startswith("- id: ")).removeprefix("- id: ")
        about = next(line for line in text.splitlines() if line.strip().startswith("about: "))
        topic = about.split("[")[1].split("]")[0].split(",")[0]
    path = briefings / "updates" / f".{name}.tmp"
    path.write_text(
        UPDATE.format(id=name, level=level, when_unsure=when_unsure, topic=topic, fact=fact), "utf-8"
    )
    path.rename(briefings / "updates" / f"{name}.yaml")


def subscribe_all(database_url, readers):
    """Subscribes the sandbox's readers, in bulk."""

    async def work():
        async with Database(database_url) as database:
            await migrate(database)
            now = datetime.now(UTC)
            async with database.begin(patience=3600.0) as connection:
                for start in range(0, readers, 5000):
                    ids = range(FIRST + start, FIRST + min(start + 5000, readers))
                    await connection.execute(
                        insert(chats),
                        [
                            {
                                "chat_key": str(i),
                                "chat_ref": str(i),
                                "lang": "en",
                                "created_at": now,
                                "state": "open",
                            }
                            for i in ids
                        ],
                    )
                numbers = (await connection.scalars(select(chats.c.id).order_by(chats.c.id))).all()
                base = {
                    "thread_id": 0,
                    "lang": "en",
                    "zone": "Europe/Amsterdam",
                    "level": "all",
                    "every_topic": True,
                    "at_minute": 480,
                    "weekdays": 127,
                    "breaking_in_quiet": False,
                    "silent": False,
                    "told_until": now,
                    "created_at": now,
                }
                for start in range(0, len(numbers), 5000):
                    rows = [{"chat_id": number, **base} for number in numbers[start : start + 5000]]
                    await connection.execute(insert(subscriptions), rows)

    asyncio.run(work())


def count_states(database_url):
    """How many outbox rows stand where."""

    async def work():
        async with Database(database_url) as database, database.begin() as connection:
            rows = await connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
            return dict(rows.all())

    return asyncio.run(work())


@contextlib.contextmanager
def databases(folder, which):
    """(name, url) for SQLite and, where there is one, a real PostgreSQL."""
    from tests.support.postgres import find_binaries, serve_postgres

    with contextlib.ExitStack() as stack:
        found = []
        if "sqlite" in which:
            found.append(("SQLite", f"sqlite+aiosqlite:///{folder / 'bot.db'}"))
        if "postgresql" in which and find_binaries():
            found.append(("PostgreSQL", stack.enter_context(serve_postgres())))
        yield found
