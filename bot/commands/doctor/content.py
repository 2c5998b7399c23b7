"""Whether the briefings can be used, and what is learned of them kept."""

import os
from collections.abc import Iterator

from bot.commands.doctor.finding import Finding, Level
from bot.commands.plurals import count
from bot.config import Settings
from bot.content.loading import load, load_usable
from bot.errors import BotError
from bot.services.editing.model_store import ModelStore


def look_at_content(settings: Settings) -> Iterator[Finding]:
    """Briefings, what is learned, the cache."""
    folder = settings.briefings_dir
    try:
        snapshot, _ = load_usable(folder)
    except BotError as error:
        if folder.is_dir():
            errors = sum(problem.severity == "error" for problem in load(folder).problems)
            text = f"{folder} has {count(errors, 'error')}"
        else:
            text = str(error)
        yield Finding("content", Level.FAULT, text, "briefing-bot check")
        return
    yield Finding("content", Level.OK, f"{folder}: {count(len(snapshot.facts), 'fact')}, no errors")
    if ModelStore(settings.cache_dir).open_engine(snapshot, wait=False).is_up_to_date:
        yield Finding("learned", Level.OK, f"all of it, kept in {settings.cache_dir}")
    else:
        yield Finding("learned", Level.OK, "not yet; the start learns it in some 20 s, and answers meanwhile")
    try:
        settings.cache_dir.mkdir(parents=True, exist_ok=True)
        writable = os.access(settings.cache_dir, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        todo = "give CACHE_DIR a folder that can be written; without it each start learns anew"
        yield Finding("cache", Level.WORRY, f"{settings.cache_dir} cannot be written", todo)
