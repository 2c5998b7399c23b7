"""Buttons, by the table of routes: pressed, named by typing, or reached by a link."""

from functools import partial
from typing import Any

import structlog
from cachetools import FIFOCache
from telegram import CallbackQuery, Chat, Update
from telegram.error import TelegramError
from telegram.ext import BaseHandler, CallbackQueryHandler

from bot import rendering
from bot.chat.addressed import message_of
from bot.chat.edge import Context
from bot.chat.handlers.buttons.by_typing import Pressed
from bot.chat.handlers.buttons.placing import Placing
from bot.chat.handlers.buttons.press import Act, Doers, Done, Press, press_by_link, press_by_words, press_of
from bot.chat.handlers.buttons.table import NOWHERE, ROUTES, find_route
from bot.chat.handlers.permissions import Permissions
from bot.chat.route import ANEW, Place, Route, Who
from bot.chat.screen import Screen
from bot.chat.screens.sharing import link_to

log = structlog.get_logger(__name__)

MOST_ANSWERED = 10_000  # queries; the oldest go


class ButtonHandlers:
    """A handler for each row of the table, and one for what no row knows."""

    def __init__(self, doers: Doers, placing: Placing, permissions: Permissions) -> None:
        self._doers = doers
        self._edge = doers.edge
        self._placing = placing
        self._permissions = permissions
        self._answered: FIFOCache[str, None] = FIFOCache(
            MOST_ANSWERED
        )  # queries that were answered before their turn

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """In the order in which they are tried."""
        known = [
            CallbackQueryHandler(partial(self._on_press, route), pattern=route.pattern) for route in ROUTES
        ]
        return [*known, CallbackQueryHandler(partial(self._on_press, NOWHERE))]

    def is_turn(self, update: Update) -> bool:
        """Whether it is a press that only shows another page in its message's place."""
        query, chat = update.callback_query, update.effective_chat
        if query is None or chat is None or chat.type == Chat.CHANNEL:  # there not everybody may
            return False
        data = query.data or ""
        return find_route(data).is_page(data) and message_of(query) is not None

    async def acknowledge(self, update: Update) -> None:
        """Answers the query of a press that waits for others: Telegram has no limit on that, and the button is free again."""
        query = update.callback_query
        if query is None:
            return
        self._answered[query.id] = None
        await _answer(query)

    async def open_by_words(self, update: Update, pressed: Pressed) -> None:
        """A button that was named instead of pressed: what it opens comes as a new message."""
        message = update.effective_message
        if message is None:
            return
        press = press_by_words(update, message, pressed, await self._edge.view(update))
        route = find_route(press.data)
        done = await self._do(route, route.named or route.does, press)
        if done is not None:
            await self._placing.send(press, done)

    async def open_by_link(self, update: Update, data: str) -> None:
        """What a link names, as a new message; of a change that it asks for, the question before it."""
        message = update.effective_message
        if message is None:
            return
        press = press_by_link(update, message, data, await self._edge.view(update))
        route = find_route(data)
        done = await self._do(route, route.linked or NOWHERE.does, press)
        if done is not None:
            await self._placing.send_panel(press, done)

    async def _on_press(self, route: Route[Act], update: Update, _: Context) -> None:
        """A button: its screen goes where the table says. The query is answered whatever happens."""
        query = update.callback_query
        if query is None:
            return
        route = route if query.data else NOWHERE  # without data the first pattern fits
        notice: str | None = None
        is_answered = query.id in self._answered
        self._answered.pop(query.id, None)
        try:
            if (
                self.is_turn(update) and not is_answered
            ):  # before its page: that may have to wait for the chat's pace
                is_answered = True
                await _answer(query)
            press = press_of(update, query, await self._edge.view(update))
            notice = await self._why_not(route, press)
            if notice is not None and route.is_screen:
                # A channel's post stays for all; who asks on is led to a chat of their own.
                is_answered = True
                await _answer(query, url=link_to(press.data.removesuffix(ANEW), self._edge.bot.username))
            elif notice is None:
                done = await self._act(route, route.does, press)
                notice = done.notice
                if done.screen is not None:
                    await self._placing.show(press, route, done.screen)
        finally:
            if not is_answered:
                await _answer(query, notice)

    async def _do(self, route: Route[Act], act: Act, press: Press) -> Screen | None:
        """The screen of a route that was named or linked, or why there is none; None: something else was done."""
        refusal = await self._why_not(route, press)
        done = Done(notice=refusal) if refusal is not None else await self._act(route, act, press)
        if done.screen is None and done.notice is not None:
            return Screen((rendering.escape(done.notice),))
        return done.screen

    async def _act(self, route: Route[Act], act: Act, press: Press) -> Done:
        user = press.update.effective_user
        if route.who is Who.BOT_ADMINS and (user is None or not self._doers.admins.is_admin(user.id)):
            act = NOWHERE.does
        return await act(self._doers, press)

    async def _why_not(self, route: Route[Act], press: Press) -> str | None:
        """What changes a chat for all who are in it, or turns a channel's message into another, is its admins' to press."""
        chat = press.update.effective_chat
        in_channel = chat is not None and chat.type == Chat.CHANNEL
        if route.place is Place.ADDED or (not in_channel and route.who is not Who.CHAT_ADMINS):
            return None
        return await self._permissions.why_not(press.update, press.view)


async def _answer(query: CallbackQuery, notice: str | None = None, url: str | None = None) -> None:
    try:
        await query.answer(notice, url=url)
    except TelegramError as error:
        log.info("button not answered", error=error.message)
