"""Why messages wait that should have gone: a line a reason in the log, at most every ten seconds."""

from collections import Counter
from datetime import datetime, timedelta

import structlog

from bot.clock import has_passed

log = structlog.get_logger(__name__)

TELL_EVERY = timedelta(seconds=10)  # a push to very many fails very many times


class FailedTries:
    """Counts tries of pushes that failed and are made again, by reason, until they are told."""

    def __init__(self) -> None:
        self._tries: Counter[str] = Counter()
        self._told_at: datetime | None = None

    def note(self, why: str) -> None:
        self._tries[why] += 1

    def tell(self, now: datetime) -> None:
        """Tells what was noted since it told last, unless that is not ten seconds ago."""
        if not self._tries or not has_passed(TELL_EVERY, self._told_at, now):
            return
        self._told_at = now
        for why, tries in self._tries.most_common():
            log.warning("messages not sent, and tried again", tries=tries, why=why)
        self._tries.clear()
