"""How long it takes to find what is doubtful, with our dossier and with 10,000 facts: all of it, and again after one edit.

    python -m benchmarks.content.lint [--facts 0 10000]

Warnings are looked for after a save is live; rules that are set to `error` before it.
"""

import argparse
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.content.generated import write_grown
from bot.content.lint import find_warnings
from bot.content.loading import Loaded, ParseCache, load
from bot.domain.problem import Problem

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--facts", nargs="+", type=int, default=[0, 10_000], help="0: our dossier as it is")
    print(f"{'facts':>7s} {'findings':>9s} {'all':>7s} {'after an edit':>14s}   seconds")
    for count in parser.parse_args().facts:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "briefings"
            write_grown(ROOT / "briefings", folder, count)
            measure(folder)


def measure(folder: Path) -> None:
    cache = ParseCache()
    loaded = load(folder, cache)
    first, found = timed(loaded)
    file = max((folder / "facts").glob("*.yaml"))
    file.write_text(file.read_text("utf-8").replace("  text:\n", "  text:\n    # edited\n", 1), "utf-8")
    again, _ = timed(load(folder, cache))
    print(f"{len(loaded.records['facts']):7,d} {len(found):9,d} {first:7.2f} {again:14.2f}")


def timed(loaded: Loaded) -> tuple[float, tuple[Problem, ...]]:
    started = time.perf_counter()
    found = find_warnings(loaded.records, datetime.now(UTC))
    return time.perf_counter() - started, found


if __name__ == "__main__":
    main()
