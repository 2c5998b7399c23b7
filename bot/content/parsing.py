"""One file to validated records, each with its place; every fault is a problem with line and column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pydantic import ValidationError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.content.fields import CONTROL, HTML, INVISIBLE, LONGEST_BLOCK, Model
from bot.content.kinds import Form, Kind
from bot.content.problem import Problem, suggest
from bot.content.yaml_tree import Unreadable, compose, find, find_doubled_keys, find_key, to_plain

FENCE = "---"


@dataclass(frozen=True, slots=True)
class Record:
    """A validated record, where it stands, and, for a briefing, its Markdown body, which begins on `body_line`."""

    kind: Kind
    model: Any  # an instance of kind.model
    node: Node
    path: str
    shift: int = 0  # lines above the YAML in the file
    body: str = ""
    body_line: int = 0

    def place(self, *steps: str | int) -> tuple[int, int]:
        """Line and column, from 1, of what `steps` lead to."""
        mark = find(self.node, steps).start_mark
        return mark.line + 1 + self.shift, mark.column + 1

    def problem(self, message: str, *steps: str | int, severity: Any = "error") -> Problem:
        line, column = self.place(*steps)
        return Problem(self.path, line, column, severity, message)


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """`failed_ids` are of records that are wrong but there; with `is_whole` False there may be more of them."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    failed_ids: tuple[str, ...] = ()
    is_whole: bool = True


def slug_and_lang(path: str) -> tuple[str, str]:
    """`…/overview.nl.md` -> (`overview`, `nl`)."""
    slug, lang, _ = path.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 2)
    return slug, lang


def parse_file(kind: Kind, path: str, content: bytes) -> ParsedFile:
    """The records of one file and what is wrong with it; never raises for what is in it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _failed(path, line, 1, "is not UTF-8 text")
    if kind.name == "briefing":
        return _parse_markdown(kind, path, text)
    return _parse_yaml(kind, path, text)


def _parse_yaml(
    kind: Kind, path: str, text: str, shift: int = 0, body: str = "", body_line: int = 0
) -> ParsedFile:
    try:
        root = compose(text)
    except Unreadable as error:
        return _failed(path, error.line + shift, error.column, str(error))
    if root is None:
        return ParsedFile((), ()) if kind.form is not Form.ONE else _failed(path, 1 + shift, 1, "is empty")
    line, column = root.start_mark.line + 1 + shift, root.start_mark.column + 1
    if kind.is_list and not isinstance(root, SequenceNode):
        return _failed(path, line, column, "should be a list: each record begins with '- '")
    if not kind.is_list and not isinstance(root, MappingNode):
        return _failed(path, line, column, "should be one mapping of keys to values")
    records: list[Record] = []
    failed_ids: list[str] = []
    problems = [
        Problem(path, doubled.line + shift, doubled.column, "error", str(doubled))
        for doubled in find_doubled_keys(root)
    ]
    for node in _nodes_of(kind, root):
        record, faults = _validate(kind, node, path, shift)
        problems.extend(faults)
        if record is not None:
            records.append(replace(record, body=body, body_line=body_line) if body else record)
        else:
            failed_ids.append(_find_id(node))
    return ParsedFile(tuple(records), tuple(problems), tuple(filter(None, failed_ids)), all(failed_ids))


def _nodes_of(kind: Kind, root: Node) -> list[Node]:
    """That of each record; a keyed one's has its key as the id, as if it stood in it."""
    match kind.form:
        case Form.ONE:
            return [root]
        case Form.LIST:
            return list(root.value)
        case Form.KEYED:
            return [_with_id(key, value) for key, value in root.value]


def _with_id(key: ScalarNode, value: Node) -> Node:
    if not isinstance(value, MappingNode):
        return ScalarNode(None, "", key.start_mark, value.end_mark)
    name = ScalarNode(None, "id", key.start_mark, key.end_mark, style='"')
    worth = ScalarNode(None, key.value, key.start_mark, key.end_mark, style='"')
    return MappingNode(None, [(name, worth), *value.value], key.start_mark, value.end_mark)


def _find_id(node: Node) -> str:
    found = find(node, ["id"])
    return str(found.value) if isinstance(found, ScalarNode) else ""


def _parse_markdown(kind: Kind, path: str, text: str) -> ParsedFile:
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        return _failed(path, 1, 1, "should begin with front matter between two lines of ---")
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE), None)
    if end is None:
        return _failed(path, 1, 1, "front matter has no closing ---")
    body = "\n".join(lines[end + 1 :]).strip()
    if not body:
        return _failed(path, end + 1, 1, "has no text below the front matter")
    body_line = next(
        number for number, line in enumerate(lines, start=1) if number > end + 1 and line.strip()
    )
    parsed = _parse_yaml(kind, path, "\n".join(lines[1:end]), 1, body, body_line)
    return replace(parsed, problems=(*parsed.problems, *_body_problems(path, lines, end + 1)))


def _body_problems(path: str, lines: Sequence[str], start: int) -> Iterator[Problem]:
    """What readers must not be sent, by line; a block ends at an empty line and must fit one message."""
    first, size = start, 0
    for number, line in enumerate([*lines[start:], ""], start=start):
        for pattern, message in ((HTML, "has HTML in it; write Markdown"), (CONTROL, INVISIBLE)):
            found = pattern.search(line.rstrip("\r"))
            if found:
                yield Problem(path, number + 1, found.start() + 1, "error", message)
        if line.strip():
            first, size = (number if size == 0 else first), size + len(line) + 1
        else:
            if size > LONGEST_BLOCK:
                message = f"this block has {size:,} characters; a message holds {LONGEST_BLOCK:,}: begin a new paragraph"
                yield Problem(path, first + 1, 1, "error", message)
            size = 0


def _validate(kind: Kind, node: Node, path: str, shift: int) -> tuple[Record | None, tuple[Problem, ...]]:
    if not isinstance(node, MappingNode):
        mark = node.start_mark
        problem = Problem(
            path, mark.line + 1 + shift, mark.column + 1, "error", "should be a mapping of keys to values"
        )
        return None, (problem,)
    try:
        model = kind.model.model_validate(to_plain(node))
    except ValidationError as error:
        return None, tuple(_explain(kind.model, error, node, path, shift))
    return Record(kind, model, node, path, shift), ()


def _explain(
    model: type[Model], error: ValidationError, node: Node, path: str, shift: int
) -> Iterator[Problem]:
    for fault in error.errors(include_url=False):
        steps = tuple(fault["loc"])
        message = str(fault["msg"]).removeprefix("Value error, ")
        name = ".".join(str(step) for step in steps if isinstance(step, str))
        mark = find(node, steps).start_mark
        if fault["type"] == "extra_forbidden":
            mark = find_key(node, steps).start_mark
            message = f"unknown key {steps[-1]!r}{suggest(str(steps[-1]), _keys_at(model, steps[:-1]))}"
        elif fault["type"] == "missing":
            message = f"{name!r} is missing"
        elif fault["type"] == "literal_error":
            given = str(fault["input"])
            known = [
                part.strip("' ") for part in str(fault["ctx"]["expected"]).replace(" or ", ",").split(",")
            ]
            message = f"{name}: {given!r} is not one of {', '.join(known)}{suggest(given, known)}"
        elif fault["type"] == "string_pattern_mismatch":
            message = f"{name}: {fault['input']!r} has not the form of {'an id' if 'a-z0-9' in str(fault['ctx']) else 'such a value'}"
        elif fault["type"] in ("too_long", "string_too_long") and isinstance(fault["input"], str):
            message = (
                f"{name}: has {len(fault['input']):,} characters; {fault['ctx']['max_length']:,} are allowed"
            )
        else:
            message = f"{name}: {message}" if name else message
        yield Problem(path, mark.line + 1 + shift, mark.column + 1, "error", message)


def _keys_at(model: type[Model], steps: Sequence[str | int]) -> list[str]:
    """The keys that are allowed where `steps` lead to."""
    schema = _schema_of(model)
    place: Any = schema
    for step in steps:
        place = _follow(schema, place)
        place = place.get("items", {}) if isinstance(step, int) else place.get("properties", {}).get(step, {})
    return list(_follow(schema, place).get("properties", {}))


@cache
def _schema_of(model: type[Model]) -> Any:
    return model.model_json_schema()


def _follow(schema: Any, place: Any) -> Any:
    for choice in place.get("anyOf", ()):
        if choice.get("type") != "null":
            place = choice
    reference = place.get("$ref", "")
    return schema["$defs"][reference.rsplit("/", 1)[-1]] if reference else place


def _failed(path: str, line: int, column: int, message: str) -> ParsedFile:
    return ParsedFile((), (Problem(path, line, column, "error", message),), is_whole=False)
