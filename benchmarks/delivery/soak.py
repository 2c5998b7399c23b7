"""Half an hour of everything at once: is anything lost, told twice or in the wrong language, and does memory grow?

    python -m benchmarks.delivery.soak [--minutes 30] [--readers 60] [--databases sqlite,postgresql] [--seed 1]

Readers ask and change their language's page, each in the language that they chose and Telegram does not know of; some block
the bot and come back. Pushes go out, files are saved again, Telegram fails for some calls (5xx, 429, connections that break),
and the bot is ended and started again every five minutes, by SIGTERM and by SIGKILL in turn. Asked for: each question
answered once, each push at each subscriber once (after a SIGKILL, no more repeats than can be in flight), no answer in
another language, memory within 5 % over each life, and no traceback.
"""

import argparse
import asyncio
import contextlib
import random
import re
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from sqlalchemy import select

from benchmarks.harness import (
    BotProcess,
    Json,
    Sandbox,
    call,
    count_states,
    databases,
    publish,
    subscribe_all,
    wait_for,
    write_dossier,
)
from benchmarks.sandbox_process import FIRST
from bot.storage.database import Database
from bot.storage.tables import chats

ASKED = ("/help", "Why did the baker refuse?", "/deadlines", "/who")
# How the answer to each begins, by language: taken from the bot itself before all begins.
IN_LANGUAGE: dict[str, dict[str, str]] = {
    "nl": {},
    "en": {},
}
PATIENCE = 90.0  # seconds that an answer is waited for: a restart lies within
LEAVERS = 5  # readers who only block the bot and come back
IN_FLIGHT = 60  # answers and messages that a killed bot may have sent without having noted it
STEADY_SECONDS = 60.0  # of a bot's life, before its memory is first taken
FAULTS = [
    {"kind": "server_error", "share": 0.02, "methods": ["sendMessage", "editMessageText"]},
    {"kind": "reset", "share": 0.01, "methods": ["sendMessage"]},
    {"kind": "flood", "share": 0.01, "retry_after": 1, "methods": ["sendMessage"]},
]


@dataclass
class Figures:
    """What came of it."""

    asked: int = 0
    lost: int = 0
    twice: int = 0
    wrong_language: int = 0
    other: Counter[str] = field(default_factory=Counter)  # answers that are none of the known ones
    pushes: int = 0
    pushes_lost: int = 0
    pushes_twice: int = 0
    memberships: int = 0
    memberships_lost: int = 0
    reloads: int = 0
    ends: list[str] = field(default_factory=list)
    kills: int = 0
    growth: list[float] = field(default_factory=list)  # of memory, in each life
    tracebacks: list[str] = field(default_factory=list)
    slowest: float = 0.0
    faults: dict[str, int] = field(default_factory=dict)

    def is_allowed(self) -> bool:
        return (
            not (self.lost or self.wrong_language or self.other or self.pushes_lost)
            and not (self.memberships_lost or self.tracebacks)
            and self.twice <= self.kills * IN_FLIGHT
            and self.pushes_twice <= self.kills * IN_FLIGHT
            and max(self.growth, default=0.0) <= 0.05
        )


class Soak:
    """The bot, its readers and what befalls them; each kind of them in a thread of its own."""

    def __init__(self, stack: contextlib.ExitStack, url: str, readers: int, seed: int) -> None:
        self.figures = Figures()
        self._stack = stack
        self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        self._briefings = write_dossier(self._folder)
        self._sandbox = stack.enter_context(Sandbox(readers + LEAVERS))
        self._url, self._readers, self._seed = url, readers, seed
        self._talking = threading.Lock()
        self._counting = threading.Lock()
        self._ending = threading.Event()
        self._leavers = {FIRST + readers + number: False for number in range(LEAVERS)}
        subscribe_all(url, readers + LEAVERS)
        self._bot = self._start()

    def run(self, minutes: float, life: float) -> Figures:
        """For that long; the bot lives `life` seconds at a time."""
        self._choose_languages()
        with self._talking:
            self._sandbox.ask("faults", faults=FAULTS, latency=0.01, seed=self._seed)
        work = [self._ask_on] * 8 + [self._leave_and_return, self._publish_and_save]
        threads = [threading.Thread(target=each, args=(number,)) for number, each in enumerate(work)]
        for thread in threads:
            thread.start()
        self._live(minutes * 60, life)
        self._ending.set()
        for thread in threads:
            thread.join()
        self._settle()
        return self.figures

    # -- the bot -----------------------------------------------------------------------------------------------

    def _start(self) -> BotProcess:
        bot = BotProcess(self._folder, self._sandbox, self._url, 300)
        return self._stack.enter_context(bot).wait_until_up()

    def _live(self, seconds: float, life: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            until = min(end, time.monotonic() + life)
            self._watch_memory(until)
            if until >= end:
                return
            if len(self.figures.ends) % 2:
                self._bot.kill()
                self.figures.kills += 1
                self.figures.ends.append("killed")
            else:
                self.figures.ends.append(f"exit {self._bot.terminate()}")
            self._bot = self._start()

    def _watch_memory(self, until: float) -> None:
        process = psutil.Process(self._bot.process.pid)
        steady = min(STEADY_SECONDS, (until - time.monotonic()) / 2)
        time.sleep(steady)
        first = process.memory_info().rss
        while time.monotonic() < until:
            time.sleep(min(5.0, max(0.0, until - time.monotonic())))
        self.figures.growth.append(process.memory_info().rss / first - 1)

    # -- readers -----------------------------------------------------------------------------------------------

    def _choose_languages(self) -> None:
        """Every second reader chooses Dutch; and what the bot says in each language is learned from it."""
        for chat in range(FIRST, FIRST + self._readers):
            self._say(chat, "/start")
            message = self._answers(chat)[-1]
            data = f"lang:{self._language_of(chat)}:home"
            body = {"chat_id": chat, "user_id": chat, "message_id": message["message_id"], "data": data}
            call(f"{self._sandbox.url}/sandbox/callbacks", body)
        wait_for(lambda: self._count_languages() == self._readers)
        for chat in (FIRST, FIRST + 1):
            for text in ASKED:
                answer = self._say(chat, text)
                assert answer is not None, text
                IN_LANGUAGE[self._language_of(chat)][text] = answer
                time.sleep(1.3)  # a chat's own limit
        for text in ASKED:
            assert IN_LANGUAGE["nl"][text] != IN_LANGUAGE["en"][text], text

    def _language_of(self, chat: int) -> str:
        return ("nl", "en")[chat % 2]

    def _count_languages(self) -> int:
        async def read() -> int:
            query = select(chats.c.chat_ref, chats.c.lang)
            async with Database(self._url) as database, database.read() as connection:
                rows = {int(ref): lang for ref, lang in await connection.execute(query)}
            own = range(FIRST, FIRST + self._readers)
            return sum(rows.get(chat) == self._language_of(chat) for chat in own)

        return asyncio.run(read())

    def _ask_on(self, number: int) -> None:
        """One who asks for all of their readers, one after another."""
        rng = random.Random(self._seed * 100 + number)
        own = [chat for chat in range(FIRST, FIRST + self._readers) if chat % 8 == number]
        while not self._ending.is_set():
            self._ask_once(rng.choice(own), rng.choice(ASKED))
            self._ending.wait(rng.uniform(0.0, 0.6))

    def _ask_once(self, chat: int, text: str) -> None:
        began = time.monotonic()
        answer = self._say(chat, text)
        took = time.monotonic() - began
        lang = self._language_of(chat)
        other = {"nl": "en", "en": "nl"}[lang]
        with self._counting:
            self.figures.asked += 1
            self.figures.slowest = max(self.figures.slowest, took)
            if answer is None:
                self.figures.lost += 1
            elif answer == IN_LANGUAGE[other][text]:
                self.figures.wrong_language += 1
            elif answer != IN_LANGUAGE[lang][text]:
                self.figures.other[answer[:60]] += 1

    def _say(self, chat: int, text: str) -> str | None:
        """The answer's text; None where none came in time."""
        last = max((each["message_id"] for each in self._answers(chat)), default=0)
        call(f"{self._sandbox.url}/sandbox/messages", {"chat_id": chat, "user_id": chat, "text": text})
        with contextlib.suppress(TimeoutError):
            found = wait_for(lambda: self._answers(chat, last), PATIENCE, every=0.05)
            time.sleep(0.3)  # a second answer would follow at once, or after a restart
            more = len(self._answers(chat, last)) - 1
            with self._counting:
                self.figures.twice += more
            said: str = found[0]["text"]
            return said
        return None

    def _answers(self, chat: int, after: int = 0) -> list[Json]:
        """The bot's messages there since then that are no pushes."""
        with self._talking:
            found: list[Json] = self._sandbox.ask("answers", chat_id=chat, after=after)["answers"]
            return found

    # -- what befalls them -------------------------------------------------------------------------------------

    def _leave_and_return(self, number: int) -> None:
        rng = random.Random(self._seed * 100 + number)
        while not self._ending.is_set():
            chat = rng.choice(list(self._leavers))
            self._leavers[chat] = not self._leavers[chat]
            body = {"chat_id": chat, "blocked": self._leavers[chat]}
            call(f"{self._sandbox.url}/sandbox/members", body)
            self.figures.memberships += 1
            self._ending.wait(rng.uniform(0.2, 2.0))

    def _publish_and_save(self, number: int) -> None:
        rng = random.Random(self._seed * 100 + number)
        path = next((self._briefings / "facts").glob("*.yaml"))
        text = path.read_text("utf-8")
        while not self._ending.wait(rng.uniform(8.0, 20.0)):
            self.figures.reloads += 1
            changed = path.with_name(f".{path.name}.tmp")
            changed.write_text(f"{text}\n# saved {self.figures.reloads}\n", "utf-8")
            changed.rename(path)
            if self._ending.wait(rng.uniform(2.0, 10.0)):
                return
            self.figures.pushes += 1
            publish(self._briefings, f"push-{self.figures.pushes:03d}")

    # -- the account -------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Waits until all has gone out, and counts."""
        with self._talking:
            self._sandbox.ask("faults", faults=[])
        time.sleep(3.0)  # a tick, in which the last push is made
        wait_for(lambda: _pending(self._url) == 0, 180, every=0.5)
        with contextlib.suppress(TimeoutError):
            wait_for(lambda: self._memberships_lost() == 0, 30, every=0.5)
        self.figures.memberships_lost = self._memberships_lost()
        with self._talking:
            came = self._sandbox.ask("pushes", chats=[FIRST, FIRST + self._readers - 1])
        for number in range(1, self.figures.pushes + 1):
            times = {
                int(n): chats for n, chats in came.get(f"push-{number:03d}", {"0": self._readers}).items()
            }
            self.figures.pushes_lost += times.get(0, 0)
            self.figures.pushes_twice += sum((n - 1) * chats for n, chats in times.items() if n > 1)
        with self._talking:
            self.figures.faults = self._sandbox.ask("faults_done")
        self._bot.terminate()
        log = (self._folder / "bot.log").read_text("utf-8")
        self.figures.tracebacks = [each.strip()[-1500:] for each in _TRACEBACK.findall(log)]

    def _memberships_lost(self) -> int:
        async def read() -> int:
            query = select(chats.c.chat_ref, chats.c.state)
            async with Database(self._url) as database, database.read() as connection:
                states = {int(ref): state for ref, state in await connection.execute(query)}
            wanted = {chat: "paused" if gone else "open" for chat, gone in self._leavers.items()}
            return sum(states.get(chat) != state for chat, state in wanted.items())

        return asyncio.run(read())


# From its first line to the next line of the log that begins at the margin and is no exception's.
_TRACEBACK = re.compile(r"Traceback \(most recent call last\):\n(?:[ ~^|+].*\n|\n)*.*", re.MULTILINE)


def _pending(url: str) -> int:
    states = count_states(url)
    return states.get("queued", 0) + states.get("claimed", 0)


def run(url: str, *, minutes: float, readers: int, life: float, seed: int = 1) -> Figures:
    """One soak."""
    with contextlib.ExitStack() as stack:
        soak = Soak(stack, url, readers, seed)
        return soak.run(minutes, life)


def report(name: str, minutes: float, found: Figures) -> str:
    growth = ", ".join(f"{100 * each:+.1f} %" for each in found.growth)
    return "\n".join(
        (
            f"{name}, {minutes:g} minutes; the bot ended {len(found.ends)} times: {', '.join(found.ends) or '-'}",
            f"  questions {found.asked}: lost {found.lost}, answered again {found.twice} (allowed: {IN_FLIGHT} a kill), "
            f"in the wrong language {found.wrong_language}, other answers {dict(found.other)}, slowest {found.slowest:.1f} s",
            f"  pushes {found.pushes}: lost {found.pushes_lost}, twice {found.pushes_twice}; reloads {found.reloads}",
            f"  membership changes {found.memberships}: lost {found.memberships_lost}",
            f"  faults of Telegram {found.faults}; memory over each life: {growth}; tracebacks {len(found.tracebacks)}",
            *found.tracebacks[:3],
            f"  {'as promised' if found.is_allowed() else 'NOT as promised'}",
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument(
        "--life", type=float, default=300, help="seconds until the bot is ended and started again"
    )
    parser.add_argument("--readers", type=int, default=60)
    parser.add_argument("--databases", default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    bad = False
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder), chosen.databases) as found:
        for name, url in found:
            figures = run(
                url, minutes=chosen.minutes, readers=chosen.readers, life=chosen.life, seed=chosen.seed
            )
            print(report(name, chosen.minutes, figures), flush=True)
            bad |= not figures.is_allowed()
    if bad:
        raise SystemExit("more than is allowed")


if __name__ == "__main__":
    main()
