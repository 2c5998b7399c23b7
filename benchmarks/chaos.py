"""Kills the bot with SIGKILL at random moments of pushes to many readers, and counts what was lost and what came twice.

    python -m benchmarks.chaos [--readers 10000] [--kills 50] [--databases sqlite,postgresql] [--replicas 1]

With two replicas one of them is killed each time, the other takes over, and the killed one is started again.
Allowed: nothing lost; repeats no more than what the bot had under way at the kills: claimed, and its result not written
yet ("claimed"). "in flight" is the part of it that the sandbox was answering when asked, a moment before.
"""

import argparse
import random
import tempfile
import time
from pathlib import Path

from benchmarks.house import (
    BotProcess,
    Sandbox,
    count_states,
    databases,
    publish,
    subscribe_all,
    wait_for,
    write_dossier,
)

LATENCY = 0.05
RATE = 500  # messages a second: what this machine's other half, the sandbox, takes without queueing


def run(name, url, readers, kills, replicas, seed):
    random.seed(seed)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        briefings = write_dossier(folder)
        sandbox = Sandbox(readers)
        sandbox.ask("faults", latency=LATENCY)
        subscribe_all(url, readers)
        if replicas > 1:
            # Replicas stand behind a webhook in life; here one polls, and nobody writes to it.
            start = [
                lambda n=n: BotProcess(folder, sandbox, url, RATE, log=folder / f"bot{n}.log").wait_until_up()
                for n in range(replicas)
            ]
        else:
            start = [lambda: BotProcess(folder, sandbox, url, RATE).wait_until_up()]
        began = time.monotonic()
        bots = [each() for each in start]
        pushed = killed = in_flight = claimed = expected = 0
        takeovers = []
        while killed < kills:
            sent = sandbox.ask("under_way")["sent"]
            if sent >= expected and not pending(url):
                pushed += 1
                expected += readers
                publish(briefings, f"push-{pushed:03d}")
                wait_for(lambda sent=sent: sandbox.ask("under_way")["sent"] > sent, 30)
            time.sleep(random.uniform(0.05, 0.9))
            victim = random.randrange(replicas)
            if replicas > 1:
                victim = next(
                    (n for n, bot in enumerate(bots) if (bot.health() or {}).get("is_sender")), victim
                )
            in_flight += sandbox.ask("under_way")["under_way"]
            claimed += (bots[victim].health() or {}).get("messages_under_way", 0)
            bots[victim].kill()
            killed += 1
            at, before = time.monotonic(), sandbox.ask("under_way")["sent"]
            if replicas > 1 and pending(url):
                time.sleep(LATENCY * 3)
                before = sandbox.ask("under_way")["sent"]
                wait_for(
                    lambda before=before: sandbox.ask("under_way")["sent"] > before or not pending(url), 30
                )
                takeovers.append(time.monotonic() - at)
            bots[victim] = start[victim]()
        wait_for(lambda: not pending(url), 180, every=0.5)
        lost = repeats = 0
        for number in range(1, pushed + 1):
            counts = {
                int(k): v for k, v in sandbox.ask("counts", contains=f"Headline push-{number:03d}").items()
            }
            lost += counts.get(0, 0)
            repeats += sum((count - 1) * chats for count, chats in counts.items() if count > 1)
        for bot in bots:
            bot.terminate()
        sandbox.close()
        took = time.monotonic() - began
        worst = f"{max(takeovers):.1f} s" if takeovers else "-"
        print(
            f"{name:10s} {replicas:8d} {killed:6d} {pushed * readers:9d} {lost:5d} {repeats:8d} {in_flight:10d} {claimed:8d} "
            f"{worst:>10s} {took:6.0f} s"
        )
        return lost, repeats, claimed


def pending(url):
    states = count_states(url)
    return states.get("queued", 0) + states.get("claimed", 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--readers", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    print(
        f"{'database':10s} {'replicas':>8s} {'kills':>6s} {'messages':>9s} {'lost':>5s} {'repeated':>8s} {'in flight':>10s} {'claimed':>8s} {'takeover':>10s}"
    )
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder), chosen.databases) as found:
        for name, url in found:
            if name == "SQLite" and chosen.replicas > 1:
                continue
            lost, repeats, claimed = run(
                name, url, chosen.readers, chosen.kills, chosen.replicas, chosen.seed
            )
            if lost or repeats > claimed:
                raise SystemExit("more than is allowed")


if __name__ == "__main__":
    main()
