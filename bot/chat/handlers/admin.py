"""For those who run the bot (`ADMIN_IDS`): how things stand, and word of what went wrong."""

from collections.abc import Awaitable, Callable, Sequence

import structlog
from telegram.error import TelegramError

from bot import rendering
from bot.chat.handlers.admin_pushes import PushDesk, render_stand
from bot.chat.handlers.alarms import MOST_PROBLEMS, Text
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

Queue = Callable[[], Awaitable[Stand]]  # how messages stand; raises `StorageUnavailable`


class AdminDesk:
    """What `/admin` shows, and who is told of `alarms`."""

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

    async def tell(self, text: Text) -> None:
        """Each admin in their language."""
        for admin in self._admin_ids:
            lang = await self._preferences.find_language(admin) or Lang.EN
            try:
                await self._sender.send(admin, Screen((rendering.escape(text(Translator(lang))),)))
            except TelegramError as error:
                log.warning("admin not told", error=error.message)
