"""The settings file `.env`, in whichever encoding an editor or shell saved it."""

import codecs
from pathlib import Path

from bot.errors import ConfigError

# The longer marks first: UTF-16's is the beginning of UTF-32's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def find_encoding(path: Path) -> str:
    """How the file is to be read: by its mark, else by its zero bytes, else UTF-8. A missing file is UTF-8.

    Raises `ConfigError` with a sentence that names the file and the line, where it can be read in none.
    """
    if not path.is_file():
        return "utf-8"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None) or _guess(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}:{line}: is not UTF-8 text; save the file as UTF-8") from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise ConfigError(f"{path}:{line}: holds a zero byte; save the file as UTF-8")
    return encoding


def _guess(content: bytes) -> str:
    """UTF-16 without its mark: settings are mostly ASCII, so every other byte is zero."""
    even, odd = content[::2].count(0), content[1::2].count(0)
    if max(even, odd) * 4 < len(content):
        return "utf-8"
    return "utf-16-le" if odd > even else "utf-16-be"
