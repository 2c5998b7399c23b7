"""Tells when something in the folder has been saved."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

DEBOUNCE_MS = 80  # editors write, rename and touch within a few milliseconds; one save is one change
GONE_POLL_SECONDS = 0.5


class _ContentFilter(DefaultFilter):
    """Only what could be content: no editors' leftovers, no version control."""

    def __call__(self, change: Change, path: str) -> bool:
        name = Path(path).name
        if name.startswith((".", "#")) or name.endswith(("~", ".swp", ".tmp", ".swx")):
            return False
        return super().__call__(change, path)


async def watch(folder: Path, stop: asyncio.Event | None = None) -> AsyncIterator[frozenset[Path]]:
    """The paths of each save, a batch at a time, until `stop` is set. Outlives the folder's removal and return."""
    while stop is None or not stop.is_set():
        if not folder.is_dir():
            await asyncio.sleep(GONE_POLL_SECONDS)
            if folder.is_dir():
                yield frozenset({folder})
            continue
        try:
            async for changes in awatch(
                folder,
                watch_filter=_ContentFilter(),
                debounce=DEBOUNCE_MS,
                step=20,
                stop_event=stop,
                recursive=True,
            ):
                yield frozenset(Path(path) for _, path in changes)
                if not folder.is_dir():
                    break
        except (FileNotFoundError, OSError):
            continue
