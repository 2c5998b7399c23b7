"""Tells when something in the folder has been saved."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

from bot.content.leftovers import is_leftover
from bot.waiting import wait_until_set

DEBOUNCE_MS = 80  # editors write, rename and touch within a few milliseconds; one save is one change
GONE_POLL_SECONDS = 0.2
LOOK_MS = 250  # how often to look whether it is still the same folder


class _ContentFilter(DefaultFilter):
    """Only what could be content: nothing that nobody wrote, no version control."""

    def __call__(self, change: Change, path: str) -> bool:
        if is_leftover(Path(path).name):
            return False
        return super().__call__(change, path)


async def watch(folder: Path, stop: asyncio.Event | None = None) -> AsyncIterator[frozenset[Path]]:
    """The paths of each save, a batch at a time, until `stop` is set; first the folder itself, once it is watched.

    So what was saved before is looked at too. Outlives the folder's removal, return and replacement by another of its name: then the folder itself is told.
    """
    stop = stop or asyncio.Event()
    was_away = True
    while not stop.is_set():
        watched = _identity(folder)
        if watched is None:
            was_away = True
            await wait_until_set(stop, GONE_POLL_SECONDS)
            continue
        try:
            async with contextlib.aclosing(_watch_one(folder, stop)) as batches:
                async for paths in batches:
                    if was_away:  # told only now that watching has begun: later saves are seen
                        was_away = False
                        yield paths | {folder}
                    elif paths:
                        yield paths
                    # A new folder may be given the old one's number, so its own change counts as well.
                    if _identity(folder) != watched or paths & {folder, folder.absolute()}:
                        was_away = True
                        break
        except OSError:  # went between the look and the watch
            was_away = True


async def _watch_one(folder: Path, stop: asyncio.Event) -> AsyncGenerator[frozenset[Path], None]:
    """Batches of paths; empty ones now and then, for a folder that is moved away says nothing."""
    changes = awatch(
        folder,
        watch_filter=_ContentFilter(),
        debounce=DEBOUNCE_MS,
        step=20,
        stop_event=stop,
        recursive=True,
        rust_timeout=LOOK_MS,
        yield_on_timeout=True,
    )
    async for batch in changes:
        yield frozenset(Path(path) for _, path in batch)


def _identity(folder: Path) -> tuple[int, int] | None:
    """Which folder stands at this path now; None for none."""
    try:
        state = folder.stat()
    except OSError:
        return None
    return (state.st_dev, state.st_ino) if folder.is_dir() else None
