"""What so many subscribers take: the figures hang together, and docs/scale.md shows what the command says."""

import re
from dataclasses import asdict
from itertools import pairwise

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.commands.plan import RUSH_SECONDS, describe, plan
from tests.conftest import ROOT


def test_time_is_readers_by_rate_and_a_rush_takes_the_answers_part_of_it() -> None:
    found = plan(100_000, 30)
    assert found.seconds_to_all == pytest.approx(100_000 / (30 * 0.992), rel=0.01)
    assert found.seconds_to_all < found.seconds_in_rush < found.seconds_to_all + RUSH_SECONDS
    # What the answers of an hour take, the pushes get after it.
    assert plan(1_000_000, 30).seconds_in_rush == pytest.approx(
        plan(1_000_000, 30).seconds_to_all + 3_360, rel=0.01
    )
    assert plan(10_000_000, 30).seconds_in_rush == plan(10_000_000, 30).seconds_to_all + RUSH_SECONDS


def test_thirty_a_second_are_free_and_more_cost_a_tenth_of_a_star() -> None:
    assert plan(1_000_000, 30).stars == 0
    assert plan(1_000_000, 31).stars == 100_000


def test_more_readers_never_take_less() -> None:
    plans = [asdict(plan(10**power, 1_000)) for power in range(8)]
    for less, more in pairwise(plans):
        assert all(more[name] >= less[name] for name in less), (less, more)
    assert [each["replicas"] for each in plans] == [1, 1, 1, 1, 1, 1, 2, 4]


@pytest.mark.parametrize("arguments", [["--subscribers", "0"], ["--subscribers", "5", "--rate", "2000"], []])
def test_what_cannot_be_is_a_fault_of_use(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, ["plan", *arguments]).exit_code == 2


def test_the_documents_examples_are_what_the_command_says() -> None:
    text = (ROOT / "docs" / "scale.md").read_text()
    shown = re.findall(r"^\$ briefing-bot plan --subscribers (\d+) --rate (\d+)\n((?:.+\n)+)", text, re.M)
    assert len(shown) >= 2
    for subscribers, rate, lines in shown:
        assert lines.splitlines() == list(describe(plan(int(subscribers), float(rate))))
