"""How long a reader waits for an answer while a hundred pictures are drawn, beside the same without.

    python -m benchmarks.delivery.drawing [--briefings briefings] [--rounds 3] [--pictures 100] [--questions 150] [--rate 10]

Each round asks `--questions` questions twice, each of another reader at its own moment, `--rate` a second: first alone, then
with as many pictures a second asked for by others until there are `--pictures`, none of which was drawn before: more than can be drawn
meanwhile, so that they stand in line. `heard`: until who asked for a picture has
it, or its words; `pictures`: until it has come. The bot is a process of its own.
"""

import argparse
import asyncio
import json
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

from benchmarks.content.pictures import percentile
from benchmarks.harness import ROOT, BotProcess, wait_for
from bot.chat.screens.pictures import routes_of
from bot.content.loading import load
from bot.domain.text import Lang
from bot.rendering.pictures import Theme
from bot.rendering.view import View
from bot.sandbox.chat import Chat, Json
from bot.sandbox.server import serve
from bot.sandbox.world import World

QUESTIONS = ROOT / "benchmarks" / "questions" / "held-out.jsonl"
PATIENCE = 120.0  # seconds, for all answers and pictures of a round


class TimingWorld(World):
    """Notes when the bot first wrote to somebody, and when its first picture came."""

    def __init__(self) -> None:
        super().__init__(limits=False)
        self.answered: dict[int, float] = {}
        self.shown: dict[int, float] = {}

    def add_message(self, chat: Chat, sender: Json | None, content: Json) -> Json:
        if sender is self.bot:
            self.answered.setdefault(chat.info["id"], time.perf_counter())
            if "photo" in content:
                self.shown.setdefault(chat.info["id"], time.perf_counter())
        return super().add_message(chat, sender, content)


@dataclass(frozen=True, slots=True)
class Waits:
    """Milliseconds, sorted."""

    answers: Sequence[float]
    heard: Sequence[float]  # those who asked for a picture: until its words came, or it came with them
    pictures: Sequence[float]


def find_pictures(briefings: Path) -> list[tuple[Lang, str]]:
    """Each picture that there is, as the language of who asks and the word of the link that opens it; in the same shuffled order."""
    snapshot = load(briefings).snapshot
    assert snapshot is not None
    now = datetime.now(UTC)
    found = [
        (lang, route.replace(":", "_"))
        for lang in Lang
        for theme in Theme
        for route, _ in routes_of(View(snapshot.at(now), lang), theme)
    ]
    random.Random(3).shuffle(found)
    return found


async def ask(
    world: TimingWorld,
    questions: Iterator[str],
    pictures: Sequence[tuple[Lang, str]],
    count: int,
    rate: float,
) -> Waits:
    """A picture and a question at each moment, while there are some; ends when each has what it asked for."""
    asked: dict[int, float] = {}

    def say(lang: Lang, text: str) -> int:
        reader: int = world.add_user("R", lang.value)["id"]
        asked[reader] = time.perf_counter()
        world.say(reader, reader, {"text": text})
        return reader

    viewers = set()
    began = time.perf_counter()
    for number in range(max(count, len(pictures))):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        if number < len(pictures):
            lang, word = pictures[number]
            viewers.add(say(lang, f"/start {word}"))
        if number < count:
            say(Lang.EN, next(questions))
    async with asyncio.timeout(PATIENCE):
        while not (asked.keys() <= world.answered.keys() and viewers <= world.shown.keys()):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.01)
    waits = {reader: 1000 * (world.answered[reader] - at) for reader, at in asked.items()}
    return Waits(
        sorted(waits[reader] for reader in asked if reader not in viewers),
        sorted(waits[reader] for reader in viewers),
        sorted(1000 * (world.shown[reader] - asked[reader]) for reader in viewers),
    )


async def run(options: argparse.Namespace) -> None:
    pictures = find_pictures(options.briefings)
    needed = options.rounds * options.pictures
    if needed > len(pictures):
        raise SystemExit(f"there are {len(pictures)} pictures, {needed} are needed")
    lines = QUESTIONS.read_text("utf-8").splitlines()
    texts = [row["text"] for row in map(json.loads, lines) if row.get("lang") == "en"]
    questions = (texts[number % len(texts)] for number in range(10**9))
    world = TimingWorld()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        briefings = Path(shutil.copytree(options.briefings, folder / "briefings"))
        async with serve(world) as sandbox:
            address = SimpleNamespace(url=sandbox.url, token=world.token)
            with BotProcess(
                folder, address, f"sqlite+aiosqlite:///{folder / 'bot.db'}", briefings=briefings
            ) as bot:
                await asyncio.to_thread(wait_for, lambda: has_learned(bot), PATIENCE)
                await ask(world, questions, (), 20, options.rate)  # what is made at first use is made
                print(f"{'round':>5s} {'':8s} {'answers':>8s} {'p50 ms':>8s} {'p95 ms':>8s} {'p99 ms':>8s}")
                ratios = []
                for number in range(options.rounds):
                    alone = await ask(world, questions, (), options.questions, options.rate)
                    some = pictures[number * options.pictures : (number + 1) * options.pictures]
                    beside = await ask(world, questions, some, options.questions, options.rate)
                    tell(number, "alone", alone.answers)
                    tell(number, "drawing", beside.answers)
                    tell(number, "heard", beside.heard)
                    tell(number, "pictures", beside.pictures)
                    ratios.append(percentile(beside.answers, 0.99) / percentile(alone.answers, 0.99))
                print(
                    f"p99 of answers while drawing / alone, median of {len(ratios)}: {statistics.median(ratios):.2f}"
                )


def has_learned(bot: BotProcess) -> bool:
    health = bot.health()
    return health is not None and health["worry"] == []


def tell(number: int, what: str, waits: Sequence[float]) -> None:
    shares = " ".join(f"{percentile(waits, share):8.1f}" for share in (0.5, 0.95, 0.99))
    print(f"{number + 1:5d} {what:8s} {len(waits):8d} {shares}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--briefings", type=Path, default=ROOT / "briefings")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pictures", type=int, default=100)
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--rate", type=float, default=10.0)
    asyncio.run(run(parser.parse_args()))
