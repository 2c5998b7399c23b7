"""One more text in a list of a record: every other byte of the file stays as it is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from bot.content.parsing.yaml_tree import Unreadable, compose, find, to_plain
from bot.content.writing.writing import WIDTH, render_entry
from bot.domain.text import Lang
from bot.errors import BotError

Steps = tuple[str] | tuple[str, str]
_FIRST, _SECOND = (lang.value for lang in Lang)  # the order in which records have their languages


class NotExtendable(BotError):
    """The list stands in the file in a form that only an editor can add to."""


@dataclass(frozen=True, slots=True)
class Extended:
    """The whole text, and the line (from 1) on which the new item begins."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """What goes in at `at`; the new item begins `item` characters into it."""

    at: int
    words: str
    item: int


def add_item(text: str, record: int | str, steps: Steps, item: str) -> Extended:
    """`text` with `item` at the end of the list to which `steps` lead in a record.

    `record` is its number (from 0), or its key where the file has its records by key. `steps` are a key and a language, or a
    language alone; what is not there of them is made. Raises `NotExtendable`; never gives a text that says anything else
    than before, and the item.
    """
    root = compose(text)
    if not isinstance(root, MappingNode if isinstance(record, str) else SequenceNode):
        raise NotExtendable
    newline = "\r\n" if "\r\n" in text else "\n"
    piece = _place(text, _find_record(root, record), steps, item, newline)
    changed = text[: piece.at] + piece.words + text[piece.at :]
    wanted = to_plain(root)
    here = wanted[record]
    for step in steps[:-1]:
        here = here.setdefault(step, {})
    here.setdefault(steps[-1], []).append(item)
    if not _says(changed, wanted):
        raise NotExtendable
    return Extended(changed, changed.count("\n", 0, piece.at + piece.item) + 1)


def add_keyed(text: str, key: str, lang: str, item: str) -> Extended:
    """`text` with a new record at its end: `key`, and in it the one item in a list of `lang`, in block style."""
    newline = "\r\n" if "\r\n" in text else "\n"
    head = text if not text or text.endswith("\n") else text + newline
    lines = (f"{key}:", f"  {lang}:", f"    - {_scalar(item, in_flow=False)}", "")
    return Extended(head + newline.join(lines), head.count("\n") + 3)


def _find_record(root: Node, record: int | str) -> Node:
    found = find(root, [record])
    if found is root:
        raise NotExtendable
    return found


def _place(text: str, record: Node, steps: Steps, item: str, newline: str) -> _Piece:
    found = find(record, steps)
    if isinstance(found, SequenceNode):
        return _into_list(text, found, item, newline)
    if not isinstance(found, MappingNode):
        raise NotExtendable
    if found is record and len(steps) > 1:
        return _into_mapping(text, found, steps[0], {steps[1]: [item]}, newline)
    return _into_mapping(text, found, steps[-1], [item], newline, as_lines=len(steps) == 1)


def _into_list(text: str, node: SequenceNode, item: str, newline: str) -> _Piece:
    if text[node.start_mark.index] != "[":
        at = _line_end(text, _end(text, node))
        head = newline + " " * node.start_mark.column + "- "
        return _Piece(at, head + _scalar(item, in_flow=False), len(head))
    words = _scalar(item, in_flow=True)
    if not node.value:
        return _Piece(node.start_mark.index + 1, words, 0)
    at = node.value[-1].end_mark.index
    head = ", "
    if len(text[text.rfind("\n", 0, at) + 1 : at]) + len(head + words) >= WIDTH:
        head = "," + newline + " " * node.value[0].start_mark.column
    return _Piece(at, head + words, len(head))


def _into_mapping(
    text: str, node: MappingNode, key: str, value: Any, newline: str, *, as_lines: bool = False
) -> _Piece:
    """A new key: Dutch in front of English, all else at the end; with `as_lines` its one item has a line of its own."""
    other = next((known for known, _ in node.value if key == _FIRST and known.value == _SECOND), None)
    if text[node.start_mark.index] == "{":
        words = f"{key}: {_in_flow(value)}"
        if other is not None:
            return _Piece(other.start_mark.index, f"{words}, ", 0)
        if not node.value:
            return _Piece(node.start_mark.index + 1, words, 0)
        return _Piece(node.value[-1][1].end_mark.index, f", {words}", 2)
    indent = " " * node.value[0][0].start_mark.column
    if as_lines:
        lines = [f"{key}:", f"  - {_scalar(value[0], in_flow=False)}"]
    else:
        lines = render_entry({key: value}, in_list=False).splitlines()
    block = newline.join(indent + line for line in lines)
    item = min(at for at in (block.find("- "), block.find("[")) if at >= 0)
    if other is not None:
        return _Piece(text.rfind("\n", 0, other.start_mark.index) + 1, block + newline, item)
    return _Piece(_line_end(text, _end(text, node)), newline + block, len(newline) + item)


def _end(text: str, node: Node) -> int:
    """Where the last word of a node ends; a block's own end is where the next thing begins."""
    while isinstance(node, SequenceNode | MappingNode) and text[node.start_mark.index] not in "[{":
        last = node.value[-1]
        node = last[1] if isinstance(node, MappingNode) else last
    return int(node.end_mark.index)


def _line_end(text: str, at: int) -> int:
    """The end of the line on which the last word before `at` stands, what follows it there included."""
    at = len(text[:at].rstrip())
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if text[at:end].endswith("\r") else end


def _scalar(item: str, *, in_flow: bool) -> str:
    """As plain as it reads back, else in double quotes, which take what JSON's do."""
    around = f"[{item}]\n" if in_flow else f"- {item}\n"
    return (
        item
        if _says(around, [item]) and not item.startswith(("'", '"'))
        else json.dumps(item, ensure_ascii=False)
    )


def _in_flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_in_flow(each)}" for key, each in value.items()) + "}"
    return "[" + ", ".join(_scalar(each, in_flow=True) for each in value) + "]"


def _says(text: str, wanted: Sequence[Any]) -> bool:
    try:
        root = compose(text)
    except Unreadable:
        return False
    return root is not None and to_plain(root) == wanted
