"""The sandbox's HTTP server: the Bot API, the people's API and the chat page."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web

from bot.sandbox.bot_api.methods import METHODS
from bot.sandbox.bot_api.params import read_params
from bot.sandbox.chat import Json
from bot.sandbox.origins import refuse_foreign_origins
from bot.sandbox.people import Inspect, add_people_routes
from bot.sandbox.rules.refusal import Refusal, bad_request
from bot.sandbox.webhook import deliver_webhooks
from bot.sandbox.world import World

HANG_SECONDS = 600.0  # longer than any client waits

_NO_SUCH_METHOD = Refusal(404, "Not Found: method not found")
_BY_LOWER = {name.lower(): name for name in METHODS}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Running:
    """A sandbox that is up."""

    url: str
    world: World


@asynccontextmanager
async def serve(
    world: World,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    inspect: Inspect | None = None,
    also: Callable[[web.Application], None] | None = None,
) -> AsyncIterator[Running]:
    """The sandbox, up inside the block; `also` adds routes of others. Raises OSError when the port is taken."""
    application = create_app(world, inspect=inspect)
    if also is not None:
        also(application)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    webhooks = asyncio.create_task(deliver_webhooks(world), name="sandbox webhooks")
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        address = site._server.sockets[0].getsockname()  # type: ignore[union-attr] # started just above
        yield Running(f"http://{host}:{address[1]}", world)
    finally:
        webhooks.cancel()
        await asyncio.gather(webhooks, return_exceptions=True)
        for watcher in tuple(world.watchers):
            watcher.put_nowait(("bye", {}))
        await runner.cleanup()


def create_app(world: World, *, inspect: Inspect | None = None) -> web.Application:
    """All routes. `inspect` explains an answer for the page's inspector: (text, language) to plain values."""
    application = web.Application(client_max_size=60_000_000, middlewares=[refuse_foreign_origins])

    async def call(request: web.Request) -> web.StreamResponse:
        return await _call(world, request)

    application.router.add_route("*", "/bot{token}/{method}", call)
    add_people_routes(application, world, inspect)
    return application


async def _call(world: World, request: web.Request) -> web.StreamResponse:
    """One Bot API request, with the faults that are set."""
    if request.match_info["token"] != world.token:
        return _refused(Refusal(401, "Unauthorized"))
    name = _BY_LOWER.get(request.match_info["method"].lower())
    if name is None:
        return _refused(_NO_SUCH_METHOD)
    world.counts[name] += 1
    if name in world.lacks:
        return _refused(_NO_SUCH_METHOD)
    try:
        params = await read_params(request)
        chat_id = (
            params.chat_id()
            if name.startswith(("send", "edit", "delete")) and params.text("chat_id")
            else None
        )
    except Refusal as refusal:
        return _refused(refusal)
    fault = world.faults.pick(name, chat_id)
    kind = fault.kind if fault else None
    if world.faults.latency:
        await asyncio.sleep(world.faults.latency)
    if kind == "reset":
        return _reset(request)
    if kind == "hang_before":
        await asyncio.sleep(HANG_SECONDS)
    if kind == "server_error":
        return web.Response(
            status=502, text="<html><body>Bad Gateway</body></html>", content_type="text/html"
        )
    try:
        if fault is not None:
            _refuse_by(world, fault.kind, fault.retry_after, chat_id)
        if name in world.forbidden:
            raise bad_request(world.forbidden[name])
        result = await METHODS[name](world, params)
    except Refusal as refusal:
        world.calls.append({"method": name, "chat_id": chat_id, "error": refusal.description})
        return _refused(refusal)
    world.calls.append({"method": name, "chat_id": chat_id})
    if kind == "hang_after":
        await asyncio.sleep(HANG_SECONDS)
    return web.Response(body=orjson.dumps({"ok": True, "result": result}), content_type="application/json")


def _refuse_by(world: World, kind: str, retry_after: int, chat_id: int | None) -> None:
    if kind == "blocked":
        raise Refusal(403, "Forbidden: bot was blocked by the user")
    if kind == "chat_not_found":
        raise bad_request("chat not found")
    if kind == "refused":
        raise bad_request("message can't be sent")
    if kind == "unreadable":
        raise bad_request("can't parse entities: Unsupported start tag")
    if kind == "flood":
        raise Refusal(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})
    if kind == "migrate" and chat_id is not None and chat_id in world.chats:
        world.migrate(chat_id)
        world.faults.refuse_moved(chat_id)


def _reset(request: web.Request) -> web.Response:
    transport = request.transport
    if transport is not None:
        transport.abort()
    return web.Response()


def _refused(refusal: Refusal) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.Response(body=orjson.dumps(body), status=refusal.code, content_type="application/json")


__all__ = ["Json", "Running", "create_app", "serve"]
