"""Each field of each kind of record, broken in each way, yields a problem at the right file and line."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from bot.content.loading import ParseCache, load
from bot.content.parsing.yaml_tree import compose
from bot.content.schema.kinds import AT_TOP, FACT, UPDATE, Kind

ROOT = Path(__file__).resolve().parents[3]
PARSED = ParseCache()  # each copy lies in the same place, where only what a test has changed is parsed again


def example_files() -> list[tuple[str, Kind]]:
    """One file of each kind, from the real briefings."""
    update = sorted((ROOT / "briefings/updates").glob("*.yaml"))[0].name
    facts = sorted((ROOT / "briefings/facts").glob("*.yaml"))[0].name
    return [*AT_TOP.items(), (f"facts/{facts}", FACT), (f"updates/{update}", UPDATE)]


def mutations(text: str, kind: Kind) -> Iterator[tuple[str, str, int]]:
    """(name, broken text, line where the fault is) for the first record of a file."""
    root = compose(text)
    assert root is not None
    record = root.value[0] if isinstance(root, SequenceNode) else root
    assert isinstance(record, MappingNode)
    lines = text.split("\n")
    for number, (key, value) in enumerate(record.value):
        name, first = key.value, key.start_mark.line
        last = _last_line(record, number, root)
        block = lines[first:last]
        indent = " " * key.start_mark.column
        prefix = lines[first][: key.start_mark.column]

        def replaced(new: list[str], first: int = first, last: int = last) -> str:
            return "\n".join([*lines[:first], *new, *lines[last:]])

        required = kind.model.model_fields[name.replace("-", "_")].is_required()
        if required and first != record.start_mark.line:
            yield f"{name} missing", replaced([]), record.start_mark.line + 1
        yield f"{name} wrong type", replaced([f"{prefix}{name}: {{wrong: 1}}"]), first + 1
        yield (
            f"{name} misspelt",
            replaced([f"{prefix}{name}x:" + block[0].split(":", 1)[1], *block[1:]]),
            first + 1,
        )
        yield f"{name} twice", replaced([*block, f"{indent}{name}: again"]), last + 1
        if _is_ids(name, value):
            yield f"{name} unknown id", replaced([f"{prefix}{name}: [nobody-knows-this]"]), first + 1
        if name != "id" and re.match(r"\d{4}-\d{2}", str(getattr(value, "value", ""))[:7]):
            yield f"{name} bad date", replaced([f"{prefix}{name}: 2026-02-31"]), first + 1


def _last_line(record: MappingNode, number: int, root: Node) -> int:
    """The line after the field."""
    if number + 1 < len(record.value):
        return int(record.value[number + 1][0].start_mark.line)
    if isinstance(root, SequenceNode) and len(root.value) > 1:
        return int(root.value[1].start_mark.line)
    return int(record.end_mark.line)


def _is_ids(name: str, value: Node) -> bool:
    return name in ("who", "about", "facts", "said_to", "set_by", "binding_on") and isinstance(
        value, SequenceNode
    )


def test_every_mutation_of_every_field_is_reported_at_its_place(briefings: Path) -> None:
    """One file of each kind is broken at a time, all in the same look: the dossier is long.

    An id that nobody knows stands alone: where the file of its kind is broken, nothing can be said of it.
    """
    counted = 0
    good = {briefings / name: (briefings / name).read_text(encoding="utf-8") for name, _ in example_files()}
    alone: list[dict[Path, tuple[str, str, int]]] = []
    together: defaultdict[int, dict[Path, tuple[str, str, int]]] = defaultdict(dict)
    for name, kind in example_files():
        path = briefings / name
        for number, (what, broken, line) in enumerate(mutations(good[path], kind)):
            if what.endswith("unknown id"):
                alone.append({path: (what, broken, line)})
            else:
                together[number][path] = (what, broken, line)
    for each in (*together.values(), *alone):
        for path, (_, broken, _) in each.items():
            path.write_text(broken, encoding="utf-8")
        problems = load(briefings, PARSED).problems
        where = [(problem.path, problem.line) for problem in problems if problem.severity == "error"]
        for path, (what, _, line) in each.items():
            assert any(found == str(path) and abs(at - line) <= 1 for found, at in where), (
                path.name,
                what,
                line,
                where,
            )
            path.write_text(good[path], encoding="utf-8")
            counted += 1
    print(f"\n{counted} mutations of {len(example_files())} kinds of files, each reported at its place")  # noqa: T201
    assert counted > 200


def test_a_doubled_id_is_reported_with_the_place_of_the_first(briefings: Path) -> None:
    path = briefings / "topics.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "- id: contract\n  name: {nl: nog eens, en: again}\n", encoding="utf-8")
    (problem,) = load(briefings, PARSED).problems
    assert problem.line == text.count("\n") + 1
    assert "'contract' is taken" in problem.message


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"- id: [", "bracket"),
        (b"- &a {id: x}\n- *a\n", "begins with * or &"),
        (b"[" * 5000, "too deep"),
        (b"[ ']]]' ,\n" * 60_000, "too deep"),  # libyaml's own composer overflows the C stack here
        (b"- {a: " * 5000, "bracket"),
        (b"- id: a\n  asks: {nl: [Wat kost dat?]}\n", "question mark"),
        (b"- id: !!str a\n", "begins with !"),
        (b"x" * 2_500_000, "larger than"),
        (b"just words", "should be a list"),
        (b"- id: \x00", "not allowed"),
    ],
)
def test_an_unreadable_file_is_a_problem_and_never_a_crash(briefings: Path, broken: bytes, says: str) -> None:
    (briefings / "topics.yaml").write_bytes(broken)
    loaded = load(briefings, PARSED)
    assert loaded.snapshot is None
    assert any(
        says in problem.message and problem.path.endswith("topics.yaml") for problem in loaded.problems
    )


def test_a_link_out_of_the_folder_is_refused(briefings: Path) -> None:
    (briefings / "topics.yaml").unlink()
    (briefings / "topics.yaml").symlink_to("/etc/hostname")
    assert any("outside the folder" in problem.message for problem in load(briefings, PARSED).problems)


def test_a_link_to_itself_is_refused(briefings: Path) -> None:
    (briefings / "topics.yaml").unlink()
    (briefings / "topics.yaml").symlink_to("topics.yaml")
    assert any("link to itself" in problem.message for problem in load(briefings, PARSED).problems)


def test_the_committed_schemas_are_those_of_the_models() -> None:
    import json

    from bot.content.schema.json_schema import schema_of
    from bot.content.schema.kinds import ALL

    for kind in ALL:
        committed = json.loads(
            (ROOT / f"briefings/schema/{kind.name}.schema.json").read_text(encoding="utf-8")
        )
        assert committed == schema_of(kind), "run python -m bot.content.schema.json_schema"
