"""A message that readers have, put right in place: the wrong words struck out, the right ones after them, nothing else."""

import re
from collections.abc import Iterator, Sequence

from bot.domain.text import Lang
from bot.domain.wording import Revision, Rewording, compare_wordings
from bot.i18n import Translator
from bot.rendering.markup.html import escape, italic, to_plain

MOST_CHARACTERS = 4_096  # of a message, after its tags are read (core.telegram.org/bots/api#sendmessage)

_TAGS = re.compile(r"(<[^>]+>)")
_SPACE = re.compile(r"\s+")
_EMPTY = re.compile(r"<(\w+)></\1>")
_STRUCK = "\0"  # stands for what was struck before: no pattern has it


def strike(html: str, revisions: Sequence[Revision], *, lang: Lang, others: Sequence[str] = ()) -> str | None:
    """The message with every wrong word of `revisions` struck and replaced; None where it shows none of them.

    The whole old wording counts wherever it stands. So do the changed words with their neighbours, as an update may have
    put them in a sentence of its own, but not where one of `others`, the texts of what else the message shows, has them
    rightly. None too where the result would be too long for a message.
    """
    wholes = [pattern for revision in revisions for pattern in _whole(revision)]
    phrases = [pattern for revision in revisions for pattern in _phrases(revision, others)]
    found = _replaced(html, [*wholes, *phrases])
    if found == html:
        return None
    line = italic(Translator(lang).gettext("Corrected: what is struck out was wrong."))
    if line not in found:
        found = f"{found}\n\n{line}"
    return found if len(to_plain(found)) <= MOST_CHARACTERS else None


def mark_changes(was: str, becomes: str) -> str:
    """The new wording with what went struck out before what came in its place."""
    revision = compare_wordings(was, becomes)
    return "".join(f"{escape(kept)}{_struck(old, new)}" for kept, old, new in revision.parts())


Pattern = tuple[
    re.Pattern[str], str
]  # what is looked for, with a group "old", and the HTML that takes that group's place


def _replaced(html: str, patterns: Sequence[Pattern]) -> str:
    """`html` with the patterns replaced in its text, through tags; tags stay, and what was struck before stays struck."""
    pieces, struck = _TAGS.split(html), 0
    texts = []
    for piece in pieces:
        if piece.startswith("<"):
            struck += {"<s>": 1, "</s>": -1}.get(piece, 0)
            texts.append("")
        else:
            texts.append(_STRUCK if struck and piece else piece)
    places = _places("".join(texts), patterns)
    return _EMPTY.sub("", "".join(_put(pieces, texts, places))) if places else html


def _places(text: str, patterns: Sequence[Pattern]) -> list[tuple[int, int, str]]:
    """Where to put what. Each place once, by the first pattern that has it: the next does not look through what it puts there."""
    found: list[tuple[int, int, str]] = []
    for pattern, right in patterns:
        for match in pattern.finditer(text):
            start, end = match.span("old")
            if all(end <= first or start >= last for first, last, _ in found):
                found.append((start, end, right))
    return sorted(found)


def _put(
    pieces: Sequence[str], texts: Sequence[str], places: Sequence[tuple[int, int, str]]
) -> Iterator[str]:
    """The pieces, with what comes in a place where that begins, and without what stood there, also beyond a tag."""
    offset = 0
    for piece, text in zip(pieces, texts, strict=True):
        if text != piece:  # a tag, or what was struck before
            yield piece
            offset += len(text)
            continue
        at, end = offset, offset + len(text)
        for first, last, right in places:
            if last <= at or first >= end:
                continue
            if first >= offset:
                yield text[at - offset : first - offset] + right
            at = min(last, end)
        yield text[at - offset :]
        offset = end


def _whole(revision: Revision) -> Iterator[Pattern]:
    """The old wording, with or without the full stop at its end."""
    if revision.was.strip():
        kept = "".join(f"{escape(kept)}{_struck(old, new)}" for kept, old, new in revision.parts())
        yield re.compile(f"(?<!\\w)(?P<old>{_spaced(revision.was)})(?!\\w)"), kept


def _phrases(revision: Revision, others: Sequence[str]) -> Iterator[Pattern]:
    if revision.is_anew:
        return
    for change in revision.changes:
        for before, after in _contexts(change):
            pattern = re.compile(
                f"(?<!\\w){_near(before)}(?P<old>{_spaced(change.old)}){_near(after)}(?!\\w)"
            )
            if not any(pattern.search(escape(text)) for text in others):
                yield pattern, _struck(change.old, change.new)


def _contexts(change: Rewording) -> Iterator[tuple[str, str]]:
    """What has to stand before and after the old words, for them to be these."""
    if change.is_long:
        yield "", ""
    elif change.is_figure:
        before, after = change.figure_context()
        if before or after:
            yield before, after
    else:
        if change.before:
            yield change.before, ""
        if change.after:
            yield "", change.after


def _near(words: str) -> str:
    return f"(?i:{_spaced(words)})" if words else ""


def _spaced(text: str) -> str:
    """The text as a pattern, escaped as a message has it, with any space for a space."""
    lead, trail = text[:1].isspace(), text[-1:].isspace()
    words = r"\s+".join(re.escape(escape(word)) for word in _SPACE.split(text.strip()))
    return (r"\s+" if lead else "") + words + (r"\s+" if trail else "")


def _struck(old: str, new: str) -> str:
    if not old:
        return escape(new)
    return f"<s>{escape(old)}</s>" + (f" {escape(new)}" if new else "")
