"""One more text in a list of a record: every other byte of the file stays as it is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from bot.content.writing import WIDTH, render_entry
from bot.content.yaml_tree import Unreadable, compose, find, to_plain
from bot.domain.text import Lang
from bot.errors import BotError

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


def add_item(text: str, record: int, steps: tuple[str, str], item: str) -> Extended:
    """`text` with `item` at the end of the list to which `steps` lead in the record of that number (from 0).

    `steps` are a key and a language; what is not there of them is made. Raises `NotExtendable`; never gives a text that
    says anything else than before, and the item.
    """
    root = compose(text)
    if not isinstance(root, SequenceNode):
        raise NotExtendable
    newline = "\r\n" if "\r\n" in text else "\n"
    piece = _place(text, root.value[record], steps, item, newline)
    changed = text[: piece.at] + piece.words + text[piece.at :]
    wanted = to_plain(root)
    wanted[record].setdefault(steps[0], {}).setdefault(steps[1], []).append(item)
    if not _says(changed, wanted):
        raise NotExtendable
    return Extended(changed, changed.count("\n", 0, piece.at + piece.item) + 1)


def _place(text: str, record: Node, steps: tuple[str, str], item: str, newline: str) -> _Piece:
    found = find(record, steps)
    if isinstance(found, SequenceNode):
        return _into_list(text, found, item, newline)
    if not isinstance(found, MappingNode):
        raise NotExtendable
    key, value = (steps[0], {steps[1]: [item]}) if found is record else (steps[1], [item])
    return _into_mapping(text, found, key, value, newline)


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


def _into_mapping(text: str, node: MappingNode, key: str, value: Any, newline: str) -> _Piece:
    """A new key: Dutch in front of English, all else at the end."""
    other = next((known for known, _ in node.value if key == _FIRST and known.value == _SECOND), None)
    if text[node.start_mark.index] == "{":
        words = f"{key}: {_in_flow(value)}"
        if other is not None:
            return _Piece(other.start_mark.index, f"{words}, ", 0)
        if not node.value:
            return _Piece(node.start_mark.index + 1, words, 0)
        return _Piece(node.value[-1][1].end_mark.index, f", {words}", 2)
    indent = " " * node.value[0][0].start_mark.column
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
