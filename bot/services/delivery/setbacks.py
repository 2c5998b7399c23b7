"""What failed is tried again, later and later, and holds up nothing else."""

import time
from collections.abc import Callable, Collection, Hashable

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 300.0


class Setbacks:
    """When something that failed may be tried again: after 1, 2, 4 … seconds, at most five minutes."""

    def __init__(self, elapsed: Callable[[], float] = time.monotonic) -> None:
        """`elapsed`: seconds that no setting of the clock changes."""
        self._elapsed = elapsed
        self._failed: dict[Hashable, tuple[int, float]] = {}

    def may_try(self, what: Hashable) -> bool:
        """Whether it has not failed, or long enough ago."""
        return what not in self._failed or self._elapsed() >= self._failed[what][1]

    def resting(self) -> frozenset[Hashable]:
        """What failed and may not be tried yet."""
        return frozenset(what for what in self._failed if not self.may_try(what))

    def note_failure(self, what: Hashable) -> int:
        """It failed; how often in a row."""
        times = self._failed.get(what, (0, 0.0))[0] + 1
        wait = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(times - 1, 30))
        self._failed[what] = (times, self._elapsed() + wait)
        return times

    def note_success(self, what: Hashable) -> None:
        """It held: what it failed before is forgotten."""
        self._failed.pop(what, None)

    def keep_only(self, wanted: Collection[Hashable]) -> None:
        """What is not wanted any more is forgotten."""
        self._failed = {what: failed for what, failed in self._failed.items() if what in wanted}

    def __len__(self) -> int:
        return len(self._failed)
