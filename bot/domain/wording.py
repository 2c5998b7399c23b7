"""What changed between two wordings of one thing: the words that were wrong, those in their place, and where they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

LEAST_ALIKE = 0.5  # of two wordings' words; less in common, and the whole was written anew
LONG_ENOUGH = 3  # words that are recognised without their neighbours

# Figures and abbreviations keep their inner marks ("5:14", "26-1049", "p.m"); every other mark stands alone.
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:[.,:'’/–-]\w+)*|[^\w\s]")
# Words that stand beside anything, and so say nothing of what they stand beside.
_BESIDE_ANYTHING = """
aan als bij dan dat de den der des die dit door een en er had haar heeft het hij hun in is met na naar niet nog of om ook
op over te tegen tot uit van voor was wat werd wordt ze zich zij zijn zo
a after and are as at be but by for from had has have he her his if in is it its no not of on or our over she so that the
their they this to until was were which who will with
"""
_EMPTY = frozenset(_BESIDE_ANYTHING.split())
_MARKS = "%€$£°"  # that belong to a figure


class _Token(NamedTuple):
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rewording:
    """`old`, at `start` to `end` of the old wording, became `new`; either may be empty, never both.

    `before` and `after` are what both wordings have directly beside it, as it is written; empty where that says nothing.
    """

    old: str
    new: str
    start: int
    end: int
    before: str = ""
    after: str = ""

    @property
    def is_figure(self) -> bool:
        """Whether it is one number, which says little without what it counts."""
        return self.old[:1].isdigit() and len(_TOKEN.findall(self.old)) == 1

    @property
    def is_long(self) -> bool:
        """Whether the old words are enough to be recognised anywhere."""
        return len(re.findall(r"\w+", self.old)) >= LONG_ENOUGH

    def phrases(self) -> tuple[str, str]:
        """Old and new as a reader understands them alone: a number with what it counts, or its month."""
        if not self.old[-1:].isdigit():
            return self.old, self.new
        before, after = self.figure_context() if self.is_figure else ("", self.after)
        return before + self.old + after, before + self.new + after

    def figure_context(self) -> tuple[str, str]:
        """What stands before and after a number that belongs to it, with the space between; mostly one of them."""
        mark = self.before if self.before[-1:] in _MARKS else ""
        if self.after and not (self.before[:1].isupper() and not self.after.strip()[:1].isupper()):
            return mark, self.after
        return self.before, ""


@dataclass(frozen=True, slots=True)
class Revision:
    """An old and a new wording, and what changed from one to the other, in order of the old one."""

    was: str
    becomes: str
    changes: tuple[Rewording, ...]

    @property
    def is_anew(self) -> bool:
        """Whether so little stayed that the whole was written anew."""
        return len(self.changes) == 1 and self.changes[0].old == self.was

    def parts(self) -> Iterator[tuple[str, str, str]]:
        """The text in pieces: (what stayed, what went, what came in its place)."""
        place = 0
        for change in self.changes:
            yield self.was[place : change.start], change.old, change.new
            place = change.end
        yield self.was[place:], "", ""


@lru_cache(maxsize=256)
def compare_wordings(was: str, becomes: str) -> Revision:
    """The changes from one wording to another, word by word. Changes with a single word between them are one."""
    old, new = _tokens(was), _tokens(becomes)
    if not old or not new:
        return Revision(was, becomes, (Rewording(was, becomes, 0, len(was)),) if was != becomes else ())
    matcher = SequenceMatcher(
        None, [token.text for token in old], [token.text for token in new], autojunk=False
    )
    spans = [
        (first, last, other, end) for tag, first, last, other, end in matcher.get_opcodes() if tag != "equal"
    ]
    if spans and matcher.ratio() < LEAST_ALIKE:
        return Revision(was, becomes, (Rewording(was, becomes, 0, len(was)),))
    merged: list[tuple[int, int, int, int]] = []
    for first, last, other, end in spans:
        if merged and first - merged[-1][1] <= 1:
            merged[-1] = (merged[-1][0], last, merged[-1][2], end)
        else:
            merged.append((first, last, other, end))
    changes = tuple(_rewording(was, becomes, old, new, _filled(span, old)) for span in merged)
    return Revision(was, becomes, changes)


def _filled(span: tuple[int, int, int, int], old: list[_Token]) -> tuple[int, int, int, int]:
    """A span with something old in it: what was only put in takes the word after it along, or the one before."""
    first, last, other, end = span
    if first < last:
        return span
    if last < len(old):
        return first, last + 1, other, end + 1
    return first - 1, last, other - 1, end


def _rewording(
    was: str, becomes: str, old: list[_Token], new: list[_Token], span: tuple[int, int, int, int]
) -> Rewording:
    first, last, other, end = span
    start, stop = old[first].start, old[last - 1].end
    there = becomes[new[other].start : new[end - 1].end] if other < end else ""
    before = after = ""
    # The first word of all has its capital from there, and would pass for a name.
    if first > 1 and _says_something(old[first - 1].text):
        before = was[old[first - 1].start : start]
    if last < len(old) and _says_something(old[last].text):
        after = was[stop : old[last].end]
    return Rewording(was[start:stop], there, start, stop, before, after)


def _says_something(word: str) -> bool:
    if word in _MARKS:
        return True
    return len(word) > 2 and word[0].isalpha() and word.casefold() not in _EMPTY


def _tokens(text: str) -> list[_Token]:
    return [_Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]
