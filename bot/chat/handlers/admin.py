"""For those who run the bot (`ADMIN_IDS`): how things stand, and word of what went wrong."""

from collections.abc import Awaitable, Callable, Sequence

import structlog
from telegram.error import TelegramError

from bot import rendering
from bot.chat.handlers.admin_pushes import PushDesk, render_stand
from bot.chat.screen import Screen
from bot.chat.screens.routes import View
from bot.chat.sender import Sender
from bot.content.parsing.problem import Problem
from bot.domain.delivery.policy import Stand
from bot.domain.text import Lang
from bot.errors import StorageUnavailable
from bot.i18n import Translator
from bot.services.readers.preferences import Preferences

log = structlog.get_logger(__name__)

MOST_PROBLEMS = 5  # in a notice
Queue = Callable[[], Awaitable[Stand]]  # how messages stand; raises `StorageUnavailable`


class AdminDesk:
    """Notices to the admins, and what `/admin` shows."""

    def __init__(
        self,
        sender: Sender,
        preferences: Preferences,
        admin_ids: Sequence[int],
        queue: Queue,
        pushes: PushDesk,
    ) -> None:
        self.pushes = pushes
        self._sender = sender
        self._preferences = preferences
        self._admin_ids = tuple(admin_ids)
        self._queue = queue

    def is_admin(self, user_id: int) -> bool:
        return user_id in self._admin_ids

    async def show(self, view: View, problems: Sequence[Problem]) -> Screen:
        """Content, problems and queue at this moment."""
        _ = view.translate
        lines = [
            rendering.bold(_("How things stand")),
            rendering.escape(
                _(
                    "Facts: %(facts)s. Updates: %(updates)s.",
                    facts=len(view.snapshot.facts),
                    updates=len(view.snapshot.updates),
                )
            ),
        ]
        if problems:
            lines.append(rendering.escape(_("The briefings have mistakes; the last good state stays live:")))
            lines += [rendering.escape(str(problem)) for problem in problems[:MOST_PROBLEMS]]
        try:
            stand, rows = await self._queue(), await self.pushes.list_buttons(view)
        except StorageUnavailable:
            lines.append(rendering.escape(_("The database does not answer.")))
            return Screen(("\n".join(lines),))
        lines += render_stand(stand, view)
        if rows:
            lines += ["", rendering.escape(_("Pushes, the newest first:"))]
        return Screen(("\n".join(lines),), rows)

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
        for admin in self._admin_ids:
            lang = await self._preferences.find_language(admin) or Lang.EN
            try:
                await self._sender.send(admin, Screen((rendering.escape(text(Translator(lang).gettext)),)))
            except TelegramError as error:
                log.warning("admin not told", error=error.message)
