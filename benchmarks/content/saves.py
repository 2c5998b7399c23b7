"""Save to live, and save to desk: how long an edit takes, with our dossier and with 10,000 facts.

    python -m benchmarks.content.saves [EDITS] [--facts 0 10000]

Starts `bot desk` as a process of its own on a copy of the briefings, and listens at the desk's stream of events as its page
does. Live: the event that says so. Desk: the changed card has been fetched. Half of the edits change a text, half an `ask`.
"""

import argparse
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks.content.generated import write_grown
from bot.clock import utc_now
from bot.content.loading import load_usable
from bot.services.editing.checking import find_failed_expectations
from bot.services.editing.model_store import ModelStore

ROOT = Path(__file__).resolve().parents[2]
FACT = "amodei-cannot-accede"


def get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return json.load(answer)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("edits", nargs="?", type=int, default=20)
    parser.add_argument("--facts", nargs="+", type=int, default=[0, 10_000], help="0: our dossier as it is")
    chosen = parser.parse_args()
    print(
        f"{'facts':>7s} {'edit of':8s} {'live, median':>13s} {'p95':>7s} {'desk, median':>13s} {'p95':>7s}   seconds"
    )
    for count in chosen.facts:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), count, chosen.edits)


def measure(folder: Path, count: int, edits: int) -> None:
    briefings = folder / "briefings"
    if count:
        write_grown(ROOT / "briefings", briefings, count)
        drop_failing_tests(briefings)
    else:
        shutil.copytree(ROOT / "briefings", briefings)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # What was learned of our dossier is kept; a fresh folder would measure the first learning as well.
    env = os.environ | {
        "BRIEFINGS_DIR": str(briefings),
        "PYTHONPATH": str(ROOT),
        "CACHE_DIR": str(ROOT / "var/cache"),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "desk", "--port", str(port)],
        cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=(folder / "log").open("w"),
    )  # fmt: skip
    try:
        facts = wait_until_up(port)
        stream = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        stream.request("GET", "/desk/events")
        events = stream.getresponse()
        events.readline()
        for what, edit in (("a text", edit_text), ("an ask", edit_ask)):
            lives, desks = [], []
            for number in range(edits // 2):
                time.sleep(0.5)
                before = get(f"http://127.0.0.1:{port}/desk/state")["live_since"]
                started = time.perf_counter()
                seen = edit(briefings, f"{what.split()[1]}{number}")
                while True:
                    if events.readline().startswith(b"data:"):
                        live = time.perf_counter() - started
                        state = get(f"http://127.0.0.1:{port}/desk/state")
                        card = get(f"http://127.0.0.1:{port}/desk/card?kind=fact&id={FACT}")
                        # An event may also tell of warnings that were found after the edit before this one.
                        if state["live_since"] != before and (seen is None or seen in card["en"][0]["text"]):
                            break
                lives.append(live)
                desks.append(time.perf_counter() - started)
            print(f"{facts:7,d} {what:8s} {row(lives)} {row(desks)}")
        stream.close()
    finally:
        process.terminate()
        process.wait(20)


def drop_failing_tests(briefings: Path) -> None:
    """Beyond some thousands of facts nothing is learned, and a few tests of our dossier do not hold: a bot would not start."""
    snapshot, _ = load_usable(briefings)
    engine = ModelStore(None).open_engine(snapshot, wait=False)
    failing = {problem.line for problem in find_failed_expectations(snapshot, engine, utc_now)}
    file, yaml = briefings / "questions.yaml", YAML()
    entries = yaml.load(file)
    kept = [
        entry
        for entry, expectation in zip(entries, snapshot.expectations, strict=True)
        if expectation.line not in failing
    ]
    print(
        f"{len(snapshot.facts):7,d} tests that do not hold without learning, left out: {len(entries) - len(kept)}"
    )
    yaml.dump(kept, file)


def wait_until_up(port: int) -> int:
    deadline = time.perf_counter() + 180
    while time.perf_counter() < deadline:
        try:
            state = get(f"http://127.0.0.1:{port}/desk/state")
            time.sleep(3)  # the first look at the files comes with the watching of them
            return sum(len(group["items"]) for group in state["groups"] if group["name"].startswith("Facts"))
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
    raise TimeoutError("the desk did not come up")


def edit_text(briefings: Path, mark: str) -> str:
    file, text = find(briefings, "facts", f"id: {FACT}\n")
    at = text.index("    en:", text.index(f"id: {FACT}\n"))
    line_end = text.index("\n", at)
    line = text[at:line_end]
    end = '"' if line.endswith('"') else ""  # of a text in quotes
    base = line.removesuffix(end).split(" ~")[0]
    file.write_text(text[:at] + f"{base} ~{mark}{end}" + text[line_end:], "utf-8")
    return f"~{mark}"


def edit_ask(briefings: Path, mark: str) -> None:
    file, text = find(briefings, "asks", f"\n{FACT}:\n")
    at = text.index("    - ", text.index(f"\n{FACT}:\n"))
    file.write_text(text[:at] + f"    - did {mark} come up\n" + text[at:], "utf-8")


def find(briefings: Path, folder: str, words: str) -> tuple[Path, str]:
    for file in sorted((briefings / folder).glob("*.yaml")):
        text = file.read_text("utf-8")
        if words in text:
            return file, text
    raise LookupError(words)


def row(times: Sequence[float]) -> str:
    ordered = sorted(times)
    return f"{statistics.median(ordered):13.2f} {ordered[max(0, int(len(ordered) * 0.95) - 1)]:7.2f}"


if __name__ == "__main__":
    main()
