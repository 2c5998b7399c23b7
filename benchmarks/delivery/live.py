"""How long a reader waits for an answer while a push runs, beside python-telegram-bot with AIORateLimiter."""

import contextlib
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.delivery.pace import accepted, start_peer
from benchmarks.harness import BotProcess, Sandbox, call, publish, subscribe_all, wait_for, write_dossier
from benchmarks.sandbox_process import FIRST


def run(readers: int, questions: int, rate: int) -> None:
    """Prints a line a bot and state: idle, and while it pushes to all readers."""
    print(
        f"{'bot':22s} {'rate':>6s} {'readers':>8s} {'state':10s} {'answers':>8s} {'median ms':>10s} {'p99 ms':>8s}"
    )
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        url = f"sqlite+aiosqlite:///{folder / 'bot.db'}"
        briefings = write_dossier(folder)
        sandbox = stack.enter_context(Sandbox(readers, limits=rate))
        subscribe_all(url, readers)
        stack.enter_context(BotProcess(folder, sandbox, url, rate)).wait_until_up()
        compare("ours", sandbox, readers, questions, rate, lambda: publish(briefings, "push-001"))
    with contextlib.ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(readers, limits=rate))
        peer = stack.enter_context(start_peer(sandbox, rate, readers, "--live"))
        time.sleep(3)

        def push() -> None:
            assert peer.stdin is not None
            peer.stdin.write(b"go\n")
            peer.stdin.flush()

        compare("PTB, AIORateLimiter", sandbox, readers, questions, rate, push)


def compare(
    name: str, sandbox: Sandbox, readers: int, questions: int, rate: int, push: Callable[[], None]
) -> None:
    """Idle and pushing, with the one over the other."""
    idle = ask(name, sandbox, readers, questions, rate, "idle")
    push()
    wait_for(lambda: accepted(sandbox) > rate, 60)
    busy = ask(name, sandbox, readers, questions, rate, "pushing", patience=60)
    counts = sandbox.ask("counts", contains="Headline")
    left, refused = counts.get("0", 0), sandbox.ask("under_way")["refused"]
    print(
        f"{'':22s} p99 while pushing / idle: {busy / idle:.2f}; 429s: {refused}; of the push still to go: {left}"
    )


def ask(
    name: str, sandbox: Sandbox, readers: int, questions: int, rate: int, state: str, patience: float = 20
) -> float:
    """A question every so often, each from another reader, at random moments; times to the answer."""
    times = []
    rng = random.Random(2)
    for number in range(questions):
        chat = FIRST + rng.randrange(min(1000, readers))
        before = sandbox.ask("last", chat_id=chat)["id"]
        started = time.perf_counter()
        call(f"{sandbox.url}/sandbox/messages", {"chat_id": chat, "user_id": chat, "text": f"/help {number}"})

        def is_answered(chat: int = chat, before: int = before) -> bool:
            return bool(sandbox.ask("last", chat_id=chat)["id"] > before)

        wait_for(is_answered, patience, every=0.001)
        times.append(1000 * (time.perf_counter() - started))
        time.sleep(rng.uniform(0.02, 0.12))
    times.sort()
    p99 = times[int(len(times) * 0.99) - 1]
    print(
        f"{name:22s} {rate:6d} {readers:8d} {state:10s} {len(times):8d} {statistics.median(times):10.1f} {p99:8.1f}",
        flush=True,
    )
    return p99
