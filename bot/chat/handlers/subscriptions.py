"""Commands and buttons of subscriptions."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from telegram import ChatMember, Update
from telegram.ext import BaseHandler, ChatMemberHandler, MessageHandler, filters

from bot import rendering
from bot.answering.understanding.text import fold
from bot.chat.addressed import thread_of, words_of
from bot.chat.commands import BY_NAME
from bot.chat.edge import Callback, Context, Edge
from bot.chat.handlers.panels import Panels
from bot.chat.handlers.permissions import Permissions
from bot.chat.route import Who, arguments_of, name_of
from bot.chat.screen import Button, Screen
from bot.chat.screens.arguments import find_topic, find_topics
from bot.chat.screens.parts import gone, pager
from bot.chat.settings import actions, replies
from bot.chat.settings.pages import PAGES
from bot.domain.delivery.subscription import Subscription
from bot.domain.topic_groups import is_followed, toggle
from bot.errors import StorageUnavailable
from bot.i18n import format_day
from bot.rendering import render_missed, render_news
from bot.rendering.view import View
from bot.services.questions.conversations import Speaker
from bot.services.readers.subscriptions import NewsPage

log = structlog.get_logger(__name__)

Make = Callable[[Update, View], Awaitable[Screen]]

_EVERYTHING = frozenset({"everything", "all", "alles", "all topics", "alle onderwerpen"})
_STOP_WORDS = r"(?i)^\s*(stop|stoppen|afmelden|uitschrijven|unsubscribe|opt out)\s*[.!]?\s*$"
_HERE = frozenset({ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER, ChatMember.RESTRICTED})


class SubscriptionHandlers:
    """Handlers for the application's table, and the routes of their buttons."""

    def __init__(self, edge: Edge, panels: Panels, permissions: Permissions) -> None:
        self._bot = edge.bot
        self._sender = edge.sender
        self._view = edge.view
        self._subscriptions = edge.use_cases.subscriptions
        self._conversations = edge.use_cases.conversations
        self._panels = panels
        self._permissions = permissions

    def commands(self) -> Mapping[str, Callback]:
        """By command."""
        makers: Mapping[str, Make] = {
            "subscribe": self._subscribe,
            "settings": self._settings,
            "stop": self._stop,
            "zone": self._zone,
            **{name: partial(self._adjust, name) for name in ("time", "quiet", "pause")},
            "new": self._new,
        }
        return {name: partial(self._answer, BY_NAME[name].who, make) for name, make in makers.items()}

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """Beside the commands, in the order in which they are tried."""
        private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
        stop = partial(self._answer, Who.CHAT_ADMINS, self._stop)
        return [
            MessageHandler(private & filters.Regex(_STOP_WORDS), stop),
            ChatMemberHandler(self._on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        ]

    async def open(self, chat_id: int, thread: int, data: str, view: View) -> Screen:
        """The screen of a route of these, for one who may change things: `set:level:daily`, `subscribe`, `stop`, `new`."""
        name, rest = name_of(data), arguments_of(data)
        try:
            match name:
                case "subscribe" if rest and rest[0] in view.snapshot.topics:
                    return await self._begin_with(chat_id, thread, rest[0], view)
                case "subscribe":
                    return await self._begin(chat_id, thread, view)
                case "stop":
                    return await self._end(chat_id, thread, view)
                case "new" if rest:
                    return await self._turn_page(chat_id, thread, rest, view)
                case "new":
                    return await self._news(chat_id, thread, view)
                case _:
                    return await self._set(chat_id, thread, rest, view)
        except StorageUnavailable as error:
            return try_again(view, error)

    # -- commands ----------------------------------------------------------------------------------------------

    async def _answer(self, who: Who, make: Make, update: Update, _: Context) -> None:
        """Answers with the screen of `make`; what changes a group is its administrators' to do."""
        message = update.effective_message
        if message is None:
            return
        view = await self._view(update)
        try:
            refusal = None if who is Who.ANYONE else await self._permissions.why_not(update, view)
            screen = await make(update, view) if refusal is None else Screen((rendering.escape(refusal),))
        except StorageUnavailable as error:
            screen = try_again(view, error)
        thread = thread_of(message)
        sent = await self._sender.send(message.chat_id, screen, thread_id=thread or None)
        if screen.is_panel and sent is not None:
            await self._panels.keep(message.chat_id, thread, sent.message_id, view)

    async def _subscribe(self, update: Update, view: View) -> Screen:
        """`/subscribe`: to everything; `/subscribe court cases`: to that, beside what the chat follows already."""
        chat_id, thread = _place(update)
        words = words_of(update)
        if not words or fold(words) in _EVERYTHING:
            return await self._begin(chat_id, thread, view)
        topic = find_topic(words, view.snapshot.topics)
        if topic is None:
            return replies.show_topics_meant(words, find_topics(words, view), view)
        return await self._begin_with(chat_id, thread, topic, view)

    async def _settings(self, update: Update, view: View) -> Screen:
        chat_id, thread = _place(update)
        return replies.show_settings(await self._subscriptions.find(chat_id, thread), view)

    async def _stop(self, update: Update, view: View) -> Screen:
        chat_id, thread = _place(update)
        screen = await self._end(chat_id, thread, view)
        await self._panels.edit(chat_id, thread, replies.show_settings(None, view))
        return screen

    async def _zone(self, update: Update, view: View) -> Screen:
        words = words_of(update)
        chat_id, thread = _place(update)
        subscription = await self._subscriptions.find(chat_id, thread)
        if words and subscription is not None:  # the names in many languages are read once, beside the loop
            return await asyncio.to_thread(replies.show_zones, words, view)
        return replies.show_settings(subscription, view, "zone")

    async def _adjust(self, name: str, update: Update, view: View) -> Screen:
        """`/time 7:15`, `/quiet 22:30 6:45`, `/pause 2 weeks`; alone, the buttons for it."""
        chat_id, thread = _place(update)
        subscription = await self._subscriptions.find(chat_id, thread)
        words = words_of(update)
        if subscription is None or not words:
            return replies.show_settings(subscription, view, _page_of(name))
        action = None if replies.is_unclear(name, words, view) else actions.read_action(name, words)
        if action is None and name == "pause":
            action = actions.read_end_of_pause(words, subscription, view.now)
        changed = actions.apply(subscription, action, view.snapshot, view.now) if action else None
        if changed is None:
            return await asyncio.to_thread(replies.show_misread, name, words, subscription, view)
        if changed != subscription:
            await self._subscriptions.change(chat_id, thread, changed)
        panel = replies.show_settings(changed, view, _page_of(name))
        is_offer = name == "time" and not changed.has_digest
        if await self._panels.edit(chat_id, thread, panel) or is_offer:
            return replies.show_changed(subscription, changed, name, view)
        return panel

    async def _new(self, update: Update, view: View) -> Screen:
        chat_id, thread = _place(update)
        return await self._news(chat_id, thread, view)

    # -- steps -------------------------------------------------------------------------------------------------

    async def _begin(self, chat_id: int, thread: int, view: View) -> Screen:
        done = await self._subscriptions.subscribe(chat_id, thread, view.lang, view.zone)
        return replies.show_subscribed(done.subscription, view, is_new=done.is_new)

    async def _begin_with(self, chat_id: int, thread: int, topic: str, view: View) -> Screen:
        """To one topic; beside the topics that are followed already. Who follows everything follows this too."""
        done = await self._subscriptions.subscribe(chat_id, thread, view.lang, view.zone, frozenset({topic}))
        kept, topics = done.subscription, view.snapshot.topics
        if kept.topics is not None and not is_followed(topics, kept.topics, topic):
            kept = replace(kept, topics=toggle(topics, kept.topics, topic))
            await self._subscriptions.change(chat_id, thread, kept)
        return replies.show_subscribed(kept, view, is_new=done.is_new)

    async def _end(self, chat_id: int, thread: int, view: View) -> Screen:
        _ = view.translate
        found = await self._subscriptions.stop(chat_id, thread)
        text = (
            _("You get no more updates. You can still ask me anything.")
            if found
            else _("You were not subscribed. You can still ask me anything.")
        )
        return Screen(
            (rendering.escape(text),), ((Button(_("Subscribe"), "subscribe"), Button(_("Start"), "home")),)
        )

    async def _set(self, chat_id: int, thread: int, action: Sequence[str], view: View) -> Screen:
        subscription = await self._subscriptions.find(chat_id, thread)
        if subscription is None or not action:
            return replies.show_settings(subscription, view)
        if len(action) == 1 and action[0] in PAGES:
            return replies.show_settings(subscription, view, action[0])
        return await self._change(chat_id, thread, subscription, action, view)

    async def _change(
        self, chat_id: int, thread: int, subscription: Subscription, action: Sequence[str], view: View
    ) -> Screen:
        changed = actions.apply(subscription, action, view.snapshot, view.now)
        if changed is None:
            return replies.show_settings(subscription, view)
        if changed != subscription:
            await self._subscriptions.change(chat_id, thread, changed)
        return replies.show_settings(changed, view, actions.page_of(action[0]))

    async def _news(self, chat_id: int, thread: int, view: View) -> Screen:
        came = self._conversations.came(Speaker(chat_id), view.now)
        return _show_look(await self._subscriptions.find_news(chat_id, thread, view.snapshot, came), view)

    async def _turn_page(self, chat_id: int, thread: int, args: Sequence[str], view: View) -> Screen:
        """Another page of what was new; which news that was stands in the button."""
        if len(args) != 3 or not all(each.isascii() and each.isdigit() and len(each) < 17 for each in args):
            return gone(view)
        since, until = (datetime.fromtimestamp(int(each) / 1e6, UTC) for each in args[:2])
        look = await self._subscriptions.find_news_between(chat_id, thread, view.snapshot, since, until)
        return _show_look(look, view, page=int(args[2])) if look.news else gone(view)

    async def _on_membership(self, update: Update, _: Context) -> None:
        """We were blocked or put out, or let in again. Raises `StorageUnavailable`: the update is tried again."""
        change = update.my_chat_member
        if change is None:
            return
        chat = change.chat
        if change.new_chat_member.status not in _HERE:
            await self._subscriptions.leave(chat.id)
            return
        view = await self._view(update)
        missed = await self._subscriptions.come_back(chat.id, view.snapshot)
        if missed:
            translate = view.translate
            rows = ((Button(translate("What is new"), "new"), Button(translate("Settings"), "set")),)
            await self._sender.send(chat.id, Screen((render_missed(missed, lang=view.lang),), rows))


def _show_look(look: NewsPage, view: View, page: int = 0) -> Screen:
    _ = view.translate
    since = format_day(look.since.date(), view.lang)
    if look.is_new:
        head = _("New since %(day)s", day=since)
    elif look.is_first:
        head = _("Nothing new since you came. The latest:")
    else:
        head = _("Nothing new since %(day)s. The latest:", day=since)
    pages = render_news(look.news.updates, look.news.facts, view, head=head)
    page = min(page, len(pages) - 1)
    since_us, until_us = (round(moment.timestamp() * 1e6) for moment in (look.since, look.until))
    rows = (
        *pager(f"new:{since_us}:{until_us}:{{}}", page, len(pages)),
        (Button(_("Settings"), "set"), Button(_("Start"), "home")),
    )
    shown = view.snapshot.revisions_of(pages[page].facts)
    return Screen((pages[page].html,), rows, shown, is_page=True)


def try_again(view: View, error: StorageUnavailable) -> Screen:
    log.warning("a reader is told to try again", why=str(error))
    text = view.translate(
        "I could not do that just now. Please try again in a minute; /settings shows what is saved."
    )
    return Screen((rendering.escape(text),))


def _page_of(command: str) -> str:
    """The page of settings that a command opens."""
    return arguments_of(BY_NAME[command].route)[0]


def _place(update: Update) -> tuple[int, int]:
    message = update.effective_message
    chat = update.effective_chat
    return (chat.id if chat else 0), thread_of(message)
