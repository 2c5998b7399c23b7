"""Webhook, health, readiness and metrics, over aiohttp."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
from aiohttp import web
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

OnUpdate = Callable[
    [Mapping[str, Any]], Awaitable[float | None]
]  # None: taken; else again after so many seconds
# Whether it holds, and what there is to say of it.
Report = Callable[[], Awaitable[tuple[bool, Mapping[str, Any]]]]
Expose = Callable[[], Awaitable[bytes]]

WEBHOOK_PATH = "/telegram"
# Bot API: an update is far below this; more is not Telegram.
MOST_BYTES = 1_048_576
MOST_ID = 2**53  # of an update: far above Telegram's, and what a database can hold
BODY_SECONDS = 10.0  # for the whole of an update to arrive


def create_web(
    *,
    alive: Report,
    ready: Report,
    expose: Expose,
    on_update: OnUpdate | None = None,
    secret: str | None = None,
) -> web.Application:
    """The application. `on_update` is awaited before Telegram gets its 200, so that a cut-off update is sent again."""
    application = web.Application(client_max_size=MOST_BYTES)

    async def show_alive(_: web.Request) -> web.Response:
        return _answer(*await alive())

    async def show_ready(_: web.Request) -> web.Response:
        return _answer(*await ready())

    async def show_metrics(_: web.Request) -> web.Response:
        return web.Response(body=await expose(), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    async def take_update(request: web.Request) -> web.Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        # A header may hold any bytes; aiohttp gives those that are no UTF-8 as lone surrogates.
        if secret is None or not hmac.compare_digest(given.encode(errors="surrogateescape"), secret.encode()):
            return web.Response(status=403)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await request.read()
            update = _read(body)
        except TimeoutError:
            return web.Response(status=408)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if not isinstance(update, dict) or type(update.get("update_id")) is not int:
            return web.Response(status=400)
        if not 0 <= update["update_id"] <= MOST_ID:
            return web.Response(status=400)
        after = await on_update(update) if on_update is not None else None
        if after is None:
            return web.Response()
        return web.Response(status=503, headers={"Retry-After": f"{after:.0f}"})

    application.router.add_get("/healthz", show_alive)
    application.router.add_get("/readyz", show_ready)
    application.router.add_get("/metrics", show_metrics)
    if on_update is not None:
        application.router.add_post(WEBHOOK_PATH, take_update)
    return application


def _read(body: bytes) -> Any:
    """What orjson is too strict for, halves of characters say, Python's own reads: refused, Telegram would bring it for ever."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return json.loads(body.decode("utf-8", "replace"), parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _answer(holds: bool, report: Mapping[str, Any]) -> web.Response:
    return web.Response(
        body=orjson.dumps(report), content_type="application/json", status=200 if holds else 503
    )
