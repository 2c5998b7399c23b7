"""What the web address tells of the bot: `/healthz`, `/readyz` and `/metrics`."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from bot import __version__
from bot.monitoring.gauges import Gauges
from bot.monitoring.health import Health, is_ready

ALIVE_SECONDS = 0.5  # in which /healthz answers: who asks whether we live is not to wait for a database

Report = tuple[bool, Mapping[str, Any]]


class Reports:
    """`figures`: what `/healthz` tells beside; `updates_under_way` is among it."""

    def __init__(self, health: Health, gauges: Gauges, figures: Callable[[], Mapping[str, int]]) -> None:
        self._health = health
        self._gauges = gauges
        self._figures = figures

    async def alive(self) -> Report:
        """Whether everything runs: where it does not, a new start helps. Also whether readers can be served just now."""
        is_alive = self._health.is_up and self._health.is_alive
        try:
            async with asyncio.timeout(ALIVE_SECONDS):
                _, state = await self.ready()
        except TimeoutError:
            state = {"ready": False, "worry": ["a part is slow to answer"]}
        return is_alive, {"ok": is_alive, "version": __version__, **self._figures(), **state}

    async def ready(self) -> Report:
        """Whether readers can be served, and each condition with what is wrong."""
        conditions = await self._health.look()
        holds = is_ready(conditions)
        shown = {each.name: {"ok": each.ok, "detail": each.detail} for each in conditions}
        worry = [each.name for each in conditions if not each.ok]
        return holds, {"ready": holds, "worry": worry, "conditions": shown}

    async def expose(self) -> bytes:
        """All figures, as Prometheus reads them."""
        return await self._gauges.expose(updates_under_way=self._figures()["updates_under_way"])
