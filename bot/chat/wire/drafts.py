"""The order of a draft and the message that it announces: a draft that came after it would stand there until it expires.

Telegram takes a draft away when the message comes (Bot API, sendMessageDraft: a preview of 30 seconds).
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

LONGEST_WAIT = (
    0.5  # seconds that a message waits for the draft on its way; an answer matters more than its preview
)


class DraftOrder:
    """Knows what is on its way to each chat."""

    def __init__(self) -> None:
        self._messages: Counter[object] = Counter()
        self._idle: dict[object, asyncio.Future[None]] = {}
        self._drafts: dict[object, asyncio.Future[None]] = {}

    @asynccontextmanager
    async def message(self, chat: object) -> AsyncIterator[None]:
        """Around the request that brings a message: after the draft that is on its way, and none goes out meanwhile."""
        draft = self._drafts.get(chat)
        if draft is not None:
            await asyncio.wait({draft}, timeout=LONGEST_WAIT)
        self._messages[chat] += 1
        try:
            yield
        finally:
            self._messages[chat] -= 1
            if not self._messages[chat]:
                del self._messages[chat]
                idle = self._idle.pop(chat, None)
                if idle is not None and not idle.done():
                    idle.set_result(None)

    @asynccontextmanager
    async def draft(self, chat: object) -> AsyncIterator[None]:
        """Around the request that shows a draft: not while a message is on its way, which may be what it announces."""
        loop = asyncio.get_running_loop()
        while chat in self._messages:
            await asyncio.shield(self._idle.setdefault(chat, loop.create_future()))
        done: asyncio.Future[None] = loop.create_future()
        self._drafts[chat] = done
        try:
            yield
        finally:
            done.set_result(None)
            if self._drafts.get(chat) is done:
                del self._drafts[chat]
