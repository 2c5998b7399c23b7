"""`bot demo` and `bot desk`: the sandbox with the bot in it and the editors' desk beside it, on this machine alone."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.answering import answer
from bot.app import Running, running, wait_for_end
from bot.app.tasks import stop_event
from bot.chat.screen import Screen, keyboard_of
from bot.chat.screens.answers import show_reply
from bot.chat.screens.record_cards import draw
from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.desk.server import CardRenderer, Desk, Message, add_routes
from bot.domain.answer import Reply
from bot.domain.text import Lang
from bot.errors import PortTaken
from bot.rendering.view import View
from bot.sandbox.rules.html import parse_html
from bot.sandbox.server import serve
from bot.sandbox.world import World
from bot.services.library import Library
from bot.services.questions.unanswered_elsewhere import UnansweredElsewhere
from bot.storage.database import Database
from bot.storage.unanswered import Cluster

PEOPLE = (("Sanne", "nl"), ("James", "en"))


async def run_demo(settings: Settings, port: int, *, desk_first: bool = False) -> None:
    """Runs until SIGINT or SIGTERM. Raises `PortTaken` when the page's port is in use."""
    stop = stop_event()
    world = World()
    for name, language in PEOPLE:
        world.add_user(name, language)
    bots: list[Running] = []
    desks: list[Desk] = []

    async def inspect(text: str, lang: str) -> dict[str, Any]:
        """How an answer to `text` would come about."""
        engine = bots[0].library.edition.engine
        reply = await asyncio.to_thread(answer, engine, text, lang=Lang.read(lang), now=utc_now())
        return dict(reply.explain)

    async with contextlib.AsyncExitStack() as stack:
        try:
            sandbox = await stack.enter_async_context(
                serve(
                    world,
                    "127.0.0.1",
                    port,
                    inspect=inspect,
                    also=lambda application: add_routes(application, lambda: desks[0] if desks else None),
                )
            )
        except OSError as error:
            command = "briefing-bot desk --port 8090" if desk_first else "PORT=8090 make demo"
            raise PortTaken(
                f"Port {port} cannot be used: {error.strerror or error}. Try: {command}"
            ) from error
        changed = {
            "telegram_bot_token": SecretStr(world.token),
            "telegram_api_url": sandbox.url,
            "database_url": f"sqlite+aiosqlite:///{Path('var') / 'demo.db'}",
            "webhook_url": None,
        }
        bot = await stack.enter_async_context(running(settings.model_copy(update=changed), sandboxed=True))
        elsewhere = await stack.enter_async_context(_follow_inbox(settings.database_url))
        desks.append(open_desk(bot, elsewhere=lambda: elsewhere.clusters))
        stack.callback(desks[0].close)
        bots.append(bot)
        lines = [f"Chat with the bot: {sandbox.url}/", f"The editors' desk:  {sandbox.url}/desk"]
        listed = "\n  ".join(lines[::-1] if desk_first else lines)
        sys.stdout.write(f"\n  {listed}\n  Edit {settings.briefings_dir}/ and ask again. Ctrl-C ends it.\n\n")
        sys.stdout.flush()
        await wait_for_end(bot, stop)


def open_desk(
    bot: Running, clock: Clock = utc_now, elsewhere: Callable[[], Sequence[Cluster]] = tuple
) -> Desk:
    """The desk of a running bot; its cards go through the sandbox's strict reading of Telegram's HTML."""
    return Desk(bot.library, bot.reloader, bot.unanswered, _artist(bot.library), clock, elsewhere)


@contextlib.asynccontextmanager
async def _follow_inbox(database_url: str) -> AsyncIterator[UnansweredElsewhere]:
    """What is asked in vain of the bot that has this database, read again and again inside the block."""
    async with Database(database_url) as database:
        inbox = UnansweredElsewhere(database, utc_now)
        following = asyncio.create_task(inbox.follow(), name="inbox elsewhere")
        try:
            yield inbox
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)


def _artist(library: Library) -> CardRenderer:
    def draw_card(kind: str, record: str, lang: Lang, now: datetime) -> list[Message] | None:
        screen = draw(kind, record, View(library.edition.snapshot.at(now), lang))
        return _messages(screen) if screen else None

    def draw_reply(reply: Reply, now: datetime) -> list[Message]:
        return _messages(show_reply(reply, View(library.edition.snapshot.at(now), reply.lang)))

    return CardRenderer(draw_card, draw_reply)


def _messages(screen: Screen) -> list[Message]:
    """As Telegram would show them: the buttons stand under the last."""
    keyboard = keyboard_of(screen.rows)
    messages: list[dict[str, Any]] = []
    for part in screen.parts:
        text, entities = parse_html(part)
        messages.append({"text": text, "entities": entities})
    if keyboard is not None:
        messages[-1]["reply_markup"] = keyboard.to_dict()
    return list(messages)
