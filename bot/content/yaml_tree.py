"""YAML 1.2 text to a tree that knows its lines, by libyaml's composer; scalars are resolved here.

libyaml reads YAML 1.1; the difference that editors meet is in plain scalars (`yes`, `no`, `on` are words in 1.2),
and those are resolved by the 1.2 core schema below (yaml.org/spec/1.2.2, 10.3).
"""

import re
from collections.abc import Sequence
from typing import Any, cast

from ruamel.yaml.cyaml import CSafeLoader
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

DEEPEST = 30  # levels; records need five. The C composer recurses, so depth is checked before it runs.

_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DEEP_BLOCK = re.compile(rf"^(?:[ \t]*[-?:](?=[ \t])){{{DEEPEST},}}", re.MULTILINE)
_DEEP_INDENT = re.compile(r"^[ ]{200,}\S", re.MULTILINE)


class Unreadable(Exception):
    """The text is no YAML that we take; `line` and `column` count from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def compose(text: str) -> Node | None:
    """The tree of the one document in `text`; None for an empty one. Raises `Unreadable`."""
    _refuse_depth(text)
    try:
        node = CSafeLoader(text).get_single_node()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = " ".join(filter(None, (error.context, error.problem))) or "is not YAML"
        raise Unreadable(
            f"YAML: {message}", mark.line + 1 if mark else 1, mark.column + 1 if mark else 1
        ) from error
    except (YAMLError, ValueError) as error:
        position = getattr(error, "position", 0) or 0
        line = text.count("\n", 0, position) + 1
        raise Unreadable("YAML: has a character that is not allowed", line) from error
    if node is not None:
        _refuse_aliases_and_doubles(node)
    return cast("Node | None", node)


def to_plain(node: Node) -> Any:
    """The tree as dicts, lists, strings, numbers, booleans and None."""
    if isinstance(node, MappingNode):
        return {key.value: to_plain(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [to_plain(item) for item in node.value]
    return _scalar(cast(ScalarNode, node))


def find(node: Node, path: Sequence[str | int]) -> Node:
    """The node at `path`, or the nearest one above it that is there."""
    for step in path:
        found: Node | None = None
        if isinstance(node, MappingNode):
            found = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = node.value[step]
        if found is None:
            return node
        node = found
    return node


def find_key(node: Node, path: Sequence[str | int]) -> Node:
    """The key's node of the last step of `path`, or the nearest thing there is."""
    parent = find(node, path[:-1])
    if isinstance(parent, MappingNode):
        return next((key for key, _ in parent.value if key.value == path[-1]), parent)
    return parent


def _scalar(node: ScalarNode) -> Any:
    value = str(node.value)
    if node.style:  # quoted or block: always text
        return value
    if value in ("", "~", "null", "Null", "NULL"):
        return None
    if value in ("true", "True", "TRUE"):
        return True
    if value in ("false", "False", "FALSE"):
        return False
    if _INT.fullmatch(value) and len(value) < 19:
        return int(value)
    if _FLOAT.fullmatch(value):
        return float(value)
    return value


def _refuse_depth(text: str) -> None:
    depth = 0
    if text.count("[") + text.count("{") > DEEPEST:
        for number, line in enumerate(text.split("\n"), start=1):
            depth += line.count("[") + line.count("{") - line.count("]") - line.count("}")
            most = max(depth, line.count("[") + line.count("{"))
            if most > 200 or depth > DEEPEST:
                raise Unreadable("YAML: brackets are nested too deep", number)
            depth = max(depth, 0)
    for pattern in (_DEEP_BLOCK, _DEEP_INDENT):
        found = pattern.search(text)
        if found:
            raise Unreadable("YAML: is nested too deep", text.count("\n", 0, found.start()) + 1)


def _refuse_aliases_and_doubles(root: Node) -> None:
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        mark = node.start_mark
        if id(node) in seen:
            raise Unreadable("YAML: anchors and aliases are not used here", mark.line + 1, mark.column + 1)
        seen.add(id(node))
        if isinstance(node, SequenceNode):
            waiting.extend(node.value)
        elif isinstance(node, MappingNode):
            keys: set[str] = set()
            for key, value in node.value:
                where = key.start_mark
                if not isinstance(key, ScalarNode):
                    raise Unreadable("YAML: a key must be a word", where.line + 1, where.column + 1)
                if key.value in keys:
                    raise Unreadable(f"key {key.value!r} stands twice", where.line + 1, where.column + 1)
                keys.add(key.value)
                waiting.append(value)
