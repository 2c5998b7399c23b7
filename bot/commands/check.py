"""`bot check`: all that is wrong or doubtful in a folder of briefings: its records, the editors' tests, their dialogues."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from bot.clock import Clock
from bot.commands.rehearse import dialogues_of, rehearse
from bot.config import Settings
from bot.content.parsing.dialogues import load_dialogues
from bot.domain.problem import Problem
from bot.log import configure_logging
from bot.services.editing import checking
from bot.services.editing.last_good import LastGoodFiles
from bot.services.editing.model_store import ModelStore


def check(settings: Settings, folder: Path, clock: Clock) -> Sequence[Problem]:
    """All problems, in the order of the files. The dialogues are played once everything else is right."""
    model_store = ModelStore(settings.cache_dir)
    loaded, engine = checking.check(
        folder,
        clock,
        lambda snapshot: model_store.open_engine(snapshot, wait=True),
        before=LastGoodFiles(settings.cache_dir, folder).find_places,
    )
    denied = checking.find_answered_unknowns(engine, clock()) if engine is not None else ()
    dialogues, faults = load_dialogues(dialogues_of(folder))
    if engine is not None and dialogues and not faults:
        configure_logging(settings.log_format, level=logging.ERROR)
        faults = asyncio.run(rehearse(folder, settings, clock, engine, dialogues))
    return sorted((*loaded.problems, *checking.find_doubts(loaded, clock()), *denied, *faults))
