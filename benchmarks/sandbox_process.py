"""The sandbox as a process of its own with readers in it; answers one JSON object a line on stdin with one on stdout.

    python -m benchmarks.sandbox_process READERS [--limits PER_SECOND]

{"do": "counts", "contains": text}  how many messages with that text each chat got, as {count: chats}
{"do": "under_way"}                 requests that are being answered now, and 429s so far
{"do": "faults", …}                 sets faults (bot/sandbox/faults.py)
{"do": "last", "chat_id": id}       the bot's last message there that is no push
{"do": "faults_done"}               how often each fault hit
{"do": "attempts", "chats": ids}    how often one of these was tried at most
{"do": "messages", "contains": text}   how many messages with that text there are
{"do": "answers", "chat_id": id, "after": id}   the bot's messages there since then that are no pushes
{"do": "pushes", "chats": [first, last]}   how often each push came to each of these chats, as {push: {count: chats}}
{"do": "mark"}                      from now on, who is sent something is noted
{"do": "since_mark", "chats": ids}  how many messages these were sent since then
{"do": "ask", "texts": texts, "readers": n}  the readers send these, in turn; forgets the mark before
{"do": "answered"}                  how many messages were sent since the mark
"""

import argparse
import asyncio
import gc
import json
import logging
import re
import sys
from collections import Counter
from typing import Any

from aiohttp import web

from bot.sandbox import server
from bot.sandbox.chat import Chat, Json
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.world import World

PUSH = re.compile(r"(?:Headline|Kop) (push-\d+)")
FIRST = 1_000_000  # chat ids of the readers: FIRST, FIRST + 1, …


class NotingWorld(World):
    """Notes whom the bot wrote to since the last mark, and how often it sent which push to whom."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.since_mark: Counter[int] = Counter()
        self.pushed: dict[str, Counter[int]] = {}

    def add_message(self, chat: Chat, sender: Json | None, content: Json) -> Json:
        if sender is self.bot:
            self.since_mark[chat.info["id"]] += 1
            if found := PUSH.search(content.get("text") or ""):
                self.pushed.setdefault(found[1], Counter())[chat.info["id"]] += 1
        return super().add_message(chat, sender, content)


class CountingFaults(Faults):
    """Counts how often each fault hit, and while there are any, how often each chat was tried."""

    def __init__(self) -> None:
        super().__init__()
        self.done: Counter[str] = Counter()
        self.attempts: Counter[int | None] = Counter()

    def pick(self, method: str, chat_id: int | None) -> Fault | None:
        fault = super().pick(method, chat_id)
        if method == "sendMessage" and self.active:
            self.attempts[chat_id] += 1
        if fault is not None:
            self.done[fault.kind] += 1
        return fault


def world_of(readers: int, per_second: int | None) -> NotingWorld:
    world = NotingWorld(limits=per_second is not None, history=40)
    if per_second is not None and world.limits is not None:
        world.limits.per_bot = per_second
    template = world.add_user("R", "en")
    for number in range(readers):
        chat_id = FIRST + number
        world.users[chat_id] = {**template, "id": chat_id}
        info = {"id": chat_id, "type": "private", "first_name": "R"}
        world.chats[chat_id] = Chat(info, {chat_id: "member"}, started=True)
    return world


async def main() -> None:
    logging.getLogger("aiohttp.server").setLevel(
        logging.CRITICAL
    )  # bots are killed in the middle of requests
    parser = argparse.ArgumentParser()
    parser.add_argument("readers", type=int)
    parser.add_argument("--limits", type=int)
    chosen = parser.parse_args()
    world = world_of(chosen.readers, chosen.limits)
    gc.collect()
    gc.freeze()  # Telegram does not stop to look for garbage
    gc.set_threshold(100_000, 50, 1000)
    under_way = 0
    inner = server._call

    async def counted(world: World, request: web.Request) -> web.StreamResponse:
        nonlocal under_way
        sends = request.match_info["method"].lower().startswith("send")
        under_way += sends
        try:
            return await inner(world, request)
        finally:
            under_way -= sends

    server._call = counted
    faults = CountingFaults()
    world.faults = faults
    async with server.serve(world) as running:
        print(json.dumps({"url": running.url, "token": world.token}), flush=True)
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            wanted = json.loads(line)
            said: dict[Any, Any]
            match wanted.pop("do"):
                case "counts":
                    text = wanted["contains"]
                    found = Counter(
                        sum(text in (message.get("text") or "") for message in chat.messages.values())
                        for chat_id in range(FIRST, FIRST + chosen.readers)
                        for chat in [world.chats[world.faults.migrated.get(chat_id, chat_id)]]
                    )
                    said = dict(found)
                case "messages":
                    text = wanted["contains"]
                    said = {
                        "messages": sum(
                            text in (message.get("text") or "")
                            for chat in world.chats.values()
                            for message in chat.messages.values()
                        )
                    }
                case "under_way":
                    refused = world.limits.refused if world.limits else 0
                    said = {"under_way": under_way, "refused": refused, "sent": world.counts["sendMessage"]}
                case "mark":
                    world.since_mark.clear()
                    said = {"ok": True}
                case "since_mark":
                    said = {"messages": sum(world.since_mark[chat] for chat in wanted["chats"])}
                case "ask":
                    world.since_mark.clear()
                    for number, text in enumerate(wanted["texts"]):
                        reader = FIRST + number % wanted["readers"]
                        world.say(reader, reader, {"text": text})
                    said = {"ok": True}
                case "answered":
                    said = {"messages": world.since_mark.total()}
                case "last":
                    messages = world.chats[wanted["chat_id"]].messages.values()
                    own = [
                        (message["message_id"], message.get("text") or "")
                        for message in messages
                        if message["from"]["is_bot"] and "Headline" not in (message.get("text") or "")
                    ]
                    said = dict(zip(("id", "text"), max(own, default=(0, "")), strict=True))
                case "answers":
                    said = {
                        "answers": [
                            {"message_id": message["message_id"], "text": message.get("text") or ""}
                            for message in world.chats[wanted["chat_id"]].messages.values()
                            if message["from"]["is_bot"]
                            and message["message_id"] > wanted["after"]
                            and not PUSH.search(message.get("text") or "")
                        ]
                    }
                case "pushes":
                    first, last = wanted["chats"]
                    said = {
                        name: Counter(counts[chat] for chat in range(first, last + 1))
                        for name, counts in world.pushed.items()
                    }
                case "attempts":
                    said = {"most": max((faults.attempts[chat] for chat in wanted["chats"]), default=0)}
                case "faults_done":
                    said = dict(faults.done)
                case "faults":
                    world.faults.set(wanted)
                    said = {"ok": True}
                case _:
                    said = {"error": "unknown"}
            print(json.dumps(said), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
