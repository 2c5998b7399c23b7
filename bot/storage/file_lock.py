"""One bot at a time on an SQLite file: a lock on a file beside it, gone with the process however it ends."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from bot.errors import StorageUnavailable

try:
    import fcntl
except ImportError:  # not on Windows, where no second bot is noticed
    fcntl = None  # type: ignore[assignment] # a module, or none: its type has no name


@contextlib.contextmanager
def alone_on(file: Path | None) -> Iterator[None]:
    """Holds the lock inside the block; None: there is nothing to lock. Raises `StorageUnavailable` when another has it.

    Two bots on one file would each send what waits. Commands that only read it may run beside.
    """
    if file is None or fcntl is None:
        yield
        return
    # SQLite's own file must not be opened for this: closing it would end the locks of SQLite in this process.
    path = file.with_name(file.name + ".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise StorageUnavailable(f"DATABASE_URL: {path} cannot be used: {error.strerror or error}") from error
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StorageUnavailable(
                f"DATABASE_URL: another bot runs on {file}; stop it first, or give this one a file of its own"
            ) from error
        yield
    finally:
        os.close(opened)
