"""For those who run the bot (`ADMIN_IDS`): how things stand."""

from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot import rendering
from bot.chat.edge import Edge
from bot.chat.handlers.admin_pushes import AdminPushes, render_stand
from bot.chat.handlers.alarms import MOST_PROBLEMS
from bot.chat.screen import Screen
from bot.domain.delivery.retry_policy import OutboxCounts
from bot.errors import StorageUnavailable
from bot.rendering.view import View

log = structlog.get_logger(__name__)

Queue = Callable[[], Awaitable[OutboxCounts]]  # how messages stand; raises `StorageUnavailable`


class AdminHandlers:
    """What `/admin` shows, and who may see it."""

    def __init__(self, edge: Edge, admin_ids: Sequence[int], pushes: AdminPushes, queue: Queue) -> None:
        self.pushes = pushes
        self._reloader = edge.use_cases.reloader
        self._admin_ids = tuple(admin_ids)
        self._queue = queue

    def is_admin(self, user_id: int) -> bool:
        return user_id in self._admin_ids

    async def show(self, view: View) -> Screen:
        """Content, problems and queue at this moment."""
        _ = view.translate
        problems = self._reloader.problems
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
