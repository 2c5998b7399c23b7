"""The webhook's door: who may come in, with what, and who is asked to come again."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.web.server import WEBHOOK_PATH, create_web

SECRET = "s3cret-é"


class Door:
    def __init__(self) -> None:
        self.taken: list[int] = []
        self.again: float | None = None
        self.port = 0

    async def take(self, update: Mapping[str, Any]) -> float | None:
        self.taken.append(update["update_id"])
        return self.again

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{WEBHOOK_PATH}"


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    door = Door()

    async def report() -> tuple[bool, Mapping[str, Any]]:
        return True, {"ok": True}

    async def expose() -> bytes:
        return b""

    application = create_web(alive=report, ready=report, expose=expose, on_update=door.take, secret=SECRET)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    door.port = runner.addresses[0][1]
    yield door
    await runner.cleanup()


async def say(door: Door, sent: bytes) -> bytes:
    """What comes back until the other side hangs up or has answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(sent)
    async with asyncio.timeout(10):
        found = await reader.read(200)
    writer.close()
    await writer.wait_closed()
    return found


def head(secret: bytes, length: int = 15) -> bytes:
    return (
        b"POST /telegram HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: " + secret + b"\r\n"
        b"Content-Length: %d\r\n\r\n" % length
    )


@pytest.mark.parametrize(
    "secret", [b"", b"s3cret", b"\xff\xfe", b"\x80", "s3cret-è".encode(), b"s3cret-\xe9"], ids=repr
)
async def test_a_wrong_secret_of_whatever_bytes_is_refused(door: Door, secret: bytes) -> None:
    assert b" 403 " in await say(door, head(secret) + b'{"update_id":1}')
    assert door.taken == []


async def test_the_right_one_is_let_in_and_a_refusal_says_when_to_come_again(door: Door) -> None:
    assert b" 200 " in await say(door, head(SECRET.encode()) + b'{"update_id":1}')
    door.again = 3.0
    found = await say(door, head(SECRET.encode()) + b'{"update_id":2}')
    assert b" 503 " in found
    assert b"Retry-After: 3\r\n" in found
    assert door.taken == [1, 2]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"1",
        b'{"update_id":true}',
        b'{"update_id":"1"}',
        b'{"update_id":-1}',
        b'{"update_id":1.0}',
        b'{"update_id":' + b"9" * 400 + b"}",
        b"[" * 100_000,
        b"\0" * 99,
        b'{"update_id":1,"x":NaN}',
    ],
    ids=lambda body: body[:20],
)
async def test_what_is_no_update_is_a_bad_request(door: Door, body: bytes) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(door.url, data=body) as response,
    ):
        assert response.status == 400
    assert door.taken == []
