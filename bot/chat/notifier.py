"""Word to those who run the bot (`ADMIN_IDS`) of what went wrong, or waits for them."""

from collections.abc import Callable, Sequence

import structlog
from telegram.error import TelegramError

from bot import rendering
from bot.chat.screen import Screen
from bot.chat.sending.sender import Sender
from bot.domain.text import Lang
from bot.i18n import Translator
from bot.services.readers.preferences import Preferences

log = structlog.get_logger(__name__)


class Notifier:
    """Tells each admin in the language that they chose; who cannot be told is logged."""

    def __init__(self, sender: Sender, preferences: Preferences, admin_ids: Sequence[int]) -> None:
        self._sender = sender
        self._preferences = preferences
        self.admin_ids = tuple(admin_ids)

    async def tell(self, text: Callable[[Translator], str]) -> None:
        """Each admin in their language."""
        for admin in self.admin_ids:
            lang = await self._preferences.find_language(admin) or Lang.EN
            try:
                await self._sender.send(admin, Screen((rendering.escape(text(Translator(lang))),)))
            except TelegramError as error:
                log.warning("admin not told", error=error.message)
