"""One file to validated records, each with its place; every fault is a problem with line and column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.content.parsing.faults import explain
from bot.content.parsing.slips import find_slips
from bot.content.parsing.yaml_tree import Unreadable, compose, find, find_doubled_keys, to_plain
from bot.content.schema.fields import HTML, LONGEST_BLOCK, Model
from bot.content.schema.kinds import Form, Kind
from bot.content.schema.letters import find_odd_letter
from bot.domain.problem import Problem
from bot.i18n import N_
from bot.i18n.editors import tell

FENCE = "---"


@dataclass(frozen=True, slots=True)
class Named:
    """Another record that a record names: its kind and id, and the steps to where it does.

    `is_double`: it stands in the same list before.
    """

    kind: str
    id: str
    steps: tuple[str | int, ...]
    is_double: bool


@dataclass(frozen=True, slots=True)
class Record:
    """A validated record, where it stands, and, for a briefing, its Markdown body, which begins on `body_line`.

    `names`: the records that it names, relations between facts apart.
    """

    kind: Kind
    model: Any  # an instance of kind.model
    node: Node
    path: str
    shift: int = 0  # lines above the YAML in the file
    body: str = ""
    body_line: int = 0
    names: tuple[Named, ...] = ()

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
        return _failed(path, line, 1, tell(N_("is not UTF-8 text: save the file as UTF-8")))
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
        nothing = N_("is empty; a file that holds no records yet has [] in it")
        return _failed(path, 1 + shift, 1, tell(nothing if kind.is_list else N_("is empty")))
    line, column = root.start_mark.line + 1 + shift, root.start_mark.column + 1
    if kind.is_list and not isinstance(root, SequenceNode):
        return _failed(path, line, column, tell(N_("should be a list: each record begins with '- '")))
    if not kind.is_list and not isinstance(root, MappingNode):
        return _failed(path, line, column, tell(N_("should be one record: keys with their values")))
    records: list[Record] = []
    failed_ids: list[str] = []
    problems = [
        Problem(path, doubled.line + shift, doubled.column, "error", str(doubled))
        for doubled in find_doubled_keys(root)
    ]
    problems += [
        Problem(path, slip.line + shift, slip.column, "error", slip.message)
        for slip in find_slips(root, text)
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
        return _failed(path, 1, 1, tell(N_("should begin with a head between two lines of ---")))
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE), None)
    if end is None:
        return _failed(path, 1, 1, tell(N_("the head has no closing line of ---")))
    body = "\n".join(lines[end + 1 :]).strip()
    if not body:
        return _failed(path, end + 1, 1, tell(N_("has no text below its head")))
    body_line = next(
        number for number, line in enumerate(lines, start=1) if number > end + 1 and line.strip()
    )
    parsed = _parse_yaml(kind, path, "\n".join(lines[1:end]), 1, body, body_line)
    return replace(parsed, problems=(*parsed.problems, *_body_problems(path, lines, end + 1)))


def _body_problems(path: str, lines: Sequence[str], start: int) -> Iterator[Problem]:
    """What readers must not be sent, by line; a block ends at an empty line and must fit one message."""
    first, size = start, 0
    for number, line in enumerate([*lines[start:], ""], start=start):
        found = HTML.search(line)
        if found:
            message = tell(N_("has HTML in it; write Markdown"))
            yield Problem(path, number + 1, found.start() + 1, "error", message)
        odd = find_odd_letter(line.rstrip("\r"))
        if odd:
            yield Problem(path, number + 1, odd[0] + 1, "error", odd[1])
        if line.strip():
            first, size = (number if size == 0 else first), size + len(line) + 1
        else:
            if size > LONGEST_BLOCK:
                message = tell(
                    N_("this block has %(size)s characters; a message holds %(most)s: begin a new paragraph"),
                    size=f"{size:,}",
                    most=f"{LONGEST_BLOCK:,}",
                )
                yield Problem(path, first + 1, 1, "error", message)
            size = 0


def _validate(kind: Kind, node: Node, path: str, shift: int) -> tuple[Record | None, tuple[Problem, ...]]:
    if not isinstance(node, MappingNode):
        mark = node.start_mark
        problem = Problem(
            path,
            mark.line + 1 + shift,
            mark.column + 1,
            "error",
            tell(N_("should be a record: keys with their values")),
        )
        return None, (problem,)
    try:
        model = kind.model.model_validate(to_plain(node))
    except ValidationError as error:
        return None, tuple(explain(kind.model, error, node, path, shift))
    return Record(kind, model, node, path, shift, names=tuple(_find_names(kind, model))), ()


def _find_names(kind: Kind, model: Model) -> Iterator[Named]:
    for path, named in kind.names.items():
        way = path.split(".")
        seen: set[tuple[tuple[str | int, ...], str]] = set()
        for steps, wanted in _find_values(model, way):
            last = max((at for at, step in enumerate(steps) if isinstance(step, int)), default=0)
            in_list = (steps[:last], wanted)
            yield Named(named, wanted, steps, is_double=in_list in seen and way[-1] in ("*", "id"))
            seen.add(in_list)


def _find_values(
    value: Any, way: Sequence[str], steps: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if value is None:
        return
    if not way:
        yield steps, value
    elif way[0] == "*":
        for number, item in enumerate(value):
            yield from _find_values(item, way[1:], (*steps, number))
    else:
        # A key that Python keeps for itself (`from`) has an underscore in the model, and none in the file.
        yield from _find_values(getattr(value, way[0]), way[1:], (*steps, way[0].rstrip("_")))


def _failed(path: str, line: int, column: int, message: str) -> ParsedFile:
    return ParsedFile((), (Problem(path, line, column, "error", message),), is_whole=False)
