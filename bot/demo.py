"""`bot demo`: the sandbox with the bot in it, on this machine alone."""

import contextlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.answering import answer
from bot.app import Running, running, stop_event, wait_for_end
from bot.clock import utc_now
from bot.config import Settings
from bot.domain.text import Lang
from bot.errors import PortTaken
from bot.sandbox.server import serve
from bot.sandbox.world import World

PEOPLE = (("Sanne", "nl"), ("James", "en"))


async def run_demo(settings: Settings, port: int) -> None:
    """Runs until SIGINT or SIGTERM. Raises `PortTaken` when the page's port is in use."""
    stop = stop_event()
    world = World()
    for name, language in PEOPLE:
        world.add_user(name, language)
    bots: list[Running] = []

    async def inspect(text: str, lang: str) -> Mapping[str, Any]:
        """How an answer to `text` would come about."""
        wanted = Lang(lang) if lang in set(Lang) else None
        engine = bots[0].library.edition.engine
        return answer(engine, text, lang=wanted, now=utc_now()).explain

    async with contextlib.AsyncExitStack() as stack:
        try:
            sandbox = await stack.enter_async_context(serve(world, "127.0.0.1", port, inspect=inspect))
        except OSError as error:
            raise PortTaken(
                f"Port {port} cannot be used: {error.strerror or error}. Try: PORT=8090 make demo"
            ) from error
        changed = {
            "telegram_bot_token": SecretStr(world.token),
            "telegram_api_url": sandbox.url,
            "database_url": f"sqlite+aiosqlite:///{Path('var') / 'demo.db'}",
            "webhook_url": None,
        }
        bots.append(
            await stack.enter_async_context(running(settings.model_copy(update=changed), sandboxed=True))
        )
        sys.stdout.write(
            f"\n  Chat with the bot: {sandbox.url}/\n  Edit {settings.briefings_dir}/ and ask again. Ctrl-C ends it.\n\n"
        )
        sys.stdout.flush()
        await wait_for_end(bots[0], stop)
