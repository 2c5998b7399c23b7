"""A new record as YAML text, and its place in a file: every other byte of the file stays as it is."""

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from bot.content.parsing.yaml_tree import Unreadable, compose, to_plain

WIDTH = 110  # columns, as the files have them
_FEW = 80  # characters of a list of plain words that stands on one line
_SIMPLE = re.compile(r"[\w-]+( [\w-]+)*")


def render_entry(record: Mapping[str, Any], *, in_list: bool) -> str:
    """The record as block YAML, ends with a line break; with `in_list` as an item that begins with `- `.

    What our own reader would not read back just so stands in quotes.
    """
    plain = _dump(record, in_list=in_list, quoted=False)
    if _reads_back(plain, record, in_list=in_list):
        return plain
    return _dump(record, in_list=in_list, quoted=True)


def insert_entry(text: str, entry: str, before: int | None) -> str:
    """`text` with `entry` in front of the record that begins on line `before` (from 1) and the comments above it; None: at the end."""
    newline = "\r\n" if "\r\n" in text else "\n"
    entry = entry.replace("\n", newline)
    lines = text.splitlines(keepends=True)
    if before is None:
        at = len(lines)
        while at and not lines[at - 1].strip():
            at -= 1
        head = "".join(lines[:at])
        if head and not head.endswith(("\n", "\r")):
            head += newline
        gap = newline if _has_gaps(lines) else ""
        return head + gap + entry + "".join(lines[at:])
    at = _comments_above(lines, before - 1)
    gap = newline if _has_gaps(lines) else ""
    return "".join(lines[:at]) + entry + gap + "".join(lines[at:])


def _dump(record: Mapping[str, Any], *, in_list: bool, quoted: bool) -> str:
    yaml = YAML()
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    shaped = _shape(record, quoted=quoted)
    out = io.StringIO()
    yaml.dump(shaped, out)
    text = out.getvalue()
    if not in_list:
        return text
    lines = [f"  {line}" if line.strip() else line for line in text.splitlines(keepends=True)]
    return "- " + "".join(lines)[2:]


def _shape(value: Any, *, quoted: bool) -> Any:
    if isinstance(value, Mapping):
        return CommentedMap({key: _shape(each, quoted=quoted) for key, each in value.items()})
    if isinstance(value, Sequence) and not isinstance(value, str):
        made = CommentedSeq([_shape(each, quoted=quoted) for each in value])
        simple = all(isinstance(each, str) and _SIMPLE.fullmatch(each) for each in value)
        if simple and sum(len(str(each)) + 2 for each in value) < _FEW:
            made.fa.set_flow_style()
        return made
    return DoubleQuotedScalarString(value) if quoted and isinstance(value, str) else value


def _reads_back(text: str, record: Mapping[str, Any], *, in_list: bool) -> bool:
    try:
        root = compose(text)
    except Unreadable:
        return False
    return root is not None and to_plain(root) == ([_plain(record)] if in_list else _plain(record))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value


def _has_gaps(lines: Sequence[str]) -> bool:
    """Whether records of the file have an empty line between them."""
    starts = [number for number, line in enumerate(lines) if line.startswith("- ")]
    if len(starts) < 2:
        return True
    return any(not lines[_comments_above(lines, start) - 1].strip() for start in starts[1:])


def _comments_above(lines: Sequence[str], at: int) -> int:
    """Where the comments begin that stand right above a line."""
    while at and lines[at - 1].lstrip().startswith("#"):
        at -= 1
    return at
