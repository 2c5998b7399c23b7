"""Notices that the clock was put back, or was ahead before this start, and sets right what it had written."""

from datetime import datetime, timedelta

import structlog

from bot.storage import clock_repair
from bot.storage.database import LONG_SECONDS, Database

log = structlog.get_logger(__name__)

PUT_BACK = timedelta(seconds=30)  # by so much, and it was set; by less, it was only kept in step


class ClockWatch:
    """Looks at the clock with every tick."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._latest: datetime | None = (
            None  # the latest moment that was seen, as far as all before it is right
        )

    async def look(self, now: datetime) -> bool:
        """Sets right what a clock that was ahead has written, where it was; whether it was.

        Raises `StorageUnavailable`; then the next look does it.
        """
        if self._latest is None:
            async with self._database.read(patience=LONG_SECONDS) as connection:
                ahead = await clock_repair.was_ahead(connection, now)
        else:
            ahead = self._latest - now > PUT_BACK
        if ahead:
            async with self._database.begin(patience=LONG_SECONDS) as connection:
                await clock_repair.set_right(connection, now)
            last: int | None = 0
            while last is not None:
                async with self._database.begin(patience=LONG_SECONDS) as connection:
                    last = await clock_repair.set_digests_right(connection, now, last)
            log.warning("the clock was ahead: what it had dated later is dated now")
        self._latest = now
        return ahead
