"""What Telegram finds by itself in a text: commands, links, names and subjects. Offsets are UTF-16 code units."""

import re
from typing import Any

from bot.sandbox.rules.html import utf16_length

Json = dict[str, Any]

_COMMAND = re.compile(r"(?<![\w/])/([A-Za-z0-9_]{1,32})(@\w{3,32})?(?![\w/])")
_AUTO = (
    (re.compile(r"https?://[^\s<>\"]+"), "url"),
    (re.compile(r"(?<!\w)@[A-Za-z0-9_]{4,32}"), "mention"),
    (re.compile(r"(?<!\w)#\w*[^\W\d]\w*"), "hashtag"),
)


def leading_command(text: str) -> tuple[str, str] | None:
    """The command that a text begins with, and the bot's name that it is said to, in lower case; None where it has none."""
    typed = _COMMAND.match(text)
    return (typed[1], (typed[2] or "").lower()) if typed is not None else None


def find_entities(text: str) -> list[Json]:
    """Entities that Telegram finds by itself in plain text: commands, links, mentions, hashtags."""
    found: list[Json] = [
        {
            "type": "bot_command",
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match[0]),
        }
        for match in _COMMAND.finditer(text)
    ]
    for pattern, kind in _AUTO:  # links first: what looks like a name in an address is none
        taken = [(each["offset"], each["offset"] + each["length"]) for each in found]
        for match in pattern.finditer(text):
            offset = utf16_length(text[: match.start()])
            if not any(start <= offset < end for start, end in taken):
                found.append({"type": kind, "offset": offset, "length": utf16_length(match[0])})
    return sorted(found, key=lambda entity: entity["offset"])


def text_of(entity: Json, text: str) -> str:
    """The part of a text that an entity covers, by UTF-16 code units."""
    begin, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
    return text.encode("utf-16-le")[begin:end].decode("utf-16-le", "replace")
