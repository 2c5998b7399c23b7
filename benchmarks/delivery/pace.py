"""How near a push comes to Telegram's limit, and what it costs, beside python-telegram-bot with AIORateLimiter."""

import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

from benchmarks.harness import ROOT, BotProcess, Sandbox, publish, subscribe_all, wait_for, write_dossier


def run(limits: Sequence[int], seconds: float) -> None:
    """Prints a line a sender and limit, measured over `seconds`. "CPU" is the sender's, "peak" its memory."""
    print(
        f"{'sender':22s} {'limit':>6s} {'messages':>9s} {'a second':>9s} {'of limit':>9s} {'429s':>6s} {'CPU ms':>7s} "
        f"{'peak MiB':>9s} {'sandbox CPU ms':>15s}"
    )
    for limit in limits:
        readers = int(limit * (seconds + 30))
        with contextlib.ExitStack() as stack:
            _ours(stack, readers, limit, seconds)
        with contextlib.ExitStack() as stack:
            _peer(stack, readers, limit, seconds)


def _ours(stack: contextlib.ExitStack, readers: int, limit: int, seconds: float) -> None:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
    url = f"sqlite+aiosqlite:///{folder / 'bot.db'}"
    briefings = write_dossier(folder)
    sandbox = stack.enter_context(Sandbox(readers, limits=limit))
    subscribe_all(url, readers)
    bot = stack.enter_context(BotProcess(folder, sandbox, url, limit)).wait_until_up()
    publish(briefings, "push-001")
    measure("ours", sandbox, bot.process.pid, limit, seconds)


def _peer(stack: contextlib.ExitStack, readers: int, limit: int, seconds: float) -> None:
    sandbox = stack.enter_context(Sandbox(readers, limits=limit))
    peer = stack.enter_context(start_peer(sandbox, limit, readers))
    measure("PTB, AIORateLimiter", sandbox, peer.pid, limit, seconds)


@contextlib.contextmanager
def start_peer(sandbox: Sandbox, limit: int, readers: int, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    """python-telegram-bot as a process of its own; at the end of the `with` it is gone."""
    command = [
        *(
            sys.executable,
            "-m",
            "benchmarks.delivery.peer_ptb",
            sandbox.url,
            sandbox.token,
            str(limit),
            str(readers),
        ),
        *more,
    ]
    peer = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    assert peer.stdin is not None
    try:
        yield peer
    finally:
        peer.kill()
        peer.wait(10)
        peer.stdin.close()


def measure(name: str, sandbox: Sandbox, pid: int, limit: int, seconds: float) -> None:
    wait_for(lambda: accepted(sandbox) > 0, 60, every=0.2)
    sender, telegram = psutil.Process(pid), psutil.Process(sandbox.process.pid)
    first, spent, spent_there, at = accepted(sandbox), cpu(sender), cpu(telegram), time.monotonic()
    time.sleep(seconds)
    done = max(accepted(sandbox) - first, 1)
    spent, spent_there, took = cpu(sender) - spent, cpu(telegram) - spent_there, time.monotonic() - at
    refused = sandbox.ask("under_way")["refused"]
    print(
        f"{name:22s} {limit:6d} {done:9d} {done / took:9.1f} {100 * done / took / limit:8.1f}% {refused:6d} "
        f"{1000 * spent / done:7.2f} {peak(pid):9.0f} {1000 * spent_there / done:15.2f}",
        flush=True,
    )


def accepted(sandbox: Sandbox) -> int:
    """Messages that the sandbox took; cheap to ask, so that asking does not disturb the pace."""
    found = sandbox.ask("under_way")
    taken: int = found["sent"] - found["refused"]
    return taken


def cpu(process: psutil.Process) -> float:
    """Seconds that a process has computed."""
    return sum(process.cpu_times()[:2])


def peak(pid: int) -> float:
    """The most memory that a process had, in MiB; what it has now where the system does not say."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return psutil.Process(pid).memory_info().rss / 2**20
