"""The inbox of the bot that readers talk to, for a desk that runs beside it with a database of its own."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.clock import Clock
from bot.errors import StorageUnavailable
from bot.services.questions.unanswered import list_clusters
from bot.storage.database import Database
from bot.storage.unanswered import Cluster

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 10.0


class UnansweredElsewhere:
    """Reads another bot's clusters now and then; it never writes there."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.clusters: Sequence[Cluster] = ()

    async def follow(self) -> None:
        """Reads until cancelled; a database that is away, or is none yet, leaves what was read last."""
        while True:
            try:
                await self.look()
            except StorageUnavailable:
                log.info("the inbox of the other bot cannot be read")
            await asyncio.sleep(PAUSE_SECONDS)

    async def look(self) -> None:
        """Reads once. Raises `StorageUnavailable`."""
        if self._database.is_there():
            self.clusters = await list_clusters(self._database, self._clock())
