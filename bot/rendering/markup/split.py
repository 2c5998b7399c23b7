"""Long messages in parts, cut at meaning: heading, paragraph, sentence, word; tags are closed and opened again."""

import re
from html import unescape

from bot.rendering.markup.html import to_plain

LIMIT = 4096  # code points after entities are parsed (Bot API, sendMessage)

_PIECE = re.compile(r"(<[^>]+>|&(?:lt|gt|amp|quot|#\d+);)")
_CUTS = (
    re.compile(r"\n(?=\n?<b>)"),
    re.compile(r"\n\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?]) "),
    re.compile(r" "),
)


def split(html: str, limit: int = LIMIT) -> list[str]:
    """Parts of at most `limit` code points each as Telegram counts them; at least one part, in order."""
    pieces = [piece for piece in _PIECE.split(html) if piece]
    length = sum(_length(piece) for piece in pieces)
    if length <= limit:
        return [html.strip() or html]
    parts: list[str] = []
    rest = html
    while True:
        at = _cut(rest, limit)
        if at is None:
            break
        head, tail = rest[:at], rest[at:]
        opened = _open_tags(head)
        closing = "".join(f"</{_name(tag)}>" for tag in reversed(opened))
        if to_plain(head).strip():
            parts.append(head.rstrip() + closing)
        rest = "".join(opened) + tail.lstrip()
    if to_plain(rest).strip():
        parts.append(rest)
    return parts


def _cut(html: str, limit: int) -> int | None:
    """Where to cut so that what comes before fits; None where all of it fits."""
    position = counted = 0
    for piece in _PIECE.split(html):
        size = _length(piece)
        if counted + size > limit:
            hard = position + (0 if piece.startswith("&") else limit - counted)
            return _best_cut(html, hard)
        counted += size
        position += len(piece)
    return None


def _best_cut(html: str, hard: int) -> int:
    """The last good place before `hard`, not so early that the part would be small."""
    least = hard // 2
    for pattern in _CUTS:
        found = [match.end() for match in pattern.finditer(html, 0, hard) if match.end() >= least]
        found = [at for at in found if _is_outside_tag(html, at)]
        if found:
            return found[-1]
    # No word ends here: cut between letters, never inside a tag or an entity.
    return hard


def _is_outside_tag(html: str, at: int) -> bool:
    return html.rfind("<", 0, at) <= html.rfind(">", 0, at)


def _length(piece: str) -> int:
    if piece.startswith("<") and piece.endswith(">"):
        return 0
    return len(unescape(piece))


def _open_tags(html: str) -> list[str]:
    opened: list[str] = []
    for tag in re.findall(r"<[^>]+>", html):
        if tag.startswith("</"):
            if opened:
                opened.pop()
        else:
            opened.append(tag)
    return opened


def _name(tag: str) -> str:
    return tag.strip("<>").split(" ")[0]
