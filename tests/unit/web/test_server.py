"""The web address: who may post updates, and connections that never come to a request."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from bot.web import server
from bot.web.idle import Connections
from bot.web.server import WEBHOOK_PATH, create_web

SECRET = "a-secret"
BODY = b'{"update_id": 1}'


@asynccontextmanager
async def open_web(seconds: float = 60.0) -> AsyncIterator[tuple[int, list[Mapping[str, Any]]]]:
    """The port, and the updates that were taken."""
    taken: list[Mapping[str, Any]] = []

    async def report() -> tuple[bool, Mapping[str, Any]]:
        return True, {"ok": True}

    async def expose() -> bytes:
        return b""

    async def on_update(update: Mapping[str, Any]) -> float | None:
        taken.append(update)
        return None

    application = create_web(alive=report, ready=report, expose=expose, on_update=on_update, secret=SECRET)
    connections = Connections(application, seconds=seconds)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        async with connections.closing(runner):
            yield runner.addresses[0][1], taken
    finally:
        await runner.cleanup()


async def post(port: int, secret: bytes, *, length: int = len(BODY)) -> bytes:
    """The status line of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"POST {WEBHOOK_PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n"
        "X-Telegram-Bot-Api-Secret-Token: "
    )
    writer.write(head.encode() + secret + b"\r\n\r\n" + BODY)
    try:
        return await reader.readline()
    finally:
        writer.close()


@pytest.mark.parametrize(
    "secret",
    [
        b"",
        b"another",
        b"a-secre",
        b"a-secret2",
        b"\xff",
        b"a-secret\xff",
        b"\xed\xa0\x80",
        "caf\u00e9".encode(),
        b"\x80" * 300,
    ],
)
async def test_a_forged_secret_of_any_bytes_is_forbidden(
    secret: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_web() as (port, taken):
        assert b" 403 " in await post(port, secret)
        assert taken == []
        assert b" 200 " in await post(port, SECRET.encode())
        assert taken == [{"update_id": 1}]
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize("sent", [b"", b"G", b"GET /healthz HTTP/1.1\r\nHost: x\r\n"])
async def test_a_connection_that_comes_to_no_request_is_closed(sent: bytes) -> None:
    async with open_web(seconds=0.2) as (port, _), asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        assert await reader.read() == b""  # the end: they closed it
        writer.close()


async def test_a_connection_that_had_a_request_stays_open_for_the_next() -> None:
    async with open_web(seconds=0.2) as (port, _), asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        idle, other = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b" 200 " in await reader.readline()
            await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(len(b'{"ok":true}'))
            assert await idle.read() == b""  # by now those that asked nothing are closed
        writer.close()
        other.close()


async def test_a_body_that_never_comes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "BODY_SECONDS", 0.1)
    async with open_web() as (port, taken), asyncio.timeout(10):
        assert b" 408 " in await post(port, SECRET.encode(), length=10_000)
        assert taken == []
