"""For those who run the bot (`ADMIN_IDS`): how things stand, and what a record will look like."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

import structlog
from telegram import Update

from bot import rendering
from bot.chat.addressed import words_of
from bot.chat.edge import Callback, Context, Edge
from bot.chat.handlers.admins.alarms import MOST_PROBLEMS
from bot.chat.handlers.admins.pushes import AdminPushes, render_stand
from bot.chat.screen import Screen
from bot.chat.screens.parts import unknown_command
from bot.chat.screens.record_cards import draw, find_kind
from bot.domain.delivery.retry_policy import OutboxCounts
from bot.domain.text import Lang
from bot.errors import StorageUnavailable
from bot.rendering.view import View

log = structlog.get_logger(__name__)

Queue = Callable[[], Awaitable[OutboxCounts]]  # how messages stand; raises `StorageUnavailable`


class AdminHandlers:
    """Handlers for the application's table, by command; what `/admin` shows, and who may see it."""

    def __init__(self, edge: Edge, admin_ids: Sequence[int], pushes: AdminPushes, queue: Queue) -> None:
        self.pushes = pushes
        self._edge = edge
        self._reloader = edge.use_cases.reloader
        self._admin_ids = tuple(admin_ids)
        self._queue = queue

    def commands(self) -> Mapping[str, Callback]:
        """To anyone else there is no such command."""
        return {"admin": self._on_admin, "draft": self._on_draft}

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

    async def _on_admin(self, update: Update, _: Context) -> None:
        view = await self._edge.view(update)
        is_known = self._is_from_admin(update)
        await self._edge.answer(update, await self.show(view) if is_known else unknown_command(view))

    async def _on_draft(self, update: Update, _: Context) -> None:
        """`/draft <id>`: the real message in both languages, also of what readers may not see yet."""
        view = await self._edge.view(update)
        if not self._is_from_admin(update):
            await self._edge.answer(update, unknown_command(view))
            return
        record = words_of(update).split(" ")[0]
        kind = find_kind(view.snapshot, record)
        if kind is None:
            text = view.translate(
                "Which one? Send /draft with the id of a fact, update, briefing or other record."
            )
            await self._edge.answer(update, Screen((rendering.escape(text),)))
            return
        for lang in Lang:
            screen = draw(kind, record, View(view.visible.today, lang))
            if screen is not None:  # a draft is no news: what it shows is not noted for corrections
                await self._edge.answer(update, replace(screen, facts=()))
        if kind == "update":
            run = await self.pushes.try_out(view.snapshot.updates[record], view)
            await self._edge.answer(update, run)

    def _is_from_admin(self, update: Update) -> bool:
        return update.effective_user is not None and self.is_admin(update.effective_user.id)
