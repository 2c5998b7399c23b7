"""Faults, pace and readers who must not wait: whole bots against the sandbox, over HTTP.

python -m benchmarks.load faults   # 5,000 readers with 3 % blocked, 1 % moved, 1 % gone, 2 % 5xx, resets, hangs, floods
python -m benchmarks.load pace     # 30/s and 1,000/s with Telegram's limits enforced, beside AIORateLimiter
python -m benchmarks.load live     # a live answer while a push runs, beside AIORateLimiter
python -m benchmarks.load enqueue  # fan-out to 1,000,000 subscribers, and the due query with its plan
"""

import argparse
import asyncio
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from sqlalchemy import text

from benchmarks.house import (
    ROOT,
    BotProcess,
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

# -- faults ------------------------------------------------------------------------------------------------------------


def faults(readers, which):
    print(
        f"{'database':10s} {'healthy':>8s} {'served':>7s} {'twice':>6s} {'hangs':>6s} {'to dead':>8s}  states"
    )
    rng = random.Random(4)
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder), which) as found:
        for name, url in found:
            with tempfile.TemporaryDirectory() as home:
                run_faults(name, url, Path(home), readers, rng)


def run_faults(name, url, folder, readers, rng):
    briefings = write_dossier(folder)
    sandbox = Sandbox(readers)
    chats = list(range(FIRST, FIRST + readers))
    rng.shuffle(chats)
    few = readers // 100
    blocked, moved, gone = chats[: 3 * few], chats[3 * few : 4 * few], chats[4 * few : 5 * few]
    subscribe_all(url, readers)
    bot = BotProcess(folder, sandbox, url, 500).wait_until_up()
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
    wait_for(lambda: not waiting(url), 240, every=1.0)
    counts = {int(k): v for k, v in sandbox.ask("counts", contains="Headline push-001").items()}
    states = count_states(url)
    twice = sum((count - 1) * number for count, number in counts.items() if count > 1)
    served = sum(number for count, number in counts.items() if count)
    healthy = readers - len(blocked) - len(gone)
    hangs = sandbox.ask("faults_done").get("hang_after", 0)
    print(f"{name:10s} {healthy:8d} {served:7d} {twice:6d} {hangs:6d} {states.get('dead', 0):8d}  {states}")
    bot.terminate()
    sandbox.close()
    if served < healthy or twice > hangs:
        raise SystemExit("more than the policy allows")


def waiting(url):
    states = count_states(url)
    return states.get("queued", 0) + states.get("claimed", 0)


# -- pace --------------------------------------------------------------------------------------------------------------


def pace(seconds):
    print(
        f"{'sender':22s} {'limit':>6s} {'messages':>9s} {'a second':>9s} {'of limit':>9s} {'429s':>6s} {'CPU ms':>7s} {'MiB':>6s}"
    )
    for limit in (30, 1000):
        readers = int(limit * (seconds + 30))
        with tempfile.TemporaryDirectory() as home:
            ours(Path(home), readers, limit, seconds)
        peers(readers, limit, seconds)


def ours(folder, readers, limit, seconds):
    url = f"sqlite+aiosqlite:///{folder / 'bot.db'}"
    briefings = write_dossier(folder)
    sandbox = Sandbox(readers, limits=limit)
    subscribe_all(url, readers)
    bot = BotProcess(folder, sandbox, url, limit).wait_until_up()
    publish(briefings, "push-001")
    measure("ours", sandbox, bot.process.pid, limit, seconds)
    bot.kill()
    sandbox.close()


def peers(readers, limit, seconds):
    sandbox = Sandbox(readers, limits=limit)
    command = [
        sys.executable,
        "-m",
        "benchmarks.peer_ptb",
        sandbox.url,
        sandbox.token,
        str(limit),
        str(readers),
    ]
    peer = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    measure("PTB, AIORateLimiter", sandbox, peer.pid, limit, seconds)
    peer.kill()
    peer.wait(10)
    sandbox.close()


def measure(name, sandbox, pid, limit, seconds):
    wait_for(lambda: accepted(sandbox) > 0, 60, every=0.2)
    process = psutil.Process(pid)
    first, cpu, at = (
        accepted(sandbox),
        sum(process.cpu_times()[:2]),
        time.monotonic(),
    )
    time.sleep(seconds)
    last, spent = accepted(sandbox), sum(process.cpu_times()[:2]) - cpu
    took = time.monotonic() - at
    done, refused = last - first, sandbox.ask("under_way")["refused"]
    print(
        f"{name:22s} {limit:6d} {done:9d} {done / took:9.1f} {100 * done / took / limit:8.1f}% {refused:6d} "
        f"{1000 * spent / max(done, 1):7.2f} {process.memory_info().rss / 2**20:6.0f}"
    )


def accepted(sandbox):
    """Messages that the sandbox took; cheap to ask, so that asking does not disturb the pace."""
    found = sandbox.ask("under_way")
    return found["sent"] - found["refused"]


# -- live answers ------------------------------------------------------------------------------------------------------


def live(readers, questions, rate):
    print(f"{'bot':22s} {'rate':>6s} {'state':10s} {'answers':>8s} {'median ms':>10s} {'p99 ms':>8s}")
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        url = f"sqlite+aiosqlite:///{folder / 'bot.db'}"
        briefings = write_dossier(folder)
        sandbox = Sandbox(readers, limits=rate)
        subscribe_all(url, readers)
        bot = BotProcess(folder, sandbox, url, rate).wait_until_up()
        idle = ask_live("ours", rate, "idle", sandbox, questions)
        publish(briefings, "push-001")
        wait_for(lambda: accepted(sandbox) > rate, 60)
        busy = ask_live("ours", rate, "pushing", sandbox, questions)
        print(
            f"{'':22s} p99 while pushing / idle: {busy / idle:.2f}; 429s: {sandbox.ask('under_way')['refused']}"
        )
        bot.kill()
        sandbox.close()
    sandbox = Sandbox(readers, limits=rate)
    command = [
        sys.executable,
        "-m",
        "benchmarks.peer_ptb",
        sandbox.url,
        sandbox.token,
        str(rate),
        str(readers),
        "--live",
    ]
    peer = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(3)
    idle = ask_live("PTB, AIORateLimiter", rate, "idle", sandbox, questions)
    peer.stdin.write(b"go\n")
    peer.stdin.flush()
    wait_for(lambda: accepted(sandbox) > rate, 60)
    busy = ask_live("PTB, AIORateLimiter", rate, "pushing", sandbox, questions, patience=60)
    print(
        f"{'':22s} p99 while pushing / idle: {busy / idle:.2f}; 429s: {sandbox.ask('under_way')['refused']}"
    )
    peer.kill()
    peer.wait(10)
    sandbox.close()


def ask_live(name, rate, state, sandbox, questions, patience=20):
    """A question every so often, each from another reader, at random moments; times to the answer."""
    times = []
    rng = random.Random(2)
    for number in range(questions):
        chat = FIRST + rng.randrange(1000)
        before = sandbox.ask("last", chat_id=chat)["id"]
        started = time.perf_counter()
        call(f"{sandbox.url}/sandbox/messages", {"chat_id": chat, "user_id": chat, "text": f"/help {number}"})
        wait_for(
            lambda chat=chat, before=before: sandbox.ask("last", chat_id=chat)["id"] > before,
            patience,
            every=0.001,
        )
        times.append(1000 * (time.perf_counter() - started))
        time.sleep(rng.uniform(0.02, 0.12))
    times.sort()
    p99 = times[int(len(times) * 0.99) - 1]
    print(f"{name:22s} {rate:6d} {state:10s} {len(times):8d} {statistics.median(times):10.1f} {p99:8.1f}")
    return p99


# -- enqueue -----------------------------------------------------------------------------------------------------------


def enqueue(readers, which):
    from bot.domain.push import PushKind
    from bot.storage import outbox, pushes
    from bot.storage.database import Database
    from tests.integration.fakes import a_push

    assert PushKind.UPDATE

    async def run(name, url):
        database = Database(url)
        process = psutil.Process()
        now = datetime.now(UTC) + timedelta(seconds=1)
        before = process.memory_info().rss
        started = time.perf_counter()
        async with database.begin() as connection:
            number = await pushes.add(connection, a_push(), now=now, fan_out=True)
        more, longest = True, 0.0
        while more:
            page = time.perf_counter()
            async with database.begin() as connection:
                more = await pushes.fan_out_page(connection, number)
            longest = max(longest, time.perf_counter() - page)
        took = time.perf_counter() - started
        grown = (process.memory_info().rss - before) / 2**20
        times = []
        for _ in range(20):
            at = time.perf_counter()
            async with database.begin() as connection:
                await outbox.claim(connection, 100, now=now, lease_until=now)
            times.append(time.perf_counter() - at)
        async with database.begin() as connection:
            await connection.execute(
                text("UPDATE subscriptions SET next_due = :due"), {"due": now - timedelta(days=1)}
            )
        due_times = []
        from bot.storage import subscriptions

        for _ in range(5):
            at = time.perf_counter()
            async with database.read() as connection:
                found = await subscriptions.find_due(connection, now=now, most=500)
            due_times.append(time.perf_counter() - at)
        assert len(found) == 500
        print(
            f"{name:10s} {readers:9d} {took:8.1f} {1000 * longest:10.0f} {grown:9.1f} {1000 * statistics.median(times):10.1f} {1000 * statistics.median(due_times):8.1f}"
        )
        explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        claim = (
            "SELECT id FROM outbox WHERE state = 'queued' AND lane = 0 AND not_before <= CURRENT_TIMESTAMP AND push_id IN "
            "(SELECT id FROM pushes WHERE state = 'active') ORDER BY not_before, id LIMIT 100"
        )
        due = (
            "SELECT s.id FROM subscriptions s JOIN chats c ON c.id = s.chat_id WHERE s.next_due <= CURRENT_TIMESTAMP "
            "AND c.state = 'open' ORDER BY s.next_due LIMIT 500"
        )
        async with database.begin() as connection:
            for query in (claim, due):
                plan = await connection.execute(text(f"{explain} {query}"))
                for row in plan:
                    print("           ", row[-1])
        await database.close()

    print(
        f"{'database':10s} {'readers':>9s} {'fan-out s':>9s} {'longest ms':>10s} {'MiB more':>9s} {'claim ms':>10s} {'due ms':>8s}"
    )
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder), which) as found:
        for name, url in found:
            subscribe_all(url, readers)
            asyncio.run(run(name, url))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["faults", "pace", "live", "enqueue"])
    parser.add_argument("--readers", type=int)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--rate", type=int, default=1000)
    parser.add_argument("--databases", default="sqlite,postgresql")
    chosen = parser.parse_args()
    match chosen.what:
        case "faults":
            faults(chosen.readers or 5_000, chosen.databases)
        case "pace":
            pace(chosen.seconds)
        case "live":
            live(chosen.readers or 100_000, chosen.questions, chosen.rate)
        case "enqueue":
            enqueue(chosen.readers or 1_000_000, chosen.databases)


if __name__ == "__main__":
    main()
