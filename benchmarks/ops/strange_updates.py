"""A hundred thousand mutated updates, over polling and over the webhook: no crash, no traceback, no private text unanswered.

    python -m benchmarks.ops.strange_updates [--updates 100000] [--ways polling,webhook] [--seed 1]

Each comes from a chat of its own. What is a private text still, by python-telegram-bot's reading and ours, must be answered;
one in fifty is whole, and must be answered exactly once. Prints what each way came to.
"""

import argparse
import asyncio
import json
import random
import re
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
from telegram import Update

from benchmarks.harness import BotProcess, Json, free_port, write_dossier
from benchmarks.ops.mutated import fresh, mutated
from benchmarks.ops.telegram import open_telegram
from bot.chat.wire.shape import check_shape

EACH_WHOLE = 50
AT_A_TIME = 200


def is_private_text(update: Json) -> bool:
    """Whether a reader waits for an answer to it."""
    try:
        check_shape({"update_id": 1, **update})
        message = Update.de_json({"update_id": 1, **update}, None).message
        return bool(message and message.text and message.from_user and message.chat.type == "private")
    except Exception:
        return False


async def run(way: str, updates: int, seed: int) -> bool:
    dice = random.Random(seed)
    waits: dict[int, Json] = {}
    whole: list[int] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place)
        write_dossier(folder)
        async with open_telegram() as telegram:
            port = free_port()
            told = SimpleNamespace(url=telegram.url, token=telegram.token)
            more: dict[str, Any] = {"LISTEN": f"127.0.0.1:{port}"}
            if way == "webhook":
                more |= {"WEBHOOK_URL": f"http://127.0.0.1:{port}", "WEBHOOK_SECRET": "hush"}
            with BotProcess(folder, told, f"sqlite+aiosqlite:///{folder / 'bot.db'}", 1000, **more) as bot:
                bot.port = port
                await asyncio.to_thread(bot.wait_until_up)
                if way == "polling":
                    telegram.hook = ""
                process, began = psutil.Process(bot.process.pid), time.monotonic()
                memory = process.memory_info().rss
                for number, chat in zip(range(updates), telegram.chats, strict=False):
                    if number % EACH_WHOLE == 0:
                        update = {"message": fresh(chat)["message"]}
                        whole.append(chat)
                    else:
                        update = mutated(chat, dice)
                    if is_private_text(update):
                        message = update["message"]
                        waits[message["chat"]["id"]] = update
                    telegram.bring_raw(update)
                    while telegram.waiting > AT_A_TIME:  # noqa: ASYNC110 - another process: there is no event
                        await asyncio.sleep(0.005)
                await telegram.settle_raw()
                took = time.monotonic() - began
                last = telegram.ask("/who Regel")
                await telegram.settle(30)
                alive = bot.process.poll() is None
                grown = (process.memory_info().rss - memory) / 1e6 if alive else 0
                code = await asyncio.to_thread(bot.terminate)
            log = (folder / "bot.log").read_text(errors="replace")
            unanswered = [chat for chat in waits if not telegram.answers[chat]]
            found = {
                "updates": updates,
                "seconds": round(took, 1),
                "alive": alive,
                "exit": code,
                "asked afterwards": telegram.answers[last],
                "private texts": len(waits),
                "unanswered": len(unanswered),
                "whole ones answered once": sum(telegram.answers[chat] == 1 for chat in whole),
                "of": len(whole),
                "tracebacks": len(re.findall("Traceback", log)),
                "passed over": len(re.findall("cannot be read", log)),
                "refused": dict(telegram.refused),
                "memory MB": round(grown),
            }
            for chat in unanswered[:3]:
                print("unanswered", json.dumps(waits[chat])[:600])
            if found["tracebacks"]:
                at = log.index("Traceback")
                print(log[max(0, at - 300) : at + 3000])
    print(f"{way:<8} {json.dumps(found)}", flush=True)
    return (
        alive
        and not unanswered
        and not found["tracebacks"]
        and found["whole ones answered once"] == len(whole)
    )


async def main(updates: int, ways: str, seed: int) -> None:
    held = [await run(way, updates, seed) for way in ways.split(",")]
    if not all(held):
        raise SystemExit("not as promised")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=100_000)
    parser.add_argument("--ways", default="polling,webhook")
    parser.add_argument("--seed", type=int, default=1)
    asyncio.run(main(**vars(parser.parse_args())))
