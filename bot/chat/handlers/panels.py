"""The settings screen of a chat: there is one that holds, so that no older one says what is no longer so."""

from cachetools import LRUCache

from bot import rendering
from bot.chat.screen import Screen
from bot.chat.sending.sender import Sender
from bot.rendering.view import View

MOST_PANELS = 20_000  # the least recently used are forgotten


class Panels:
    """Which message shows the settings, by chat and thread; in memory alone: after a restart older ones stay as they are."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._messages: LRUCache[tuple[int, int], int] = LRUCache(MOST_PANELS)

    async def edit(self, chat_id: int, thread_id: int, screen: Screen) -> bool:
        """Turns the settings screen that there is into `screen`; False where there is none that can be edited."""
        message_id = self._messages.get((chat_id, thread_id))
        if message_id is None:
            return False
        if await self._sender.edit_by_id(chat_id, message_id, screen):
            return True
        self._messages.pop((chat_id, thread_id), None)
        return False

    async def keep(self, chat_id: int, thread_id: int, message_id: int, view: View) -> None:
        """From now on this message shows the settings; the one before it points here."""
        place = (chat_id, thread_id)
        before = self._messages.get(place)
        self._messages[place] = message_id
        if before is not None and before != message_id:
            text = view.translate("Your settings stand in a newer message.")
            await self._sender.edit_by_id(chat_id, before, Screen((rendering.italic(text),)))

    def forget(self, chat_id: int) -> None:
        """Drops what is remembered of the chat."""
        for place in [place for place in self._messages if place[0] == chat_id]:
            del self._messages[place]
