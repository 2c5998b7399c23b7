"""Looks at the conditions again and again, and tells when one has not held for a while, and when it holds again."""

import asyncio
import time
from collections.abc import Callable, Sequence

from bot.monitoring.health import Condition, Health

LOOK_SECONDS = 15.0
FIRM_SECONDS = 60.0  # a condition that does not hold for less is nobody's business at night
AGAIN_SECONDS = 3_600.0  # what lasts is told again


class Lasting:
    """Which conditions have lasted long enough to be told; pure but for what it remembers."""

    def __init__(self) -> None:
        self._failed_since: dict[str, float] = {}
        self._held_since: dict[str, float] = {}
        self._told_at: dict[str, float] = {}

    def look(self, conditions: Sequence[Condition], at: float) -> list[tuple[str, str | None]]:
        """(name, what is wrong) of those to tell now; None: one that was told holds again."""
        due: list[tuple[str, str | None]] = []
        for each in conditions:
            if each.ok:
                self._failed_since.pop(each.name, None)
                since = self._held_since.setdefault(each.name, at)
                if each.name in self._told_at and at - since >= FIRM_SECONDS:
                    del self._told_at[each.name]
                    due.append((each.name, None))
                continue
            self._held_since.pop(each.name, None)
            since = self._failed_since.setdefault(each.name, at)
            told = self._told_at.get(each.name)
            is_due = at - since >= FIRM_SECONDS if told is None else at - told >= AGAIN_SECONDS
            if is_due:
                self._told_at[each.name] = at
                due.append((each.name, each.detail))
        return due


class Watch:
    """`is_sender`: of several replicas one tells of what they share, the queue; each tells of its own."""

    def __init__(
        self,
        health: Health,
        tell: Callable[[str, str | None], None],
        is_sender: Callable[[], bool],
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._health = health
        self._tell = tell
        self._is_sender = is_sender
        self._timer = timer
        self._lasting = Lasting()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            conditions = [
                each for each in await self._health.look() if each.name != "queue" or self._is_sender()
            ]
            for name, detail in self._lasting.look(conditions, self._timer()):
                self._tell(name, detail)
