"""Telegram as a bot sees it: it brings updates, again until they are taken, or hands them out, and takes what is sent.

Every question comes from a chat of its own, so that each answer has its question, and its time.
"""

import asyncio
import contextlib
import itertools
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web

from benchmarks.harness import Json

CONNECTIONS = 40  # as the bot asks for (setWebhook)
GIVEN_UP = 60.0  # seconds that a webhook may take
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 5.0
FIRST_CHAT = 5_000_000
TOKEN = "1:a-token-of-nobody"


class Telegram:
    """`url`: for TELEGRAM_API_URL."""

    _session: aiohttp.ClientSession  # while it is open

    def __init__(self) -> None:
        self.url = ""
        self.token = TOKEN
        self.hook, self.secret = "", ""
        self.answers: Counter[int] = Counter()  # messages by chat
        self.texts: dict[int, str] = {}  # the last one of each
        self.took: dict[int, float] = {}  # seconds until the first one, by chat
        self.refused: Counter[str] = Counter()  # calls of the webhook that did not end in 200, by what came
        self.markups: dict[int, Json] = {}  # of the last message of each chat
        self.deleted: Counter[int] = Counter()  # messages by chat
        self.is_down = False  # no answer at all: the connection is cut
        self.floods_until = 0.0  # until then every message is refused, with retry_after
        self.floods = 0  # so far
        self._asked: dict[int, float] = {}
        self.chats = itertools.count(FIRST_CHAT)
        self._updates = itertools.count(1)
        self._messages = itertools.count(1)
        self._under_way: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(CONNECTIONS)
        self.answered = asyncio.Event()
        self._queue: dict[int, bytes] = {}  # not confirmed yet, where the bot polls
        self._came = asyncio.Event()

    def ask(self, text: str, chat: int | None = None) -> int:
        """A reader, one of their own where `chat` is None, sends a text; returns the chat."""
        chat = chat or next(self.chats)
        command = {"type": "bot_command", "offset": 0, "length": len(text.split()[0])}
        self._bring(
            {
                "message": {
                    "message_id": next(self._messages),
                    "date": int(time.time()),
                    "chat": {"id": chat, "type": "private", "first_name": "R"},
                    "from": {"id": chat, "is_bot": False, "first_name": "R", "language_code": "en"},
                    "text": text,
                    **({"entities": [command]} if text.startswith("/") else {}),
                }
            },
            chat,
        )
        return chat

    def press(self, chat: int, data: str) -> None:
        """A reader presses a button of the last message."""
        where = {"id": chat, "type": "private", "first_name": "R"}
        self.bring_raw(
            {
                "callback_query": {
                    "id": str(next(self._messages)),
                    "from": {"id": chat, "is_bot": False, "first_name": "R", "language_code": "en"},
                    "chat_instance": "1",
                    "data": data,
                    "message": {
                        "message_id": next(self._messages),
                        "date": int(time.time()),
                        "chat": where,
                        "text": "x",
                    },
                }
            }
        )

    def button(self, chat: int, words: str) -> str | None:
        """The data of a button of the chat's last message."""
        rows = self.markups.get(chat, {}).get("inline_keyboard", [])
        return next((each["callback_data"] for row in rows for each in row if words in each["text"]), None)

    def bring_raw(self, update: Json) -> None:
        """Any update, its id ours."""
        self._bring(update, None)

    def _bring(self, update: Json, chat: int | None) -> None:
        number = next(self._updates)
        # Python's own JSON: it writes lone halves of characters and numbers of any size, as a stranger may.
        body = json.dumps({"update_id": number, **update}).encode()
        if chat is not None:
            self._asked[chat] = time.monotonic()
        if not self.hook:
            self._queue[number] = body
            self._came.set()
            return
        task = asyncio.create_task(self._deliver(body))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _deliver(self, body: bytes) -> None:
        pause = FIRST_PAUSE
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret, "Content-Type": "application/json"}
        while True:
            async with self._slots:
                try:
                    async with self._session.post(self.hook, data=body, headers=headers) as answer:
                        await answer.read()
                        if answer.status == 200:
                            return
                        self.refused[str(answer.status)] += 1
                except (aiohttp.ClientError, OSError, TimeoutError) as error:
                    self.refused[type(error).__name__] += 1
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, 2 * pause)

    async def ask_for(
        self, seconds: float, rate: float, text: str = "Why did the baker refuse?"
    ) -> list[int]:
        """So many questions a second for so long; their chats."""
        began = time.monotonic()
        chats: list[int] = []
        while (passed := time.monotonic() - began) < seconds:
            while len(chats) < passed * rate:
                chats.append(self.ask(text))
            await asyncio.sleep(0.005)
        return chats

    @property
    def waiting(self) -> int:
        """Updates that the bot has not taken."""
        return len(self._queue) + len(self._under_way)

    async def settle_raw(self, seconds: float = 120.0) -> None:
        """Until everything was taken."""
        async with asyncio.timeout(seconds):
            while self.waiting:  # noqa: ASYNC110 - another process: there is no event
                await asyncio.sleep(0.05)
        await asyncio.sleep(3.0)  # for what is on its way

    async def _hand_out(self, form: Mapping[str, Any]) -> web.Response:
        """getUpdates, as plain text."""
        offset, limit = int(form.get("offset", 0)), int(form.get("limit", 100))
        for number in [each for each in self._queue if each < offset]:
            del self._queue[number]
        if not self._queue:
            self._came.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(float(form.get("timeout", 0))):
                    await self._came.wait()
        found = list(self._queue.values())[:limit]
        return web.Response(
            body=b'{"ok":true,"result":[' + b",".join(found) + b"]}", content_type="application/json"
        )

    async def settle(self, seconds: float = 90.0) -> None:
        """Until everything that was brought has been taken, and a moment longer for what is on its way."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._under_way:
                    await asyncio.wait(set(self._under_way))
                while any(chat not in self.took for chat in self._asked):
                    self.answered.clear()
                    await self.answered.wait()
        await asyncio.sleep(1.0)

    def account(self, chats: Sequence[int]) -> dict[str, int]:
        """What became of these questions; the times only where something was answered."""
        took = sorted(self.took[chat] for chat in chats if chat in self.took)
        found = {
            "asked": len(chats),
            "unanswered": sum(self.answers[chat] == 0 for chat in chats),
            "twice": sum(self.answers[chat] > 1 for chat in chats),
        }
        if took:
            for name, share in (("p50_ms", 0.5), ("p99_ms", 0.99), ("slowest_ms", 1.0)):
                found[name] = round(1000 * took[min(len(took) - 1, int(share * len(took)))])
        return found

    def note(self, chat: int, form: Mapping[str, Any]) -> None:
        """What a chat shows last."""
        self.texts[chat] = str(form["text"])
        markup = form.get("reply_markup") or {}
        self.markups[chat] = json.loads(markup) if isinstance(markup, str) else markup

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if self.is_down:
            if request.transport is not None:  # the bot may be gone
                request.transport.close()
            return web.Response()
        if request.match_info["token"] != self.token:
            return web.json_response(
                {"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401
            )
        if method == "sendMessage" and time.monotonic() < self.floods_until:
            self.floods += 1
            refusal = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 1"}
            return web.json_response({**refusal, "parameters": {"retry_after": 1}}, status=429)
        form: Mapping[str, Any] = (
            await request.json() if request.content_type == "application/json" else await request.post()
        )
        result: Json | bool
        match method:
            case "getUpdates":
                return await self._hand_out(form)
            case "deleteWebhook":
                self.hook, result = "", True
            case "getMe":
                result = {"id": 1, "is_bot": True, "first_name": "B", "username": "b_bot"}
            case "setWebhook":
                self.hook, self.secret, result = form["url"], form.get("secret_token", ""), True
            case "getWebhookInfo":
                result = {
                    "url": self.hook,
                    "has_custom_certificate": False,
                    "pending_update_count": len(self._under_way),
                }
            case "editMessageText":
                self.note(int(form["chat_id"]), form)
                result = True
            case "deleteMessage":
                self.deleted[int(form["chat_id"])] += 1
                result = True
            case "sendMessage":
                chat = int(form["chat_id"]) if str(form["chat_id"]).lstrip("-").isdigit() else 0
                self.answers[chat] += 1
                self.note(chat, form)
                if chat in self._asked and chat not in self.took:
                    self.took[chat] = time.monotonic() - self._asked[chat]
                    self.answered.set()
                result = {
                    "message_id": next(self._messages),
                    "date": int(time.time()),
                    "chat": {"id": chat, "type": "private"},
                    "text": "t",
                }
            case _:
                result = True
        return web.json_response({"ok": True, "result": result})


@asynccontextmanager
async def open_telegram() -> AsyncIterator[Telegram]:
    told = Telegram()
    application = web.Application()
    application.router.add_route("*", "/bot{token}/{method}", told._call)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    told.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    timeout = aiohttp.ClientTimeout(total=GIVEN_UP)
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
        told._session = session
        try:
            yield told
        finally:
            for task in tuple(told._under_way):
                task.cancel()
            await runner.cleanup()
