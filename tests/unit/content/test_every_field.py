"""Each field of each kind of record, nested ones too, broken in each way, is reported at its file and line."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.content.loading import ParseCache, load
from bot.content.schema.json_schema import schema_of
from bot.content.schema.kinds import ALL, AT_TOP, BRIEFING, FOLDERS, Kind
from tests.support.examples import write_example
from tests.support.mutating import find_mutations, keyed

FENCE = "---\n"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return write_example(tmp_path / "example")


def files(folder: Path) -> Iterator[tuple[Path, Kind]]:
    for name, kind in AT_TOP.items():
        yield folder / name, kind
    for inside, kind in FOLDERS.items():
        for path in sorted((folder / inside).iterdir()):
            yield path, kind


def fields_of(kind: Kind) -> set[str]:
    """The path of every field that a kind of file may hold."""
    root = schema_of(kind)

    def below(schema: Mapping[str, Any], path: str) -> Iterator[str]:
        for choice in schema.get("anyOf", ()):
            schema = choice if choice.get("type") != "null" else schema
        if "$ref" in schema:
            schema = root["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
        if "items" in schema:
            yield from below(schema["items"], path)
        inside = keyed(schema)
        if inside is not None:
            yield from below(inside, path)
        for name, inner in schema.get("properties", {}).items():
            field = f"{path}.{name}".strip(".")
            yield field
            yield from below(inner, field)

    return set(below(root, ""))


def test_the_example_is_without_a_problem_and_uses_every_field(example: Path) -> None:
    loaded = load(example)
    assert loaded.problems == ()
    assert loaded.snapshot is not None
    used: dict[str, set[str]] = {}
    for path, kind in files(example):
        text = (
            path.read_text(encoding="utf-8").split(FENCE)[1]
            if kind is BRIEFING
            else path.read_text(encoding="utf-8")
        )
        used.setdefault(kind.name, set()).update(mutation.field for mutation in find_mutations(text, kind))
    assert used == {kind.name: fields_of(kind) for kind in ALL}


@pytest.mark.timeout(600)  # thousands of mutations
def test_every_mutation_of_every_field_is_reported_at_its_place(example: Path) -> None:
    counted: Counter[str] = Counter()
    fields: set[tuple[str, str]] = set()
    cache = ParseCache()
    for path, kind in files(example):
        good = path.read_text(encoding="utf-8")
        shift = 1 if kind is BRIEFING else 0
        before, text, after = (
            (FENCE, good.split(FENCE)[1], FENCE + good.split(FENCE)[2]) if shift else ("", good, "")
        )
        for mutation in find_mutations(text, kind):
            path.write_text(before + mutation.text + after, encoding="utf-8")
            loaded = load(example, cache)
            told = {problem.line - shift for problem in loaded.problems if problem.path == str(path)}
            where = (
                path.name,
                mutation.field,
                mutation.what,
                sorted(mutation.lines),
                list(map(str, loaded.problems)),
            )
            assert loaded.snapshot is None, where
            assert told & mutation.lines, where
            counted[mutation.what.split(" 2")[0]] += 1
            fields.add((kind.name, mutation.field))
        path.write_text(good, encoding="utf-8")
    assert load(example, cache).problems == ()
    print(f"\n{counted.total()} mutations of {len(fields)} fields of {len(ALL)} kinds: {dict(counted)}")  # noqa: T201


def test_no_random_edit_makes_loading_raise_or_leave_half_a_state(example: Path) -> None:
    """300 edits as bad editors, disks and copies make them."""
    chance = random.Random(1)
    paths = [path for path, _ in files(example)]
    cache, refused = ParseCache(), 0
    for _ in range(300):
        path = chance.choice(paths)
        good = path.read_bytes()
        path.write_bytes(spoil(good, chance))
        loaded = load(example, cache)
        has_error = any(problem.severity == "error" for problem in loaded.problems)
        assert (loaded.snapshot is None) is has_error
        refused += has_error
        path.write_bytes(good)
    assert load(example, cache).problems == ()
    print(f"\n300 random edits: {refused} refused")  # noqa: T201


def spoil(content: bytes, chance: random.Random) -> bytes:
    """One edit: a line deleted, doubled, swapped or indented anew, bytes changed, cut off, or another encoding."""
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    match chance.randrange(7):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[at])
        case 2:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = b" " * chance.randrange(6) + lines[at].lstrip()
        case 4:
            where = chance.randrange(len(content))
            return content[:where] + chance.randbytes(3) + content[where + 3 :]
        case 5:
            return content[: chance.randrange(len(content))]
        case _:
            return content.decode().encode(chance.choice(["utf-16", "utf-32", "utf-8-sig"]))
    return b"\n".join(lines)


def test_faults_of_two_files_are_told_in_one_run_and_none_follows_from_another(example: Path) -> None:
    facts = example / "facts/01-spring.yaml"
    facts.write_text(
        facts.read_text(encoding="utf-8").replace("  kind: event", "  kindd: event", 1), encoding="utf-8"
    )
    stakes = example / "stakes.yaml"
    stakes.write_text(
        stakes.read_text(encoding="utf-8").replace("[council-says-smoke-harms]", "[council-says-smoke-harm]"),
        encoding="utf-8",
    )
    told = [
        f"{Path(problem.path).name}:{problem.line}: {problem.message}" for problem in load(example).problems
    ]
    assert told == [
        "01-spring.yaml:1: 'kind' is missing",
        "01-spring.yaml:2: unknown key 'kindd'; did you mean 'kind'?",
        "stakes.yaml:11: unknown fact 'council-says-smoke-harm'; did you mean 'council-says-smoke-harms'?",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("facts/02-court.yaml", "2027-06-21T06:00:00+02:00", "2026-06-21T05:30:00+02:00", "expires before"),
        ("facts/02-court.yaml", "2027-06-21T06:00:00+02:00", "2026-06-21T06:30:00+03:00", "expires before"),
        ("facts/02-court.yaml", "date: 2026-06-20", "date: 2026-07-01", "after the last verified day"),
        ("facts/02-court.yaml", "- supersedes: council-orders-oven-off", "- supersedes: judge-suspends-order", "bear on itself"),
        ("facts/01-spring.yaml", "source: council-letter", "source: echo-0405", "not among the fact's sources"),
        ("facts/01-spring.yaml", "De oven gaat uit, en wel", "woord " * 25, "fewer than 25 words"),
        ("dossier.yaml", "checked_on: 2026-07-02", "checked_on: 2026-06-01", "after the day of checking"),
        ("deadlines.yaml", "2026-03-15T22:05:00+01:00", "2026-02-01", "before it was known"),
        ("updates/2026-06-10-order-suspended.yaml", "kind: correction", "kind: new", "belongs to a correction"),
        ("briefings/court.nl.md", "De rechter", "<b>De</b> rechter", "has HTML"),
        ("briefings/court.nl.md", "De rechter", "woord " * 1000, "begin a new paragraph"),
    ],
)  # fmt: skip
def test_what_cannot_be_true_is_an_error(example: Path, file: str, old: str, new: str, says: str) -> None:
    path = example / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert any(says in problem.message and problem.path == str(path) for problem in load(example).problems)


def test_facts_that_supersede_one_another_in_a_circle_are_an_error(example: Path) -> None:
    path = example / "facts/01-spring.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("  revision: 2\n", "  relations: [{supersedes: judge-suspends-order}]\n"),
        encoding="utf-8",
    )
    assert sum("in a circle" in problem.message for problem in load(example).problems) == 2
