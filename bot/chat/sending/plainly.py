"""A text as Telegram takes it: with its form and its buttons, else as plain text, else without buttons too."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.chat.screen import Rows, keyboard_of
from bot.rendering import to_plain
from bot.rendering.markup.split import LIMIT

log = structlog.get_logger(__name__)

# Telegram's wordings where it is the text or the buttons that Telegram refuses, and not the chat (tdlib/telegram-bot-api, td).
_FORMAT = (
    "can't parse",
    "entit",
    "unsupported start tag",
    "button",
    "reply markup",
    "keyboard",
    "url_invalid",
    "inline",
)


async def as_plainly_as_needed(show: Callable[..., Awaitable[Any]], html: str, rows: Rows) -> Any:
    """`html` with its buttons; where Telegram refuses its form, as plain text, and then without the buttons too.

    A fault of ours in a text must not be silence: whoever asked gets the words. Raises what the last try raised.
    """
    try:
        return await show(text=html, parse_mode=ParseMode.HTML, reply_markup=keyboard_of(rows))
    except BadRequest as error:
        if not any(words in error.message.lower() for words in _FORMAT):
            raise
        log.error("Telegram refuses the form of a message; it goes as plain text", error=error.message)
    plain = _plain(html)
    try:
        return await show(text=plain, reply_markup=keyboard_of(rows))
    except BadRequest as error:
        if not rows or not any(words in error.message.lower() for words in _FORMAT):
            raise
        log.error("Telegram refuses the buttons of a message; it goes without", error=error.message)
    return await show(text=plain)


def _plain(html: str) -> str:
    """Without tags; each link written out where there is room."""
    plain = to_plain(html, links=True)
    return plain if len(plain) <= LIMIT else to_plain(html)
