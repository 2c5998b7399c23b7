"""YAML 1.2 text to a tree that knows its lines, from libyaml's events; scalars are resolved here.

libyaml reads YAML 1.1; the difference that editors meet is in plain scalars (`yes`, `no`, `on` are words in 1.2),
and those are resolved by the 1.2 core schema below (yaml.org/spec/1.2.2, 10.3). The tree is built here and not by
libyaml's own composer: that one recurses in C, so a file of opening brackets would end the whole process.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

from ruamel.yaml.cyaml import CSafeLoader
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.content.parsing.slips import explain
from bot.i18n import N_
from bot.i18n.editors import tell

DEEPEST = 30  # levels; records need five

_ODD_BREAK = re.compile("[\x85\u2028\u2029]")
# Only what comes back unchanged: 0012 and 1.10 are an editor's words, and no field holds a fraction.
_INT = re.compile(r"0|-?[1-9][0-9]{0,17}")


class Unreadable(Exception):
    """The text is no YAML that we take; `line` and `column` count from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def compose(text: str) -> Node | None:
    """The tree of the one document in `text`; None for an empty one. Raises `Unreadable`."""
    odd = _ODD_BREAK.search(text)
    if odd:  # libyaml would count a line here, and editors would not
        line = text.count("\n", 0, odd.start()) + 1
        raise Unreadable(
            tell(N_("has a line break of an unusual kind in it")),
            line,
            odd.start() - text.rfind("\n", 0, odd.start()),
        )
    try:
        return _build(_events(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if "flow" in (error.context or "") and _is_behind(text, mark, error.context_mark):
            mark = error.context_mark  # where the bracket was opened that is not closed
        words = " ".join(filter(None, (error.context, error.problem)))
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        last = text.count("\n") + 1
        if line > last:  # libyaml ends a last line that does not end
            line, column = last, len(text) - text.rfind("\n")
        slip = explain(words, text, line, column)
        raise Unreadable(slip.message, slip.line, slip.column) from error
    except (YAMLError, ValueError) as error:
        position = getattr(error, "position", 0) or 0
        line = text.count("\n", 0, position) + 1
        raise Unreadable(tell(N_("a character that is not allowed stands here")), line) from error


def find_doubled_keys(root: Node) -> Iterator[Unreadable]:
    """Each key that stands in its mapping a second time."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, SequenceNode):
            waiting.extend(node.value)
        elif isinstance(node, MappingNode):
            keys: set[str] = set()
            for key, value in node.value:
                if key.value in keys:
                    yield _at(key, tell(N_("key '%(key)s' stands twice"), key=key.value))
                keys.add(key.value)
                waiting.append(value)


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
    return int(value) if _INT.fullmatch(value) else value


def _events(text: str) -> Iterator[Event]:
    parser = CSafeLoader(text)
    while True:
        event = parser.get_event()
        if event is None or isinstance(event, StreamEndEvent):
            return
        yield event


def _build(events: Iterator[Event]) -> Node | None:
    """One pass with a stack of its own; ends at the first thing that records have no use for."""
    root: Node | None = None
    documents = 0
    open_nodes: list[Node] = []
    keys: list[ScalarNode | None] = []  # per open mapping: the key that waits for its value
    for event in events:
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _at(event, tell(N_("a second document begins here (---); a file holds one")))
            continue
        if isinstance(event, CollectionEndEvent):
            open_nodes.pop().end_mark = event.end_mark
            keys.pop()
            continue
        node = _to_node(event)
        if node is None:
            continue
        if not open_nodes:
            root = node
        elif isinstance(open_nodes[-1], SequenceNode):
            open_nodes[-1].value.append(node)
        elif keys[-1] is None:
            if not isinstance(node, ScalarNode):
                raise _at(node, tell(N_("a key must be a word")))
            keys[-1] = node
        else:
            open_nodes[-1].value.append((keys[-1], node))
            keys[-1] = None
        if not isinstance(node, ScalarNode):
            open_nodes.append(node)
            keys.append(None)
            if len(open_nodes) > DEEPEST:
                raise _at(node, tell(N_("is nested too deep")))
    return root


def _is_behind(text: str, place: Any, opened: Any) -> bool:
    """Whether `place` is on a line that is no deeper than the one on which a bracket was `opened`: it was left open."""
    lines = [*text.split("\n"), ""]
    if not place or not opened or place.line <= opened.line:
        return False
    line = lines[min(place.line, len(lines) - 1)]
    return len(line) - len(line.lstrip()) <= len(lines[opened.line]) - len(lines[opened.line].lstrip())


def _to_node(event: Event) -> Node | None:
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
        raise _at(event, tell(N_("a text that begins with * or & needs double quotes around it")))
    if getattr(event, "tag", None):
        raise _at(event, tell(N_("a text that begins with ! needs double quotes around it")))
    if isinstance(event, ScalarEvent):
        return ScalarNode(None, event.value, event.start_mark, event.end_mark, style=event.style or None)
    if isinstance(event, SequenceStartEvent):
        return SequenceNode(None, [], event.start_mark, event.end_mark)
    if isinstance(event, MappingStartEvent):
        return MappingNode(None, [], event.start_mark, event.end_mark)
    return None


def _at(place: Node | Event, message: str) -> Unreadable:
    mark = place.start_mark
    return Unreadable(message, mark.line + 1, mark.column + 1)
