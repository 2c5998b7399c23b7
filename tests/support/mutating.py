"""Mutations of a YAML text, one field at a time, each with the lines at which the fault is to be reported."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.content.parsing.yaml_tree import compose
from bot.content.schema.json_schema import schema_of
from bot.content.schema.kinds import Kind

DATES = {"date", "due", "known_from", "published", "publish_at", "expires", "review_by", "known_until", "checked_on", "now", "on", "from", "until", "as_of"}  # fmt: skip
IDS = {"who", "about", "facts", "said_to", "set_by", "binding_on", "people", "corrects", "answer_with", "affiliation", "source", "answers", "denies", "supersedes", "outcome-of", "told_by", "court", "group"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutation:
    """`field` is its path without numbers, `text` the whole broken file, `lines` where the fault may be told."""

    field: str
    what: str
    text: str
    lines: frozenset[int]


def find_mutations(text: str, kind: Kind) -> Iterator[Mutation]:
    """Every mutation of every field in `text`, of nested ones too."""
    root = compose(text)
    assert root is not None
    schema = schema_of(kind)
    yield from _in(text, root, schema, schema, "")


def _in(
    text: str, node: Node, schema: Mapping[str, Any], root: Mapping[str, Any], field: str
) -> Iterator[Mutation]:
    schema = _follow(schema, root)
    if isinstance(node, SequenceNode):
        for item in node.value:
            yield from _in(text, item, schema["items"], root, field)
        return
    if not isinstance(node, MappingNode):
        return
    below = keyed(schema)
    if below is not None:
        for _, value in node.value:
            yield from _in(text, value, below, root, field)
        return
    for key, value in node.value:
        name = f"{field}.{key.value}".strip(".")
        below = _follow(schema["properties"][key.value], root)
        for what, broken, lines in _mutate(
            text, node, key, value, below, key.value in schema.get("required", ())
        ):
            yield Mutation(name, what, broken, frozenset(lines))
        yield from _in(text, value, below, root, name)


def keyed(schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Of a mapping whose keys are ids: what stands under each."""
    found = [schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
    return next((each for each in found if each), None)


def _mutate(
    text: str, parent: Node, key: ScalarNode, value: Node, schema: Mapping[str, Any], is_required: bool
) -> Iterator[tuple[str, str, set[int]]]:
    at_key, at_value, name = key.start_mark.line + 1, value.start_mark.line + 1, key.value
    is_text = isinstance(value, ScalarNode)

    def with_value(new: str) -> str:
        return text[: value.start_mark.index] + new + _tail(text, value)

    if is_required:
        yield "missing", _without(text, key, value), {parent.start_mark.line + 1, at_key + 1}
        yield "empty", with_value("~"), {at_value}
    yield "wrong type", with_value("[[1]]" if is_text else "nonsense"), {at_value}
    end = key.end_mark.index
    yield "misspelt", text[:end] + "zz" + text[end:], {at_key}
    if parent.value[0][0].start_mark.line == at_key and text[parent.start_mark.index] == "{":
        yield (
            "twice",
            text[: parent.start_mark.index + 1] + f"{name}: ~, " + text[parent.start_mark.index + 1 :],
            {at_key},
        )
    else:
        indent = "\n" + " " * key.start_mark.column
        yield (
            "twice",
            text[: key.start_mark.index] + f"{name}: ~{indent}" + text[key.start_mark.index :],
            {at_key + 1},
        )
    if name in IDS:
        yield "unknown id", with_value("nobody-knows-this" if is_text else "[nobody-knows-this]"), {at_value}
    if name in DATES:
        for bad in ("2026-02-31", "27-02-2026", "2026-13", "soon", "2026-02-27T25:00:00Z", "9999-12"):
            yield f"bad date {bad}", with_value(bad), {at_value}
    if "enum" in schema or name in ("zone", "dispute_zone"):
        yield "unknown value", with_value("nonsense"), {at_value}
    if schema.get("minItems") == 1:
        yield "empty list", with_value("[]"), {at_value}
    if schema.get("type") == "string" and "maxLength" in schema and is_text:
        yield "too long", with_value("x" * (schema["maxLength"] + 1)), {at_value}
        if name not in ("notes", "locator", "reliability"):
            yield "empty text", with_value('""'), {at_value}
            yield "HTML", with_value('"<b>x</b>"'), {at_value}
        yield "control character", with_value('"a\\u202eb"'), {at_value}
    if schema.get("type") == "integer":
        yield "out of range", with_value("-1"), {at_value}


def _tail(text: str, value: Node) -> str:
    """What follows `value`; a block ends where the next thing begins, and that keeps its column."""
    end = value.end_mark
    is_block = not isinstance(value, ScalarNode) and text[value.start_mark.index] not in "[{"
    return ("\n" + " " * end.column if is_block else "") + text[end.index :]


def _without(text: str, key: Node, value: Node) -> str:
    head, tail = text[: key.start_mark.index], _tail(text, value)
    if tail.startswith(", "):
        return head + tail[2:]
    if head.endswith(", "):
        return head[:-2] + tail
    return head + tail


def _follow(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    for choice in schema.get("anyOf", ()):
        if choice.get("type") != "null":
            schema = choice
    if "$ref" in schema:
        return dict(root["$defs"][schema["$ref"].rsplit("/", 1)[-1]])
    return schema
