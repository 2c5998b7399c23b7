"""Closes connections whose first request never comes: aiohttp itself would keep them for ever."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

HEAD_SECONDS = 20.0  # for the head of a first request; later ones have aiohttp's keep-alive limit
BODY_SECONDS = 20.0  # for a body

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class HalfOpen:
    """Knows which connections have brought a request; `middleware` goes into the application, `watch` runs beside it."""

    def __init__(self, seconds: float = HEAD_SECONDS) -> None:
        self._seconds = seconds
        self._proven: set[web.RequestHandler] = set()
        self._first_seen: dict[web.RequestHandler, float] = {}

        @web.middleware
        async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
            self._proven.add(request.protocol)
            return await handler(request)

        self.middleware = note

    async def watch(self, runner: web.AppRunner) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(self._seconds / 4)
            now = time.monotonic()
            there = set(runner.server.connections if runner.server else ())
            self._proven &= there
            self._first_seen = {each: self._first_seen.get(each, now) for each in there}
            for connection in there - self._proven:
                if now - self._first_seen[connection] > self._seconds:
                    connection.force_close()
