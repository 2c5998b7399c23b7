"""How long the trips take: cold start to first answer, edit to live, and the bot's peak memory.

    python benchmarks/trips.py [EDITS]

Starts `bot demo` as a process of its own on a copy of the briefings, and talks to it over HTTP on this machine.
"""

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]


def call(url: str, body: Any = None) -> Any:
    data = json.dumps(body).encode() if body is not None else None
    with urllib.request.urlopen(urllib.request.Request(url, data), timeout=10) as answer:
        return json.load(answer)


def wait_for(work: Callable[..., Any], seconds: float = 60) -> Any:
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        try:
            found = work()
            if found:
                return found
        except OSError:
            pass
        time.sleep(0.005)
    raise TimeoutError("nothing came")


def bots_texts(url: str) -> list[str]:
    return [m.get("text", "") for m in call(f"{url}/sandbox/chats/102/messages") if m["from"]["is_bot"]]


def say(url: str, text: str) -> str:
    before = len(bots_texts(url))
    call(f"{url}/sandbox/messages", {"chat_id": 102, "user_id": 102, "text": text})
    answer: str = wait_for(lambda: (texts := bots_texts(url))[before:] and texts[-1])
    return answer


def main(edits: int) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        briefings = Path(shutil.copytree(ROOT / "briefings", Path(folder) / "briefings"))
        env = os.environ | {"BRIEFINGS_DIR": str(briefings)}
        log = (Path(folder) / "log").open("w")
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", "--port", str(port)],
            cwd=folder,
            env=env | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        try:
            wait_for(lambda: call(f"{url}/sandbox/state"))
            say(url, "/start")
            say(url, "When did the ultimatum end?")
            cold = time.perf_counter() - started
            path = briefings / "people.yaml"
            text = path.read_text(encoding="utf-8")
            lives = []
            for number in range(edits):
                name = f"Sean {'X' * (number % 7 + 1)} Parnell"
                path.write_text(text.replace("[Sean Parnell", f"[{name}"), encoding="utf-8")
                saved = time.perf_counter()
                # The log says when the new state is live; asking in a loop would only meet the chat's limits.
                wait_for(
                    lambda number=number: (Path(folder) / "log").read_text().count("briefings live") > number
                )
                lives.append(time.perf_counter() - saved)
                time.sleep(0.5)
            assert name in say(url, "/who parnell")
            memory = psutil.Process(process.pid).memory_info().rss / 2**20
        except TimeoutError:
            print((Path(folder) / "log").read_text()[-3000:])
            raise
        finally:
            log.close()
            process.terminate()
            ended = time.perf_counter()
            process.wait(15)
            stopped = time.perf_counter() - ended
    lives.sort()
    print(f"cold start to first answer      {cold:6.2f} s")
    print(f"edit to live, median            {statistics.median(lives):6.2f} s of {edits}")
    print(f"edit to live, 95th percentile   {lives[int(len(lives) * 0.95) - 1]:6.2f} s")
    print(f"memory (bot and sandbox)        {memory:6.0f} MiB")
    print(f"SIGTERM to exit                 {stopped:6.2f} s, code {process.returncode}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
