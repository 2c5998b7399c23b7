"""How long a picture takes, and what a hundred of them cost whoever is answered meanwhile.

    python -m benchmarks.content.pictures [--briefings briefings] [--times 5]

Draws every page of every picture in both languages and themes, each `--times` times from the records to the PNG, and
nothing from the disk. Then a hundred at once, while a task on the event loop measures how late it is woken.
"""

import argparse
import asyncio
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.chat.screens.pictures import pictures_of
from bot.content.loading import load
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering.pictures import Theme
from bot.rendering.view import View
from bot.services.drawing import Drawing

TICK = 0.005  # seconds between two looks at the clock
MANY = 100


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def svgs_of(snapshot: Snapshot, now: datetime) -> Iterator[tuple[str, float]]:
    """Each picture, and the milliseconds that laying it out took."""
    for lang in Lang:
        for theme in Theme:
            begin = time.perf_counter()
            for picture in pictures_of(View(snapshot.at(now), lang), theme):
                yield picture.svg, (time.perf_counter() - begin) * 1000
                begin = time.perf_counter()


async def lateness(stop: asyncio.Event) -> list[float]:
    """How many milliseconds too late the event loop woke a task, again and again."""
    found = []
    while not stop.is_set():
        asked = time.perf_counter()
        await asyncio.sleep(TICK)
        found.append((time.perf_counter() - asked - TICK) * 1000)
    return found


async def draw_all(svgs: list[str], folder: Path, *, at_once: bool) -> list[float]:
    drawing = Drawing(folder)

    async def draw(svg: str) -> float:
        begin = time.perf_counter()
        await drawing.png_of(svg)
        return (time.perf_counter() - begin) * 1000

    if at_once:
        return list(await asyncio.gather(*(draw(svg) for svg in svgs)))
    return [await draw(svg) for svg in svgs]


async def measure(snapshot: Snapshot, times: int) -> None:
    now = datetime.now(UTC)
    found = list(svgs_of(snapshot, now))
    svgs, layouts = [svg for svg, _ in found], [took for _, took in found]
    print(f"{len(svgs)} pictures")
    print(f"layout:  p50 {percentile(layouts, 0.5):6.1f} ms  p95 {percentile(layouts, 0.95):6.1f} ms")
    took: list[float] = []
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            took += await draw_all(svgs, Path(folder), at_once=False)
    print(f"drawing: p50 {percentile(took, 0.5):6.1f} ms  p95 {percentile(took, 0.95):6.1f} ms")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"of the processor, mean: {spent * 1000 / len(took):.1f} ms a picture")
    many = [f"{svgs[number % len(svgs)]}<!-- {number} -->" for number in range(MANY)]
    for name, wanted in (("alone", []), (f"while {MANY} are drawn", many)):
        stop = asyncio.Event()
        watching = asyncio.create_task(lateness(stop))
        with tempfile.TemporaryDirectory() as folder:
            await (draw_all(wanted, Path(folder), at_once=True) if wanted else asyncio.sleep(3))
        stop.set()
        late = await watching
        print(
            f"event loop, {name}: late by p50 {percentile(late, 0.5):.1f} ms, p99 {percentile(late, 0.99):.1f} ms"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--briefings", type=Path, default=Path("briefings"))
    parser.add_argument("--times", type=int, default=5)
    chosen = parser.parse_args()
    snapshot = load(chosen.briefings).snapshot
    assert snapshot is not None
    asyncio.run(measure(snapshot, chosen.times))


if __name__ == "__main__":
    main()
