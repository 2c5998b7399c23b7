"""An event loop whose clock is turned by waiting: hours of timers in no time, the same each time."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any


class _Selector(selectors.DefaultSelector):
    """Never waits: it turns the clock instead."""

    turn: Callable[[float], None]

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("everyone waits for ever")
        self.turn(0.0 if ready or timeout is None else timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._now = 1000.0
        selector = _Selector()
        selector.turn = self._turn
        super().__init__(selector)

    def time(self) -> float:
        return self._now

    def _turn(self, seconds: float) -> None:
        self._now += max(1e-6, seconds)  # work takes time too


def run_virtually(work: Callable[[Callable[[], float]], Coroutine[Any, Any, Any]]) -> Any:
    """Runs `work`, which is given the clock (seconds), to its end."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(work(loop.time))
    finally:
        loop.close()
