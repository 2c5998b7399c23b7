"""Bots killed in the middle of pushes: the short form of benchmarks/delivery/chaos.py, with real processes."""

import contextlib
import sys
from pathlib import Path

import pytest

from benchmarks.delivery.chaos import HEAD, NEVER, TWICE, Figures, is_allowed, line, run
from benchmarks.harness import databases
from tests.support.postgres import HOW_TO, find_binaries

READERS = 600
pytestmark = [
    pytest.mark.timeout(400),  # processes of their own, and leases that have to end
    pytest.mark.usefixtures("forked"),
    pytest.mark.xdist_group("kills"),
]


def figures(
    folder: Path, which: str, kills: int, replicas: int = 1, *, when_unsure: str = TWICE, clean: bool = False
) -> tuple[Figures, str]:
    if which == "postgresql" and find_binaries() is None:
        pytest.skip(HOW_TO)
    with contextlib.ExitStack() as stack:
        ((name, url),) = stack.enter_context(databases(folder, which))
        *_, found = run(url, READERS, kills, replicas, when_unsure=when_unsure, clean=clean)
    assert isinstance(found, Figures)
    report = f"{HEAD}\n{line(name, replicas, found)}"
    sys.stdout.write(f"\n{report}\n")
    return found, report


@pytest.mark.slow
def test_a_killed_bot_loses_nothing_and_repeats_no_more_than_it_had_in_flight(tmp_path: Path) -> None:
    found, report = figures(tmp_path, "sqlite", kills=2)
    assert is_allowed(found), report
    assert any(kill.claimed for kill in found.kills), report


@pytest.mark.slow
def test_a_push_that_would_rather_never_repeat_does_not_and_says_what_it_does_not_know(
    tmp_path: Path,
) -> None:
    found, report = figures(tmp_path, "sqlite", kills=1, when_unsure=NEVER)
    assert is_allowed(found, when_unsure=NEVER), report


@pytest.mark.slow
@pytest.mark.parametrize("which", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_bot_that_is_asked_to_stop_loses_and_repeats_nothing(which: str, tmp_path: Path) -> None:
    found, report = figures(tmp_path, which, kills=1, clean=True)
    assert is_allowed(found, clean=True), report


@pytest.mark.slow
@pytest.mark.postgres
def test_of_two_bots_one_sends_and_the_other_takes_over_when_it_is_killed(tmp_path: Path) -> None:
    found, report = figures(tmp_path, "postgresql", kills=2, replicas=2)
    assert is_allowed(found), report
    assert max(found.takeovers, default=0.0) < 10, report  # the promise
