"""A text to its sentences and words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s)")
_STARTS_SENTENCE = re.compile(r"\s+(?:['’][stn]\s+|[(\[*]+)?[A-ZÀ-Þ0-9\"“„«‘']")
_BREAK = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:#|[-+*▪] |\d+\. ))|(?<=\n)[ \t]*#+[^\n]*\n")
# Points that end no sentence: initials (D.C., J.), and short forms that a name or number follows.
_NO_END = re.compile(
    r"(?:\b[A-Za-z]|\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|No|vs|St|Jr|Inc|Corp|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec"
    r"|mr|dr|ir|drs|prof|nr|art|bijv|bv|o\.a|d\.w\.z|m\.a\.w|ca|resp|zgn|jl|a\.s|e\.g|i\.e))\.$"
)
_HALF_OF_DAY = re.compile(r"\b[ap]\.\s?m\.$", re.IGNORECASE)
_ZONE_FOLLOWS = re.compile(r"\s+(?:Eastern|Pacific|Central|Mountain|GMT|UTC|E[SD]?T\b|P[SD]?T\b|CES?T\b)")
_OPENING = 4  # words: "At 5:14 p.m. Brood" goes on
_WORD = re.compile(r"[^\W_]+(?:['’.,:/-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`at`: where it begins in the text, in characters."""

    text: str
    at: int

    @property
    def words(self) -> list[str]:
        """A number, a name with a hyphen and a word with an apostrophe are one word each."""
        return _WORD.findall(self.text)


def find_sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences in their order; a heading, a list item and a paragraph end one."""
    return tuple(sentence for start, end in _blocks(text) for sentence in _in_block(text, start, end))


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _BREAK.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _in_block(text: str, start: int, end: int) -> Iterator[Sentence]:
    begin = start
    for stop in _END.finditer(text, start, end):
        if _is_end(text, begin, stop.end()):
            yield from _made(text, begin, stop.end())
            begin = stop.end()
    yield from _made(text, begin, end)


def _is_end(text: str, begin: int, at: int) -> bool:
    if not _STARTS_SENTENCE.match(text, at):
        return False
    before = text[max(0, at - 12) : at].rstrip("\"”’')]")
    if _HALF_OF_DAY.search(before):
        is_opening = len(text[begin:at].split()) <= _OPENING
        return not is_opening and not _ZONE_FOLLOWS.match(text, at)
    return not _NO_END.search(before)


def _made(text: str, start: int, end: int) -> Iterator[Sentence]:
    part = text[start:end]
    stripped = part.strip()
    if stripped:
        yield Sentence(stripped, start + part.index(stripped[0]))
