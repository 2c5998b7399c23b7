"""What pydantic refuses in a record, in an editor's words, each with its place."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml.nodes import MappingNode, Node

from bot.content.parsing.suggestions import suggest
from bot.content.parsing.yaml_tree import find, find_key
from bot.content.schema.fields import Model
from bot.domain.problem import Problem
from bot.i18n import N_
from bot.i18n.editors import tell


def explain(
    model: type[Model], error: ValidationError, node: Node, path: str, shift: int
) -> Iterator[Problem]:
    """A problem for each value or key of a record that its model refuses, where it stands.

    `node`: the record's; `shift`: lines above the YAML in the file.
    """
    for fault in error.errors(include_url=False):
        steps = tuple(fault["loc"])
        place = find(node, steps)
        if fault["type"] == "extra_forbidden":
            place = find_key(node, steps)
            near = suggest(str(steps[-1]), _keys_at(model, steps[:-1]))
            message = tell(N_("unknown key '%(key)s'"), key=steps[-1]) + near
        else:
            name = ".".join(str(step) for step in steps if isinstance(step, str))
            message = _sentence(fault, name, place)
        mark = place.start_mark
        yield Problem(path, mark.line + 1 + shift, mark.column + 1, "error", message)


def _sentence(fault: ErrorDetails, name: str, place: Node) -> str:
    """What is wrong with one value, in an editor's words."""
    given, limits = fault["input"], fault.get("ctx", {})
    match fault["type"]:
        case "missing":
            return tell(N_("'%(name)s' is missing"), name=name)
        case "literal_error":
            known = [part.strip("' ") for part in str(limits["expected"]).replace(" or ", ",").split(",")]
            listed = ", ".join(known)
            message = tell(N_("'%(given)s' is not one of %(known)s"), given=given, known=listed)
            message += suggest(str(given), known)
        case "string_pattern_mismatch" if "a-z0-9" in str(limits):
            message = tell(N_("'%(given)s' is no id: small letters, figures and hyphens"), given=given)
        case "string_pattern_mismatch":
            message = tell(N_("'%(given)s' has not the form of such a value"), given=given)
        case "too_long" | "string_too_long" if isinstance(given, str):
            message = tell(
                N_("has %(number)s characters; %(most)s are allowed"),
                number=f"{len(given):,}",
                most=f"{limits['max_length']:,}",
            )
        case "too_long":
            message = tell(N_("has too many items; %(most)s are allowed"), most=limits["max_length"])
        case "too_short" | "string_too_short":
            message = tell(N_("has nothing in it"))
        case "string_type" if isinstance(place, MappingNode):
            message = tell(
                N_(
                    "a colon with a space behind it makes a key of this text; put the whole text in double quotes"
                )
            )
        case "string_type" if given is None:
            message = tell(N_("is empty"))
        case "string_type" if isinstance(given, bool):
            message = tell(N_("is read as yes or no; put it in double quotes to make it a text"))
        case "string_type":
            message = tell(N_("should be a text"))
        case "list_type":
            message = tell(N_("should be a list: [one, two], or a line that begins with '- ' for each"))
        case "bool_type":
            message = tell(N_("should be true or false"))
        case "int_type" | "float_type" | "int_from_float":
            message = tell(N_("should be a number"))
        case "model_type" | "dict_type" | "model_attributes_type":
            message = tell(N_("should have keys below it, each with its value"))
        case "greater_than_equal" | "greater_than":
            message = tell(
                N_("is too small; %(least)s is the least"), least=limits.get("ge", limits.get("gt"))
            )
        case "less_than_equal" | "less_than":
            message = tell(N_("is too large; %(most)s is the most"), most=limits.get("le", limits.get("lt")))
        case _:
            message = str(fault["msg"]).removeprefix("Value error, ")
    return f"{name}: {message}" if name else message


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
