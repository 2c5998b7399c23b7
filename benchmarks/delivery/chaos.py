"""Kills the bot with SIGKILL at random moments of pushes to many readers, and counts what was lost and what came twice.

    python -m benchmarks.delivery.chaos [--readers 10000] [--kills 50] [--databases sqlite,postgresql] [--replicas 1]
                               [--when-unsure rather-twice] [--clean]

Each bot is frozen (SIGSTOP) a moment before it is killed, so that what it had under way can be counted exactly:

    claimed    rows of the outbox that it held: about to be sent, sent, or answered
    on wire    requests that the sandbox was answering at that instant
    answered   messages that were answered, and their result not yet in the database
    in flight  the last two together: sent, and not known to be

Allowed: nothing lost, and no more repeats than were in flight. With --when-unsure rather-never: nothing twice, and nothing
lost but what stands in the outbox as "unknown". With two replicas the sender is
killed each time, the other takes over, and the killed one is started again. --clean asks the bot to stop (SIGTERM)
instead: nothing lost, nothing twice.
"""

import argparse
import asyncio
import contextlib
import random
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from benchmarks.harness import (
    BotProcess,
    Sandbox,
    count_states,
    databases,
    publish,
    subscribe_all,
    wait_for,
    write_dossier,
)
from bot.domain.delivery.retry_policy import LEASE, Guarantee, State
from bot.storage.database import Database
from bot.storage.tables import chats, outbox

TWICE, NEVER = Guarantee.AT_LEAST_ONCE.value, Guarantee.AT_MOST_ONCE.value
LATENCY = 0.05
RATE = 500  # messages a second: what this machine's other half, the sandbox, takes without queueing


@dataclass(frozen=True)
class Kill:
    """What a bot had under way when it was killed."""

    claimed: int = 0
    on_wire: int = 0
    in_flight: int = 0


@dataclass(frozen=True)
class Figures:
    """A run's."""

    messages: int
    lost: int
    unknown: int
    repeated: int
    kills: tuple[Kill, ...]
    takeovers: tuple[float, ...]  # seconds until another bot was the sender
    seconds: float

    @property
    def in_flight(self) -> int:
        return sum(kill.in_flight for kill in self.kills)


class Run:
    """Bots, their readers, and whoever kills them."""

    def __init__(
        self, stack: contextlib.ExitStack, url: str, readers: int, replicas: int, when_unsure: str
    ) -> None:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        self.url, self.readers, self.when_unsure = url, readers, when_unsure
        self.briefings = write_dossier(folder)
        self.sandbox = stack.enter_context(Sandbox(readers))
        self.sandbox.ask("faults", latency=LATENCY)
        subscribe_all(url, readers)
        self.pushed = 0
        # Replicas stand behind a webhook in life; here one polls, and nobody writes to it.
        self._folder, self._stack = folder, stack
        self.bots = [self._start(number) for number in range(replicas)]
        self.mark()

    def _start(self, number: int) -> BotProcess:
        log = self._folder / f"bot{number}.log"
        bot = BotProcess(self._folder, self.sandbox, self.url, RATE, log=log)
        return self._stack.enter_context(bot).wait_until_up()

    def mark(self) -> None:
        """From here on another bot claims."""
        self.marked_at = datetime.now(UTC)
        self.sandbox.ask("mark")

    def push_when_idle(self) -> None:
        """The next push, where the last one has ended."""
        if pending(self.url):
            return
        self.pushed += 1
        before = self.sent()
        publish(self.briefings, f"push-{self.pushed:03d}", when_unsure=self.when_unsure)
        wait_for(lambda: self.sent() > before, 30)

    def sent(self) -> int:
        found: int = self.sandbox.ask("under_way")["sent"]
        return found

    def kill_sender(self) -> Kill:
        """Freezes the bot that sends, counts, kills it, and starts it again."""
        number = self.wait_for_sender()
        self.bots[number].process.send_signal(signal.SIGSTOP)
        on_wire = self.sandbox.ask("under_way")["under_way"]
        wait_for(lambda: self.sandbox.ask("under_way")["under_way"] == 0, 10)
        claimed = claimed_chats(self.url, since=self.marked_at)
        in_flight = self.sandbox.ask("since_mark", chats=claimed)["messages"]
        self.bots[number].kill()
        self.mark()
        return Kill(len(claimed), min(on_wire, in_flight), in_flight)

    def stop_sender(self) -> Kill:
        """Asks the bot that sends to stop."""
        code = self.bots[self.wait_for_sender()].terminate()
        assert code == 0, code
        return Kill()

    def restart(self) -> None:
        """The bots that are gone come back."""
        for number, bot in enumerate(self.bots):
            if bot.process.poll() is not None:
                self.bots[number] = self._start(number)

    def counts(self) -> tuple[int, int]:
        """How many of the messages did not arrive, and how many came again."""
        missing = repeated = 0
        for number in range(1, self.pushed + 1):
            found = self.sandbox.ask("counts", contains=f"Headline push-{number:03d}")
            counts = {int(times): readers for times, readers in found.items()}
            missing += counts.get(0, 0)
            repeated += sum((times - 1) * readers for times, readers in counts.items() if times > 1)
        return missing, repeated

    def wait_for_sender(self) -> int:
        """The number of the bot that sends, as soon as there is one."""
        if len(self.bots) == 1:
            return 0
        return wait_for(self._find_senders)[0]

    def _find_senders(self) -> list[int]:
        alive = [(number, bot) for number, bot in enumerate(self.bots) if bot.process.poll() is None]
        return [number for number, bot in alive if (bot.health() or {}).get("is_sender")]


def run(
    url: str,
    readers: int,
    kills: int,
    replicas: int = 1,
    *,
    when_unsure: str = TWICE,
    clean: bool = False,
    seed: int = 1,
) -> Iterator[Kill | Figures]:
    """Each kill as it happens, and at the end the figures."""
    random.seed(seed)
    with contextlib.ExitStack() as stack:
        began = time.monotonic()
        each = Run(stack, url, readers, replicas, when_unsure)
        killed: list[Kill] = []
        takeovers: list[float] = []
        while len(killed) < kills:
            each.push_when_idle()
            time.sleep(random.uniform(0.05, 0.9))
            killed.append(each.stop_sender() if clean else each.kill_sender())
            yield killed[-1]
            if replicas > 1:
                at = time.monotonic()
                each.wait_for_sender()
                takeovers.append(time.monotonic() - at)
            each.restart()
        wait_for(lambda: not pending(url), 180, every=0.5)
        unknown = count_states(url).get(State.UNKNOWN.value, 0)
        missing, repeated = each.counts()
        for bot in each.bots:
            bot.terminate()
        yield Figures(
            messages=each.pushed * readers,
            lost=max(0, missing - unknown),
            unknown=unknown,
            repeated=repeated,
            kills=tuple(killed),
            takeovers=tuple(takeovers),
            seconds=time.monotonic() - began,
        )


def claimed_chats(url: str, *, since: datetime) -> list[int]:
    """The chats whose messages were claimed since then, and are not settled."""

    async def read() -> list[int]:
        query = (
            select(chats.c.chat_ref)
            .join(outbox, outbox.c.chat_id == chats.c.id)
            .where(outbox.c.state == State.CLAIMED.value, outbox.c.lease_until >= since + LEASE)
        )
        async with Database(url) as database, database.read() as connection:
            return [int(ref) for ref in await connection.scalars(query)]

    return asyncio.run(read())


def pending(url: str) -> int:
    states = count_states(url)
    return states.get("queued", 0) + states.get("claimed", 0)


def is_allowed(found: Figures, *, when_unsure: str = TWICE, clean: bool = False) -> bool:
    most = 0 if clean or when_unsure == NEVER else found.in_flight
    return found.lost == 0 and found.repeated <= most and (when_unsure == NEVER or found.unknown == 0)


def line(name: str, replicas: int, found: Figures) -> str:
    worst = f"{max(found.takeovers):.1f} s" if found.takeovers else "-"
    claimed, on_wire = sum(kill.claimed for kill in found.kills), sum(kill.on_wire for kill in found.kills)
    return (
        f"{name:10s} {replicas:8d} {len(found.kills):6d} {found.messages:9d} {found.lost:5d} {found.unknown:8d} "
        f"{found.repeated:8d} {claimed:8d} {on_wire:8d} {found.in_flight - on_wire:9d} {found.in_flight:10d} "
        f"{worst:>9s} {found.seconds:6.0f} s"
    )


HEAD = (
    f"{'database':10s} {'replicas':>8s} {'kills':>6s} {'messages':>9s} {'lost':>5s} {'unknown':>8s} {'repeated':>8s} "
    f"{'claimed':>8s} {'on wire':>8s} {'answered':>9s} {'in flight':>10s} {'takeover':>9s}"
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--readers", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--when-unsure", choices=[TWICE, NEVER], default=TWICE)
    parser.add_argument("--clean", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    lines, bad = [HEAD], False
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder), chosen.databases) as found:
        for name, url in found:
            if name == "SQLite" and chosen.replicas > 1:
                continue
            print(f"{name}: {'kill':>4s} {'claimed':>8s} {'on wire':>8s} {'answered':>9s} {'in flight':>10s}")
            ways = {"when_unsure": chosen.when_unsure, "clean": chosen.clean}
            number = 0
            for each in run(url, chosen.readers, chosen.kills, chosen.replicas, seed=chosen.seed, **ways):
                match each:
                    case Kill(claimed, on_wire, in_flight):
                        number += 1
                        print(
                            f"{'':{len(name)}s}  {number:4d} {claimed:8d} {on_wire:8d} {in_flight - on_wire:9d} "
                            f"{in_flight:10d}",
                            flush=True,
                        )
                    case Figures():
                        lines.append(line(name, chosen.replicas, each))
                        bad |= not is_allowed(each, **ways)
    print("\n".join(lines))
    if bad:
        raise SystemExit("more than is allowed")


if __name__ == "__main__":
    main()
