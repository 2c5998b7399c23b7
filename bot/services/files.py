"""Files written whole or not at all: who reads or watches one never sees half of it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def replace_file(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Puts what `write` writes in the place of the file, with the rights that it had; its folder is made where it is missing.

    The unfinished one is hidden, and another process may do the same at once. Raises `OSError`, and what `write` raises.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with half.open("wb") as file:
            write(file)
        if path.exists():
            half.chmod(path.stat().st_mode)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """The same, of bytes that are there."""
    replace_file(path, lambda file: file.write(content))
