"""Pictures as Telegram takes them: its own id of one that it has, else the file."""

from collections.abc import Awaitable, Callable

from cachetools import LRUCache
from telegram import Message

from bot.services.drawing import Drawing, key_of

MOST_KNOWN = 2_000  # ids in memory; after a restart each picture is uploaded once more
# Telegram's wordings for an id that leads nowhere any more.
_WRONG_ID = ("wrong file identifier", "wrong remote file identifier", "wrong file_id", "file reference")
# And where a chat takes no photos, or this one not: its words go instead.
_NO_PHOTO = (
    "not enough rights to send photos",
    "chat_send_photos_forbidden",
    "chat_send_media_forbidden",
    "photo_invalid",
    "photo_save",
    "image_process_failed",
)


class Photos:
    """Which pictures Telegram has, by content: a picture of other facts is another one."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._ids: LRUCache[str, str] = LRUCache(MOST_KNOWN)

    async def find(self, svg: str) -> str | bytes:
        """What to send: Telegram's id, or a PNG. Raises `PictureUnavailable`, and `PictureInLine` where that would take a while."""
        known = self._ids.get(key_of(svg))
        return known if known is not None else await self._drawing.png_of(svg)

    def later(self, svg: str, send: Callable[[bytes], Awaitable[Message]]) -> None:
        """Sends it once it is drawn."""

        async def show(png: bytes) -> None:
            self.note(svg, await send(png))

        self._drawing.later(svg, show)

    def note(self, svg: str, message: Message) -> None:
        """Telegram has it now, under the id of the largest size."""
        if not message.photo:
            return
        self._ids[key_of(svg)] = message.photo[-1].file_id

    def forget(self, svg: str) -> None:
        """Telegram no longer knows its id."""
        self._ids.pop(key_of(svg), None)


def is_wrong_id(refusal: str) -> bool:
    """Whether Telegram refuses the id, and would take the file."""
    return any(words in refusal.lower() for words in _WRONG_ID)


def takes_no_photo(refusal: str) -> bool:
    """Whether Telegram refuses the photo as such, and would take words."""
    return any(words in refusal.lower() for words in _NO_PHOTO)
