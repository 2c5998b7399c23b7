"""What a message costs: messages a second and CPU a message, over four ways to Telegram, at 50 ms to the server.

    python benchmarks/delivery/transport.py [SECONDS]

The server is a process of its own on this machine and as thin as can be; the client is held to one core where the
system allows it. SECONDS is how long each way is measured, 2.5 unless told: some 20 in all.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import orjson
from telegram import Bot
from telegram.request import HTTPXRequest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.chat.wire.transport import AiohttpRequest

LATENCY_SECONDS = 0.05
AT_ONCE = 250  # requests under way; the pools hold 256
# HTTPX looks through all connections several times a message: here it sends most, and at 250 next to nothing.
AT_ONCE_BY_HTTPX = 16
WARM_UP_SECONDS = 1.0
TOKEN = "42:benchmark"
TEXT = (
    "<b>Het ultimatum liep af op 27 februari om 17:01.</b> Anthropic weigerde, en het ministerie noemde het bedrijf "
    "een “risico voor de toeleveringsketen”. <i>Bron: brief van 4 maart</i>\n" * 3
)

Send = Callable[[], Awaitable[object]]


# -- the server --------------------------------------------------------------------------------------------------------

_MESSAGE = {
    "message_id": 1,
    "from": {"id": 42, "is_bot": True, "first_name": "Bot", "username": "a_bot"},
    "chat": {"id": 101, "first_name": "Sanne", "type": "private"},
    "date": 1_790_000_000,
    "text": TEXT,
    "entities": [
        {"type": "bold", "offset": 0, "length": 49},
        {"type": "italic", "offset": 155, "length": 25},
    ],
}
_BODY = orjson.dumps({"ok": True, "result": _MESSAGE})
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: application/json\r\nConnection: keep-alive\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(_BODY), _BODY)
)


class Thin(asyncio.Protocol):
    """Answers each whole request with the same message, after the latency."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.read = b""

    def data_received(self, data: bytes) -> None:
        self.read += data
        while (end := self.read.find(b"\r\n\r\n")) >= 0:
            head = self.read[:end].lower()
            length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
            if len(self.read) < end + 4 + length:
                return
            self.read = self.read[end + 4 + length :]
            asyncio.get_running_loop().call_later(LATENCY_SECONDS, self.transport.write, _ANSWER)


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Thin, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


# -- the ways ----------------------------------------------------------------------------------------------------------


async def ours(url: str, stack: AsyncExitStack) -> Bot:
    request = await stack.enter_async_context(AiohttpRequest())
    return Bot(TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=request)


async def ours_by_request(url: str, stack: AsyncExitStack) -> Send:
    bot = await ours(url, stack)
    # Method names are case-insensitive; as `sendMessage`, python-telegram-bot would warn at each call.
    return lambda: bot.do_api_request("SendMessage", {"chat_id": 101, "text": TEXT, "parse_mode": "HTML"})


async def ours_by_method(url: str, stack: AsyncExitStack) -> Send:
    bot = await ours(url, stack)
    return lambda: bot.send_message(101, TEXT, parse_mode="HTML")


async def as_installed(url: str, stack: AsyncExitStack) -> Send:
    request = await stack.enter_async_context(HTTPXRequest())
    bot = Bot(TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=request)
    return lambda: bot.send_message(101, TEXT, parse_mode="HTML")


async def by_aiogram(url: str, stack: AsyncExitStack) -> Send | None:
    try:
        from aiogram import Bot as Aiogram
        from aiogram.client.session.aiohttp import AiohttpSession
        from aiogram.client.telegram import TelegramAPIServer
    except ImportError:
        return None
    session = AiohttpSession(api=TelegramAPIServer.from_base(url), limit=256)
    bot = await stack.enter_async_context(Aiogram(TOKEN, session=session))
    return lambda: bot.send_message(101, TEXT, parse_mode="HTML")


WAYS = (
    ("(a) ours, do_api_request", ours_by_request, AT_ONCE),
    ("(b) ours, send_message", ours_by_method, AT_ONCE),
    ("(c) python-telegram-bot, HTTPXRequest", as_installed, AT_ONCE_BY_HTTPX),
    ("(d) aiogram, send_message", by_aiogram, AT_ONCE),
)


async def measure(send: Send, at_once: int, seconds: float) -> tuple[int, float, float]:
    """Messages, seconds and CPU seconds, with `at_once` under way all the time, after a second to connect in."""
    sent = 0

    async def keep_sending() -> None:
        nonlocal sent
        while True:
            await send()
            sent += 1

    senders = [asyncio.create_task(keep_sending()) for _ in range(at_once)]
    await asyncio.sleep(WARM_UP_SECONDS)
    before, began, used = sent, time.perf_counter(), time.process_time()
    await asyncio.sleep(seconds)
    measured = sent - before, time.perf_counter() - began, time.process_time() - used
    for sender in senders:
        if sender.done():
            sender.result()  # raises: nobody ends otherwise
        sender.cancel()
    await asyncio.gather(*senders, return_exceptions=True)
    return measured


async def compare(url: str, seconds: float) -> None:
    print(f"{'way':<40}{'at once':>8}{'messages/s':>12}{'CPU ms/message':>16}")
    for name, open_way, at_once in WAYS:
        async with AsyncExitStack() as stack:
            send = await open_way(url, stack)
            if send is None:
                print(f"{name:<40}  not installed")
                continue
            sent, took, used = await measure(send, at_once, seconds)
        print(f"{name:<40}{at_once:>8}{sent / took:>12.0f}{used / sent * 1000:>16.3f}", flush=True)


def main(seconds: float) -> None:
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    server = subprocess.Popen([sys.executable, __file__, "serve"], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        if len(cores) > 1:
            os.sched_setaffinity(server.pid, cores[1:])
            os.sched_setaffinity(0, cores[:1])
        port = int(server.stdout.readline())
        asyncio.run(compare(f"http://127.0.0.1:{port}", seconds))
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        asyncio.run(serve())
    else:
        main(float(sys.argv[1]) if len(sys.argv) > 1 else 2.5)
