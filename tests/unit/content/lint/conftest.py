"""The input of these tests stands in their docstrings: facts, each completed with what a fact needs, in the example dossier."""

import inspect
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.content.lint import find_errors, find_warnings
from bot.content.loading import Loaded, load
from tests.support.examples import write_example

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
_NEEDED = {
    "kind": "event",
    "stance": "fact",
    "date": "2026-03-01",
    "who": "[the-crust]",
    "about": "[oven]",
    "text": "{nl: De oven brandt., en: The oven burns.}",
    "asks": "{nl: [brandt hij], en: [does it burn]}",
    "sources": "[{id: council-letter, locator: page 1}]",
    "basis": "[publisher]",
    "confidence": "high",
}
Linting = Callable[[], Sequence[str]]


def complete(facts: str) -> str:
    """Each record with the fields that it lacks, below its own, so that its lines stay where they are counted from."""
    records = re.split(r"^(?=- )", facts, flags=re.MULTILINE)
    return "".join(
        record.rstrip("\n")
        + "\n"
        + "".join(
            f"  {name}: {value}\n" for name, value in _NEEDED.items() if f"\n  {name}:" not in f"\n{record}"
        )
        for record in records
        if record.strip()
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example dossier, about which nothing is doubtful."""
    return write_example(tmp_path / "example")


def loaded(folder: Path) -> Loaded:
    found = load(folder)
    assert found.snapshot is not None, [str(problem) for problem in found.problems]
    return found


def warnings(folder: Path) -> list[str]:
    """`file:line: message` of each warning."""
    return [
        f"{Path(problem.path).name}:{problem.line}: {problem.message}"
        for problem in find_warnings(loaded(folder).records, NOW)
    ]


def errors(folder: Path) -> list[str]:
    """As `warnings`, of the rules that are set to `error`."""
    return [
        f"{Path(problem.path).name}:{problem.line}: {problem.message}"
        for problem in find_errors(loaded(folder).records, NOW)
    ]


@pytest.fixture
def told(folder: Path, request: pytest.FixtureRequest) -> list[str]:
    """What is said of the facts in the test's docstring, as `line: message`, counted from the docstring's first fact.

    Of the rules in the test module's `RULES` alone: what else is doubtful in its inputs is another module's matter.
    """
    facts = inspect.cleandoc(request.function.__doc__).partition("\n\n")[2]
    (folder / "facts/09-told.yaml").write_text(complete(facts), "utf-8")
    rules = tuple(f"[{rule}]" for rule in request.module.RULES)
    return [
        each.partition(":")[2]
        for each in warnings(folder)
        if each.startswith("09-told.yaml:") and each.endswith(rules)
    ]
