"""The bot's queue of updates: what waits for it, and who waits for more."""

import asyncio
import random
from collections import deque

from bot.sandbox.chat import Json


class UpdateQueue:
    """Updates until they are confirmed, the oldest first; long polling and a webhook both take them here."""

    def __init__(self) -> None:
        self.updates: deque[Json] = deque()
        self.poller: object | None = None  # whoever polls now
        self.poll_waits = False  # a poll waits for something new
        self.confirmed = 0  # the highest id that was
        self._arrivals: set[asyncio.Future[None]] = set()
        # Telegram begins somewhere too: a bot that remembers what it has done must not meet the ids of another life.
        self.next_id = random.SystemRandom().randrange(1, 2**30)

    def push(self, kind: str, content: Json) -> None:
        """Queues an update for the bot."""
        # A copy of the message as it is now: later edits must not change what the bot is sent.
        self.updates.append({"update_id": self.next_id, kind: dict(content)})
        self.next_id += 1
        self.wake()

    def arrival(self) -> asyncio.Future[None]:
        """Done at the next update, or when `wake` is called. Each waiter has its own: none can clear another's."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._arrivals.add(future)
        future.add_done_callback(self._arrivals.discard)
        return future

    def wake(self) -> None:
        """Lets everyone who waits for an update look again."""
        for future in tuple(self._arrivals):
            if not future.done():
                future.set_result(None)

    def confirm_below(self, offset: int) -> None:
        """Forgets updates below `offset`; a negative one keeps that many of the newest."""
        if offset < 0:
            while len(self.updates) > -offset:
                self.updates.popleft()
            return
        while self.updates and self.updates[0]["update_id"] < offset:
            self.confirmed = self.updates.popleft()["update_id"]
