"""The database gone in the middle of a push and of subscriptions: what is lost, what comes twice, who waits for what.

    python -m benchmarks.delivery.outage [--seconds 30] [--readers 3000] [--databases sqlite,postgresql]

Ways to be gone: another process holds the lock of SQLite's file; PostgreSQL is stopped and started again; PostgreSQL's
processes are frozen (SIGSTOP), so that connections open and nothing answers. Asked for: nothing lost, every answer given,
and whoever is told that they are subscribed is. "new" are answers to readers whose language the bot does not remember.
"""

import argparse
import contextlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.harness import (
    BotProcess,
    Json,
    Sandbox,
    call,
    count_states,
    publish,
    subscribe_all,
    wait_for,
    write_dossier,
)
from benchmarks.sandbox_process import FIRST

RATE = 60  # messages a second: the push lasts longer than the outage
STRANGERS = 4_000  # readers whom the bot does not know yet
PUSH = "Headline push-001"
QUESTION = "Why did the baker refuse?"  # of the example dossier
PATIENCE = 30.0  # seconds that an answer is waited for
SUBSCRIBE_EVERY = 0.7  # seconds

_HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
held.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
held.execute("ROLLBACK")
"""


@dataclass
class Figures:
    """What an outage did."""

    lost: int = 0
    repeated: int = 0
    unanswered: int = 0
    before: list[float] = field(default_factory=list)  # ms to an answer
    known: list[float] = field(
        default_factory=list
    )  # the same while the database was gone, to readers it had met
    new: list[float] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)  # what subscribers were told meanwhile
    slowest_subscribe: float = 0.0  # ms
    false: int = 0  # told that they are subscribed, and are not
    subscribed_after: int = 0  # of those who were told to try again, on their second try


class Reader:
    """Writes to the bot and times its answers; one thread's."""

    def __init__(self, sandbox: Sandbox, lock: threading.Lock) -> None:
        self._sandbox = sandbox
        self._lock = lock

    def say(self, chat: int, text: str) -> tuple[str, float] | None:
        """The answer and the milliseconds to it; None: there was none."""
        before = self._last(chat)["id"]
        started = time.perf_counter()
        call(f"{self._sandbox.url}/sandbox/messages", {"chat_id": chat, "user_id": chat, "text": text})
        try:
            wait_for(lambda: self._last(chat)["id"] > before, PATIENCE, every=0.003)
        except TimeoutError:
            return None
        return self._last(chat)["text"], 1000 * (time.perf_counter() - started)

    def _last(self, chat: int) -> Json:
        with self._lock:
            return self._sandbox.ask("last", chat_id=chat)


def run(
    url: str, gone: Callable[[], None], back: Callable[[], None], seconds: float, readers: int
) -> Figures:
    """One outage of `seconds`."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        briefings = write_dossier(folder)
        sandbox = stack.enter_context(Sandbox(readers + STRANGERS))
        sandbox.ask("faults", latency=0.02)
        subscribe_all(url, readers)
        bot = stack.enter_context(BotProcess(folder, sandbox, url, RATE)).wait_until_up()
        crowd = Crowd(sandbox, readers)
        crowd.meet()
        crowd.ask_for(max(2.0, seconds / 4), crowd.figures.before)
        publish(briefings, "push-001")
        wait_for(lambda: sandbox.ask("messages", contains=PUSH)["messages"] > readers // 10, 60)
        gone()
        try:
            crowd.ask_and_subscribe_for(seconds)
        finally:
            back()
        wait_for(lambda: _pending(url) == 0, 120, every=0.5)
        crowd.try_again(_subscribed(url))
        counts = {int(k): v for k, v in sandbox.ask("counts", contains=PUSH).items()}
        counts[0] = counts.get(0, 0) - STRANGERS  # who has not subscribed, or only after the push was made
        crowd.figures.lost = counts[0]
        crowd.figures.repeated = sum((count - 1) * chats for count, chats in counts.items() if count > 1)
        bot.terminate()
    return crowd.figures


class Crowd:
    """Readers who ask and subscribe, each kind in a thread of its own."""

    def __init__(self, sandbox: Sandbox, first: int) -> None:
        """`first`: how many readers there are before them."""
        self.figures = Figures()
        lock = threading.Lock()
        self._asking, self._subscribing = Reader(sandbox, lock), Reader(sandbox, lock)
        self._strangers = iter(range(FIRST + first, FIRST + first + STRANGERS))
        self._known = [next(self._strangers) for _ in range(20)]
        self._refused: list[int] = []
        self._told: list[int] = []
        self._ending = threading.Event()
        self._rng = random.Random(3)

    def meet(self) -> None:
        """The bot has seen some of them."""
        for chat in self._known:
            self._asking.say(chat, "/start")

    def ask_for(self, seconds: float, times: list[float]) -> None:
        """Only questions, of those who are known."""
        self._during(seconds, lambda: self._keep_asking(times, None))

    def ask_and_subscribe_for(self, seconds: float) -> None:
        """Questions of known and of new readers, and subscribers."""
        figures = self.figures
        self._during(seconds, lambda: self._keep_asking(figures.known, figures.new), self._keep_subscribing)

    def try_again(self, subscribed: set[int]) -> None:
        """Those who were told so. `subscribed`: the chats that the database holds."""
        self.figures.false = sum(chat not in subscribed for chat in self._told)
        for chat in self._refused:
            answer = self._subscribing.say(chat, "/subscribe")
            self.figures.subscribed_after += bool(answer and _outcome(answer[0]) == "subscribed")

    def _keep_asking(self, known: list[float], new: list[float] | None) -> None:
        while not self._ending.is_set():
            # In turn, the known first: in a short outage each kind is asked at least once.
            times = new if new is not None and len(new) < len(known) else known
            chat = next(self._strangers) if times is new else self._rng.choice(self._known)
            answer = self._asking.say(chat, QUESTION)
            if answer is None:
                self.figures.unanswered += 1
            else:
                times.append(answer[1])
            self._ending.wait(self._rng.uniform(0.02, 0.1))

    def _keep_subscribing(self) -> None:
        while not self._ending.is_set():
            chat = next(self._strangers)
            answer = self._subscribing.say(chat, "/subscribe")
            said = "nothing" if answer is None else _outcome(answer[0])
            self.figures.said[said] += 1
            self.figures.slowest_subscribe = max(self.figures.slowest_subscribe, answer[1] if answer else 0.0)
            (self._told if said == "subscribed" else self._refused).append(chat)
            self._ending.wait(SUBSCRIBE_EVERY)

    def _during(self, seconds: float, *work: Callable[[], None]) -> None:
        self._ending.clear()
        threads = [threading.Thread(target=each) for each in work]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        self._ending.set()
        for thread in threads:
            thread.join()


def _outcome(text: str) -> str:
    if "You are subscribed" in text or "You were subscribed" in text:
        return "subscribed"
    return "try again" if "try again" in text else "nothing"


def _pending(url: str) -> int:
    try:
        states = count_states(url)
    except Exception:  # the server is still coming up
        return -1
    return states.get("queued", 0) + states.get("claimed", 0)


def _subscribed(url: str) -> set[int]:
    """The chat ids that the database holds a subscription of."""
    import asyncio

    from sqlalchemy import select

    from bot.storage.database import Database
    from bot.storage.tables import chats, subscriptions

    async def read() -> set[int]:
        query = select(chats.c.chat_ref).join(subscriptions, subscriptions.c.chat_id == chats.c.id)
        async with Database(url) as database, database.read() as connection:
            return {int(ref) for ref in await connection.scalars(query)}

    return asyncio.run(read())


@contextlib.contextmanager
def ways(
    folder: Path, which: str, servers: Sequence[str] = ("stopped", "frozen")
) -> Iterator[list[tuple[str, str, Callable[[], None], Callable[[], None]]]]:
    """(database and way, address, begin, end) for each way to be gone. `servers`: how a server is."""
    from tests.support.postgres import find_binaries, run_postgres

    with contextlib.ExitStack() as stack:
        found = []
        if "sqlite" in which:
            path = folder / "bot.db"
            found.append(("SQLite, locked", f"sqlite+aiosqlite:///{path}", *_lock_of(path)))
        if "postgresql" in which and find_binaries():
            for name in servers:
                server = stack.enter_context(run_postgres())
                begin = server.stop if name == "stopped" else server.freeze
                end = server.start if name == "stopped" else server.thaw
                found.append((f"PostgreSQL, {name}", server.url, begin, end))
        yield found


def _lock_of(path: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    """Another process that takes SQLite's lock, and lets it go."""
    holders: list[subprocess.Popen[str]] = []

    def take() -> None:
        holder = subprocess.Popen(
            [sys.executable, "-c", _HOLDER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n", sqlite3.sqlite_version
        holders.append(holder)

    def let_go() -> None:
        holders.pop().communicate("\n", timeout=10)

    return take, let_go


def p99(times: list[float]) -> float:
    return sorted(times)[max(0, int(len(times) * 0.99) - 1)] if times else 0.0


HEAD = (
    f"{'gone':20s} {'s':>4s} {'messages':>8s} {'lost':>5s} {'twice':>5s} {'no answer':>9s}  "
    f"{'p99 ms before':>13s} {'known':>7s} {'new':>7s}  {'subscribed':>10s} {'try again':>9s} {'silence':>7s} "
    f"{'false':>5s} {'slowest s':>9s} {'2nd try':>8s}"
)


def line(name: str, seconds: float, readers: int, found: Figures) -> str:
    return (
        f"{name:20s} {seconds:4.0f} {readers:8d} {found.lost:5d} {found.repeated:5d} {found.unanswered:9d}  "
        f"{p99(found.before):13.0f} {p99(found.known):7.0f} {p99(found.new):7.0f}  {found.said['subscribed']:10d} "
        f"{found.said['try again']:9d} {found.said['nothing']:7d} {found.false:5d} "
        f"{found.slowest_subscribe / 1000:9.1f} {found.subscribed_after:3d}/{found.said.total() - found.said['subscribed']:<4d}"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--readers", type=int, default=3_000)
    parser.add_argument("--databases", default="sqlite,postgresql")
    chosen = parser.parse_args()
    print(HEAD)
    bad = False
    with tempfile.TemporaryDirectory() as folder, ways(Path(folder), chosen.databases) as found:
        for name, url, gone, back in found:
            figures = run(url, gone, back, chosen.seconds, chosen.readers)
            print(line(name, chosen.seconds, chosen.readers, figures), flush=True)
            bad |= bool(figures.lost or figures.repeated or figures.unanswered or figures.false)
    if bad:
        raise SystemExit("more than is allowed")


if __name__ == "__main__":
    main()
