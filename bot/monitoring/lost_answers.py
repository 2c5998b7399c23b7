"""Whether answers reach readers: what Telegram did not take, or did not say that it took, of the last minutes."""

import time
from collections import deque
from collections.abc import Callable

from prometheus_client import Counter

from bot import metrics

WINDOW_SECONDS = 300.0
LOST_FROM = 3  # in that time; one or two come with every evening's hiccup of a connection
LOST_SHARE = 0.05  # of the updates in that time


class LostAnswers:
    """Remembers the sums that are counted anyway, at each look; a look compares them with those of five minutes ago."""

    def __init__(
        self,
        count: Callable[[], tuple[float, float]] | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._count = count or _count
        self._timer = timer
        self._looks: deque[tuple[float, float, float]] = deque()  # when, lost, updates

    def look(self) -> tuple[int, int]:
        """How many answers were lost in the last minutes, and of how many updates."""
        lost, updates = self._count()
        now = self._timer()
        self._looks.append((now, lost, updates))
        while len(self._looks) > 1 and now - self._looks[1][0] >= WINDOW_SECONDS:
            self._looks.popleft()
        _, lost_before, updates_before = self._looks[0]
        return int(lost - lost_before), int(updates - updates_before)


def is_losing(lost: int, updates: int) -> bool:
    """Whether that is more than a connection's hiccup."""
    return lost >= LOST_FROM and lost >= LOST_SHARE * updates


def _count() -> tuple[float, float]:
    return _sum_of(metrics.ANSWERS_LOST), _sum_of(metrics.UPDATES)


def _sum_of(counter: Counter) -> float:
    return sum(
        float(sample.value)
        for family in counter.collect()
        for sample in family.samples
        if sample.name.endswith("_total")
    )
