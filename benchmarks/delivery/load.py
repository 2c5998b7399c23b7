"""Faults, pace, readers who must not wait, and a million subscribers: whole bots against the sandbox, over HTTP.

python -m benchmarks.delivery.load faults   # 5,000 readers with 3 % blocked, 1 % moved, 1 % gone, 2 % 5xx, resets, hangs, floods
python -m benchmarks.delivery.load pace     # 30/s and 1,000/s with Telegram's limits enforced, beside AIORateLimiter
python -m benchmarks.delivery.load live     # a live answer while a push to 100,000 readers runs, beside AIORateLimiter
python -m benchmarks.delivery.load enqueue  # fan-out to 1,000,000 subscribers, claims and the due query with their plans
python -m benchmarks.delivery.load outbox   # what the outbox's bookkeeping costs a message
"""

import argparse

from benchmarks.delivery import enqueue, faults, live, outbox, pace


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["faults", "pace", "live", "enqueue", "outbox"])
    parser.add_argument("--readers", type=int)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--limits", default="30,1000", help="of `pace`: messages a second")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--rate", type=int, default=1000)
    parser.add_argument("--databases", default="sqlite,postgresql")
    chosen = parser.parse_args()
    match chosen.what:
        case "faults":
            faults.run(chosen.readers or 5_000, chosen.databases)
        case "pace":
            pace.run([int(limit) for limit in chosen.limits.split(",")], chosen.seconds or 60)
        case "live":
            live.run(chosen.readers or 100_000, chosen.questions, chosen.rate)
        case "enqueue":
            enqueue.run(chosen.readers or 1_000_000, chosen.databases)
        case "outbox":
            outbox.run(chosen.rate, chosen.seconds or 15, chosen.databases)


if __name__ == "__main__":
    main()
