"""A push while Telegram fails in every way: who is served, what comes twice, and whether anything is tried in vain."""

import contextlib
import random
import tempfile
from pathlib import Path

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
from benchmarks.sandbox_process import FIRST

RATE = 500


def run(readers: int, which: str) -> None:
    """Prints a line a database. "in vain": most attempts for a chat that is blocked or gone; one is right."""
    print(
        f"{'database':10s} {'healthy':>8s} {'served':>7s} {'twice':>6s} {'hangs':>6s} {'dead':>5s} {'in vain':>8s}  "
        "faults; states"
    )
    rng = random.Random(4)
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder), which) as found:
        for name, url in found:
            with contextlib.ExitStack() as stack:
                _run_one(stack, name, url, readers, rng)


def _run_one(stack: contextlib.ExitStack, name: str, url: str, readers: int, rng: random.Random) -> None:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    briefings = write_dossier(folder)
    sandbox = stack.enter_context(Sandbox(readers))
    chats = list(range(FIRST, FIRST + readers))
    rng.shuffle(chats)
    few = readers // 100
    blocked, moved, gone = chats[: 3 * few], chats[3 * few : 4 * few], chats[4 * few : 5 * few]
    subscribe_all(url, readers)
    bot = stack.enter_context(BotProcess(folder, sandbox, url, RATE)).wait_until_up()
    sandbox.ask(
        "faults",
        seed=7,
        latency=0.02,
        faults=[
            {"kind": "blocked", "chat_ids": blocked},
            {"kind": "migrate", "chat_ids": moved, "times": len(moved)},
            {"kind": "chat_not_found", "chat_ids": gone},
            {"kind": "flood", "times": 60, "share": 0.2, "retry_after": 1},
            {"kind": "server_error", "share": 0.02},
            {"kind": "reset", "share": 0.02},
            {"kind": "hang_after", "share": 0.02},
        ],
    )
    publish(briefings, "push-001")
    wait_for(lambda: sandbox.ask("under_way")["sent"] > 0, 30)
    wait_for(lambda: not _waiting(url), 240, every=1.0)
    counts = {int(k): v for k, v in sandbox.ask("counts", contains="Headline push-001").items()}
    states = count_states(url)
    twice = sum((count - 1) * number for count, number in counts.items() if count > 1)
    served = sum(number for count, number in counts.items() if count)
    healthy = readers - len(blocked) - len(gone)
    done = sandbox.ask("faults_done")
    in_vain = sandbox.ask("attempts", chats=blocked + gone)["most"]
    print(
        f"{name:10s} {healthy:8d} {served:7d} {twice:6d} {done.get('hang_after', 0):6d} {states.get('dead', 0):5d} "
        f"{in_vain:8d}  {done}; {states}"
    )
    bot.terminate()
    if served < healthy or twice > done.get("hang_after", 0) or in_vain > 1:
        raise SystemExit("more than the policy allows")


def _waiting(url: str) -> int:
    states = count_states(url)
    return states.get("queued", 0) + states.get("claimed", 0)
