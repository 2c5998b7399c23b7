"""Slips of the pen in YAML, found where they were made and told in words that an editor understands.

A parser notices an unclosed quotation only lines later, at something innocent, and not at all when half a sentence
became a comment. What is looked for here is what people write: an apostrophe or quotation mark that opens a text, a
colon or a " #" inside one, a tab, a character with which no plain text may begin.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.i18n import N_
from bot.i18n.editors import tell

# Where the value of a line begins: behind its dashes and its key.
_VALUE = re.compile(r"^(\s*(?:-\s+)*)([\w./-]+:(?:\s+|$))?")
_KEY = re.compile(r"^\s*(?:-\s+)?[\w./-]+:(?:\s|$)")
_BLOCK = re.compile(r"(?:^|\s)[|>][+-]?\d?[+-]?\s*(?:#.*)?$")
_FLOW_PLACE = re.compile(r"(?:[\[{,]|:\s)\s*(?=['\"])")
_CUT = re.compile(r"\s+#")

_OPENED = N_(
    "this text begins with %(mark)s, which opens a quotation that does not end with the text; put the whole text in "
    "double quotes, or write >- and the text on the next line"
)
_SWALLOWED = N_(
    "the quotation that begins here does not end before line %(line)s; close it, or put the whole text in double quotes"
)
_CUT_OFF = N_('the text is cut off here: " #" begins a comment; put the whole text in double quotes')

# What libyaml says, by what occurs in it, and what an editor is told instead.
_SENTENCES = (
    ("mapping values are not allowed", N_("a colon with a space behind it stands inside a text; put the whole text in double quotes")),
    ("tab character", N_("there is a tab here; begin lines with spaces")),
    ("found unknown escape character", N_("a backslash stands in a text in double quotes; write it twice")),
    ("cannot start any token", N_("a text may not begin with this character; put the whole text in double quotes")),
    ("expected alphabetic or numeric", N_("a text that begins with * or & needs double quotes around it")),
    ("while scanning a tag", N_("a text that begins with ! needs double quotes around it")),
    ("expected comment or line break", N_("after >- or | the text begins on the next line")),
    ("could not find expected ':'", N_("this line is no key with a value; a text of several lines begins with >- or stands in double quotes")),
    ("',' or '}'", N_("braces that were opened are not closed, or a comma is missing; a text with a comma or a colon in it needs double quotes")),
    ("',' or ']'", N_("a bracket that was opened is not closed, or a comma is missing; a text with a comma or a question mark in it needs double quotes")),
    ("expected '-' indicator", N_("each record begins with '- ' at the same place as the one above it")),
    ("unexpected end of stream", N_("a quotation that was opened is not closed before the end of the file")),
    ("second document", N_("a second document begins here (---); a file holds one")),
    ("did not find expected key", N_("this line does not fit the ones above it: look at the spaces it begins with, and at quotation marks above it")),
    ("did not find expected node", N_("something is missing here: a value behind a key, or a bracket that is not closed")),
    ("entries are not allowed", N_("a text that begins with '- ' needs double quotes around it")),
    ("keys are not allowed", N_("a text that begins with '? ' needs double quotes around it")),
)  # fmt: skip
_OTHER = N_(
    "this line cannot be read; look at its quotation marks and colons, and at the spaces it begins with"
)


@dataclass(frozen=True, slots=True)
class Slip:
    """A fault of the pen; `line` and `column` count from 1."""

    message: str
    line: int
    column: int


def explain(parsers_words: str, text: str, line: int, column: int) -> Slip:
    """What an editor is told for what the parser met at `line`, at the place where it went wrong."""
    opened = find_open_quotation(text, until=line)
    if opened is not None:
        return opened
    if text.split("\n")[line - 1][column - 1 : column] == "\t":
        parsers_words = "tab character"
    sentence = next((ours for theirs, ours in _SENTENCES if theirs in parsers_words), _OTHER)
    return Slip(tell(sentence), line, column)


def find_open_quotation(text: str, *, until: int) -> Slip | None:
    """The first text, from line 1 to `until`, that begins with a quotation mark and goes on after its end."""
    lines = text.split("\n")
    number = 0
    while number < min(until, len(lines)):
        line = lines[number]
        value = _VALUE.match(line)
        start = value.end() if value else 0
        if line.lstrip().startswith("#"):
            number += 1
            continue
        if _BLOCK.search(line[max(start - 1, 0) :]):
            number = _after_block(lines, number)
            continue
        is_flow = line[start : start + 1] in ("[", "{")
        places = [found.end() for found in _FLOW_PLACE.finditer(line, start)] if is_flow else [start]
        ends_at = number
        at = start
        for place in places:
            if place < at or line[place : place + 1] not in ("'", '"'):
                continue
            end = _end_of_quotation(lines, number, place)
            if end is None or not _may_end(lines[end[0]][end[1] :], is_flow=is_flow):
                mark = tell(N_("an apostrophe")) if line[place] == "'" else tell(N_("a quotation mark"))
                return Slip(tell(_OPENED, mark=mark), number + 1, place + 1)
            ends_at, at = end
            if ends_at != number:
                break
        number = ends_at + 1
    return None


def find_slips(root: Node, text: str) -> Iterator[Slip]:
    """What a text that can be read lost all the same: words behind " #", and lines inside somebody's quotation."""
    lines = text.split("\n")
    waiting: list[tuple[Node, bool]] = [(root, False)]
    while waiting:
        node, is_text = waiting.pop()
        if isinstance(node, SequenceNode):
            waiting.extend((each, is_text) for each in node.value)
        elif isinstance(node, MappingNode):
            for key, value in node.value:
                waiting.append(
                    (value, key.value in ("nl", "en") or (is_text and key.value in ("text", "term")))
                )
        elif isinstance(node, ScalarNode):
            slip = _swallowed(node, lines) if node.style in ("'", '"') else _cut_off(node, lines, is_text)
            if slip is not None:
                yield slip


def _swallowed(node: ScalarNode, lines: Sequence[str]) -> Slip | None:
    start, end = node.start_mark, node.end_mark
    if any(_KEY.match(line) for line in lines[start.line + 1 : end.line + 1]):
        return Slip(tell(_SWALLOWED, line=end.line + 1), start.line + 1, start.column + 1)
    return None


def _cut_off(node: ScalarNode, lines: Sequence[str], is_text: bool) -> Slip | None:
    """A word glued to # is no comment of an editor's; behind a text for readers no comment is safe."""
    if node.style or node.start_mark.index == node.end_mark.index:
        return None
    end = node.end_mark
    line = lines[end.line] if end.line < len(lines) else ""
    cut = _CUT.match(line, end.column)
    if cut is None:
        return None
    is_glued = line[cut.end() : cut.end() + 1].strip() != ""
    return Slip(tell(_CUT_OFF), end.line + 1, end.column + 1) if is_text or is_glued else None


def _after_block(lines: Sequence[str], number: int) -> int:
    """The first line behind the block that line `number` opens: the next one that is not indented deeper."""
    indent = len(lines[number]) - len(lines[number].lstrip())
    number += 1
    while number < len(lines):
        line = lines[number]
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            break
        number += 1
    return number


def _end_of_quotation(lines: Sequence[str], number: int, start: int) -> tuple[int, int] | None:
    """Line and column, from 0, behind the mark that closes what is opened at `start`; None where nothing does."""
    mark = lines[number][start]
    at = start + 1
    while number < len(lines):
        line = lines[number]
        while at < len(line):
            if mark == '"' and line[at] == "\\":
                at += 2
            elif line[at] != mark:
                at += 1
            elif mark == "'" and line[at + 1 : at + 2] == "'":
                at += 2
            else:
                return number, at + 1
        number, at = number + 1, 0
    return None


def _may_end(rest: str, *, is_flow: bool) -> bool:
    rest = rest.strip()
    return not rest or rest == ":" or rest.startswith(("#", ": ")) or (is_flow and rest[0] in ",]}:")
