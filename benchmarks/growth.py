"""Answering with ever more facts: time a question, memory, and how long the event loop is held.

    python -m benchmarks.growth QUESTIONS.jsonl [MORE.jsonl …] [--most 100000]

The facts are the dossier's, again and again under new ids with their words drawn anew.
"""

import argparse
import asyncio
import gc
import random
import statistics
import time
from dataclasses import replace
from pathlib import Path

import psutil

from benchmarks.asked import NOW, read
from bot.answering import Engine, answer
from bot.content.loading import load
from bot.domain.text import Words

COUNTS = (100, 1_000, 10_000, 100_000)


def grown(snapshot, count):
    """The dossier's facts again and again under new ids, their words drawn anew from all of its texts."""
    rng = random.Random(5)
    words = [word for fact in snapshot.facts.values() for word in fact.text.en.split()]
    originals = list(snapshot.facts.values())
    facts = {}
    for number in range(count):
        fact = originals[number % len(originals)]
        text = " ".join(rng.choices(words, k=25)) + f" {number}"
        asks = Words((text[:40],), (text[20:60],)) if count <= 10_000 else Words()
        facts[f"{fact.id}-{number}"] = replace(
            fact,
            id=f"{fact.id}-{number}",
            text=replace(fact.text, nl=text, en=text),
            asks=asks,
            refutes=Words(),
            relations=(),
        )
    return replace(
        snapshot,
        facts=facts,
        deadlines={},
        stakes={},
        terms={},
        conflicts={},
        unknowns={},
        expectations=(),
        fingerprint=f"grown-{count}",
    )


def growth(questions, snapshot, most):
    print(
        f"{'facts':>8s} {'index s':>8s} {'MiB':>7s} {'median ms':>10s} {'p99 ms':>8s} {'longest hold of the loop, ms':>30s}"
    )
    for count in (count for count in COUNTS if count <= most):
        many = grown(snapshot, count)
        gc.collect()
        before, started = psutil.Process().memory_info().rss, time.perf_counter()
        engine = Engine(many)
        took, memory = time.perf_counter() - started, (psutil.Process().memory_info().rss - before) / 2**20
        times = []
        for question in questions * 2:
            started = time.perf_counter()
            answer(engine, question["text"], lang=None, now=NOW)
            times.append(1000 * (time.perf_counter() - started))
        times.sort()
        held = asyncio.run(longest_hold(engine, questions))
        print(
            f"{count:8d} {took:8.2f} {memory:7.0f} {statistics.median(times):10.2f} {times[int(len(times) * 0.99) - 1]:8.2f} {held:30.2f}"
        )
        del engine, many


async def longest_hold(engine, questions):
    """How late a timer of one millisecond comes, at worst, while questions are answered on the loop."""
    worst, done = 0.0, False

    async def watch():
        nonlocal worst
        while not done:
            started = time.perf_counter()
            await asyncio.sleep(0.001)
            worst = max(worst, time.perf_counter() - started - 0.001)

    task = asyncio.create_task(watch())
    await asyncio.sleep(0.01)
    for question in questions:
        answer(engine, question["text"], lang=None, now=NOW)
        await asyncio.sleep(0)
    done = True
    await task
    return 1000 * worst


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("questions", nargs="+")
    parser.add_argument("--most", type=int, default=COUNTS[-1])
    chosen = parser.parse_args()
    growth(read(chosen.questions), load(Path("briefings")).snapshot, chosen.most)


if __name__ == "__main__":
    main()
