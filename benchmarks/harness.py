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
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

from sqlalchemy import func, insert, select

from benchmarks.sandbox_process import FIRST
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.tables import chats, outbox, subscriptions

ROOT = Path(__file__).resolve().parents[1]

Json = dict[str, Any]
T = TypeVar("T")

start: Callable[..., Any] = subprocess.Popen  # tests have another (tests/support/forks.py)

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

    def __init__(self, readers: int, limits: int | None = None) -> None:
        command = [sys.executable, "-m", "benchmarks.sandbox_process", str(readers)]
        if limits:
            command += ["--limits", str(limits)]
        self.process: subprocess.Popen[str] = start(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._in, self._out = self.process.stdin, self.process.stdout
        first = json.loads(self._out.readline())
        self.url: str = first["url"]
        self.token: str = first["token"]

    def ask(self, do: str, **more: Any) -> Json:
        self._in.write(json.dumps({"do": do, **more}) + "\n")
        self._in.flush()
        answer: Json = json.loads(self._out.readline())
        return answer

    def close(self) -> None:
        self._in.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        self._out.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Address(Protocol):
    """Where a bot finds its Telegram."""

    @property
    def url(self) -> str: ...

    @property
    def token(self) -> str: ...


class BotProcess:
    """`bot run` as a process; at the end of a `with` it is gone."""

    def __init__(
        self,
        folder: Path,
        sandbox: Address,
        database_url: str,
        rate: int = 1000,
        briefings: Path | None = None,
        log: Path | None = None,
        **more: Any,
    ) -> None:
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
        self.process: subprocess.Popen[bytes] = start(
            [sys.executable, *os.environ.get("BOT_RUN", "-m bot run").split()],
            cwd=folder,
            env=env,
            stdout=self._log,
            stderr=self._log,
        )

    def health(self) -> Json | None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                found: Json = json.load(answer)
                return found
        except (OSError, ValueError):
            return None

    def wait_until_up(self, seconds: float = 60) -> Self:
        wait_for(lambda: self.process.poll() is None and self.health(), seconds)
        return self

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)
        self._log.close()

    def terminate(self) -> int:
        """Asks it to stop; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(15)
        self._log.close()
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()
        self._log.close()


def call(url: str, body: Any = None) -> Any:
    """JSON to the sandbox's people's side, and back."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def wait_for(work: Callable[[], T], seconds: float = 60, every: float = 0.02) -> T:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = work()
        if found:
            return found
        time.sleep(every)
    raise TimeoutError("nothing came")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def subscription_of(chat: int, now: datetime) -> dict[str, object]:
    """A row of `subscriptions`: everything at once, to a chat by its number."""
    return {
        "chat_id": chat,
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


def write_dossier(folder: Path) -> Path:
    """The small invented dossier of the tests: a bot starts with it in a second."""
    briefings = Path(shutil.copytree(ROOT / "tests" / "example", folder / "briefings"))
    (briefings / "questions.yaml").write_text("[]\n", "utf-8")  # its answers are not what is measured here
    return briefings


def publish(briefings: Path, name: str, level: str = "breaking", when_unsure: str = "rather-twice") -> None:
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


def subscribe_all(database_url: str, readers: int) -> None:
    """Subscribes the sandbox's readers, in bulk."""

    async def work() -> None:
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
                for start in range(0, len(numbers), 5000):
                    rows = [subscription_of(number, now) for number in numbers[start : start + 5000]]
                    await connection.execute(insert(subscriptions), rows)

    asyncio.run(work())


def count_states(database_url: str) -> dict[str, int]:
    """How many outbox rows stand where."""

    async def work() -> dict[str, int]:
        async with Database(database_url) as database, database.begin() as connection:
            rows = await connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
            return {str(state): int(count) for state, count in rows}

    return asyncio.run(work())


@contextlib.contextmanager
def databases(folder: Path, which: Sequence[str]) -> Iterator[list[tuple[str, str]]]:
    """(name, url) for SQLite and, where there is one, a real PostgreSQL."""
    from tests.support.postgres import find_binaries, serve_postgres

    with contextlib.ExitStack() as stack:
        found = []
        if "sqlite" in which:
            found.append(("SQLite", f"sqlite+aiosqlite:///{folder / 'bot.db'}"))
        if "postgresql" in which and find_binaries():
            found.append(("PostgreSQL", stack.enter_context(serve_postgres())))
        yield found
