"""Benchmarks run for minutes, so no test runs them: each can at least be opened, with all that it takes from the bot."""

import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in (ROOT / "benchmarks").rglob("*.py")
    if path.name != "__init__.py"
)


@pytest.mark.parametrize("module", MODULES)
def test_a_benchmark_finds_what_it_is_made_of(module: str) -> None:
    importlib.import_module(module)
