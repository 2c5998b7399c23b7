"""Connections that never come to a request: a half-sent head holds a socket, and a thousand of them hold a thousand."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aiohttp import web
from aiohttp.typedefs import Handler

HEAD_SECONDS = 10.0  # for a whole request head; Telegram's comes at once


class Connections:
    """Notes which connections have come to a request, and closes those that do not.

    aiohttp itself waits for a first request for ever; a connection that had one is closed by it, 75 seconds after the last.
    """

    def __init__(self, application: web.Application, *, seconds: float = HEAD_SECONDS) -> None:
        self._seconds = seconds
        self._busy: set[web.RequestHandler] = set()
        self._opened: dict[web.RequestHandler, float] = {}

        @web.middleware
        async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
            self._busy.add(request.protocol)
            return await handler(request)

        application.middlewares.append(note)

    @contextlib.asynccontextmanager
    async def closing(self, runner: web.AppRunner) -> AsyncIterator[None]:
        """Inside the block, connections that came to no request in time are closed."""
        sweeping = asyncio.create_task(self._sweep(runner), name="idle connections")
        try:
            yield
        finally:
            sweeping.cancel()
            await asyncio.gather(sweeping, return_exceptions=True)

    async def _sweep(self, runner: web.AppRunner) -> None:
        while True:
            now = asyncio.get_running_loop().time()
            there = set(runner.server.connections if runner.server else ())
            self._busy &= there
            self._opened = {each: self._opened.get(each, now) for each in there - self._busy}
            for connection, since in self._opened.items():
                if now - since >= self._seconds and connection.transport is not None:
                    connection.transport.close()
            await asyncio.sleep(self._seconds / 5)
