"""Word to those who run the bot (`ADMIN_IDS`) of what went wrong, or waits for them."""

from collections.abc import Callable, Sequence

import structlog
from telegram.error import TelegramError

from bot import rendering
from bot.chat.screen import Screen
from bot.chat.sender import Sender
from bot.content.parsing.problem import Problem
from bot.domain.text import Lang
from bot.i18n import Translator
from bot.services.readers.preferences import Preferences

log = structlog.get_logger(__name__)

MOST_PROBLEMS = 5  # in a notice


class Notifier:
    """Tells each admin in the language that they chose; who cannot be told is logged."""

    def __init__(self, sender: Sender, preferences: Preferences, admin_ids: Sequence[int]) -> None:
        self._sender = sender
        self._preferences = preferences
        self.admin_ids = tuple(admin_ids)

    async def tell_of_problems(self, problems: Sequence[Problem]) -> None:
        """What is wrong with the files, or that they are good again."""

        def text(translate: Callable[[str], str]) -> str:
            if not problems:
                return translate("The briefings are good again, and live.")
            lines = "\n".join(str(problem) for problem in problems[:MOST_PROBLEMS])
            head = translate("The briefings have mistakes; the last good state stays live:")
            return f"{head}\n\n{lines}"

        await self._tell(text)

    async def tell_of_dead_letters(self, count: int) -> None:
        """Messages that can never be sent."""

        def text(translate: Callable[[str], str]) -> str:
            head = translate("Messages that could not be sent, and are given up:")
            return f"{head} {count}. /admin"

        await self._tell(text)

    async def tell_of_waiting(self, count: int) -> None:
        """Texts that may not go out before an admin has approved them."""

        def text(translate: Callable[[str], str]) -> str:
            head = translate("Updates that wait for your approval:")
            return f"{head} {count}. /admin"

        await self._tell(text)

    async def _tell(self, text: Callable[[Callable[[str], str]], str]) -> None:
        for admin in self.admin_ids:
            lang = await self._preferences.find_language(admin) or Lang.EN
            try:
                await self._sender.send(admin, Screen((rendering.escape(text(Translator(lang).gettext)),)))
            except TelegramError as error:
                log.warning("admin not told", error=error.message)
