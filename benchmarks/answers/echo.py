"""What a real answer costs from end to end, beside python-telegram-bot's bare echo of the same messages.

    python -m benchmarks.answers.echo [QUESTIONS.jsonl] [-n 1500] [--readers 300] [--core 1]

Both long-poll the same sandbox, one after the other, held to the same core where the system allows it: answers a second,
CPU milliseconds an answer, peak memory, and the bot's figures over the echo's. The bot's pace is 1,000 a second, so that
it does not decide. Linux alone: figures are read from /proc.
"""

import argparse
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.harness import ROOT, BotProcess, Sandbox, wait_for

QUIET_SECONDS = 2.0  # without work, until what is learned is learned
IDLE_CPU = 0.06  # seconds of CPU in that time that are still quiet
PATIENCE_SECONDS = 300


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "questions", nargs="?", type=Path, default=ROOT / "benchmarks/questions/held-out.jsonl"
    )
    parser.add_argument("-n", type=int, default=1500)
    parser.add_argument("--readers", type=int, default=300)
    parser.add_argument("--core", type=int, default=(os.cpu_count() or 1) - 1)
    chosen = parser.parse_args()
    asked = [json.loads(line) for line in chosen.questions.read_text("utf-8").splitlines()]
    texts = [question["text"] for question in asked if "context" not in question]
    texts = [texts[number % len(texts)] for number in range(chosen.n)]
    print(f"{'bot':28s} {'answers/s':>9s} {'CPU ms':>7s} {'peak MiB':>8s}", flush=True)
    ours = run("ours, real answers", start_bot, texts, chosen)
    echo = run("python-telegram-bot, echo", start_echo, texts, chosen)
    print(
        f"{'ours over echo':28s} {ours[0] / echo[0]:9.2f} {ours[1] / echo[1]:7.2f} {ours[2] / echo[2]:8.2f}",
        flush=True,
    )


def run(
    name: str,
    start: Callable[[contextlib.ExitStack, Sandbox], subprocess.Popen[bytes]],
    texts: Sequence[str],
    chosen: argparse.Namespace,
) -> tuple[float, float, float]:
    """Prints a line; answers a second, CPU milliseconds an answer, peak MiB."""
    with contextlib.ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(chosen.readers))
        process = start(stack, sandbox)
        with contextlib.suppress(AttributeError, OSError):
            for thread in os.listdir(f"/proc/{process.pid}/task"):
                os.sched_setaffinity(int(thread), {chosen.core})
        wait_until_quiet(process.pid)
        used, started = cpu_of(process.pid), time.perf_counter()
        sandbox.ask("ask", texts=texts, readers=chosen.readers)
        wait_for(lambda: sandbox.ask("answered")["messages"] >= len(texts), PATIENCE_SECONDS, every=0.1)
        seconds, used = time.perf_counter() - started, cpu_of(process.pid) - used
        figures = (len(texts) / seconds, 1000 * used / len(texts), peak_of(process.pid))
        print(f"{name:28s} {figures[0]:9.1f} {figures[1]:7.2f} {figures[2]:8.0f}", flush=True)
        return figures


def start_bot(stack: contextlib.ExitStack, sandbox: Sandbox) -> subprocess.Popen[bytes]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
    cache = os.environ.get("CACHE_DIR", str(ROOT / "var/cache"))
    url = f"sqlite+aiosqlite:///{folder / 'bot.db'}"
    bot = BotProcess(
        folder, sandbox, url, briefings=ROOT / "briefings", CACHE_DIR=str(Path(cache).absolute())
    )
    return stack.enter_context(bot).wait_until_up().process


def start_echo(stack: contextlib.ExitStack, sandbox: Sandbox) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "benchmarks.answers.peer_echo", sandbox.url, sandbox.token]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    stack.callback(process.wait, 10)
    stack.callback(process.kill)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def wait_until_quiet(pid: int) -> None:
    before = cpu_of(pid)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        time.sleep(QUIET_SECONDS)
        now = cpu_of(pid)
        if now - before < IDLE_CPU:
            return
        before = now


def cpu_of(pid: int) -> float:
    """Seconds of CPU, in and out of the kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_of(pid: int) -> float:
    """MiB at most so far."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found is not None, "it has ended"
    return int(found[1]) / 1024


if __name__ == "__main__":
    main()
