"""Answering with ever more facts: time a question, memory, and how long the event loop is held.

    python -m benchmarks.answers.growth QUESTIONS.jsonl [MORE.jsonl …] [--most 100000]

The facts are the dossier's, again and again under new ids with their words drawn anew.
"""

import argparse
import asyncio
import gc
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from benchmarks.answers.asked import NOW, read
from bot.answering import Engine, answer
from bot.app import SWITCH_SECONDS
from bot.content.loading import load_usable
from bot.domain.snapshot import Snapshot
from bot.domain.text import Words
from bot.services.editing.model_store import ModelStore

COUNTS = (100, 1_000, 10_000, 100_000)


def grown(snapshot: Snapshot, count: int) -> Snapshot:
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


def growth(questions: list[dict[str, Any]], snapshot: Snapshot, most: int) -> None:
    print("   facts   index s     MiB  median ms   p99 ms  loop held, ms: p99, most")
    print_row("dossier", lambda: ModelStore(Path("var/cache")).open_engine(snapshot, wait=True), questions)
    for count in (count for count in COUNTS if count <= most):
        many = grown(snapshot, count)
        print_row(str(count), partial(Engine, many), questions)


def print_row(name: str, make: Callable[[], Engine], questions: list[dict[str, Any]]) -> None:
    gc.collect()
    before, started = psutil.Process().memory_info().rss, time.perf_counter()
    engine = make()
    took, memory = time.perf_counter() - started, (psutil.Process().memory_info().rss - before) / 2**20
    times = []
    for question in questions * 2:
        started = time.perf_counter()
        answer(engine, question["text"], lang=None, now=NOW)
        times.append(1000 * (time.perf_counter() - started))
    held = asyncio.run(holds_of_loop(engine, questions))
    print(
        f"{name:>8s} {took:9.2f} {memory:7.0f} {statistics.median(times):10.2f} {p99(times):8.2f} "
        f"{p99(held):14.2f} {max(held):8.2f}"
    )


def p99(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.99) - 1]


async def holds_of_loop(engine: Engine, questions: Sequence[dict[str, Any]]) -> list[float]:
    """By how many ms a timer of one millisecond comes late, each time, while questions are answered as the bot does: in
    a thread beside the loop.
    """
    late: list[float] = []
    done = False

    async def watch() -> None:
        while not done:
            started = time.perf_counter()
            await asyncio.sleep(0.001)
            late.append(1000 * (time.perf_counter() - started - 0.001))

    sys.setswitchinterval(SWITCH_SECONDS)
    task = asyncio.create_task(watch())
    await asyncio.sleep(0.01)
    for question in questions:
        await asyncio.to_thread(answer, engine, question["text"], lang=None, now=NOW)
    done = True
    await task
    return late


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("questions", nargs="+")
    parser.add_argument("--most", type=int, default=COUNTS[-1])
    chosen = parser.parse_args()
    growth(read(chosen.questions), load_usable(Path("briefings"))[0], chosen.most)


if __name__ == "__main__":
    main()
