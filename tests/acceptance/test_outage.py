"""The database gone for a few seconds in the middle of a push: the short form of benchmarks/delivery/outage.py."""

import contextlib
import sys
from pathlib import Path

import pytest

from benchmarks.delivery.outage import HEAD, line, run, ways
from benchmarks.harness import BotProcess, Sandbox, publish, subscribe_all, wait_for, write_dossier
from tests.support.postgres import HOW_TO, find_binaries, run_postgres

SECONDS, READERS = 4.0, 400
pytestmark = [
    pytest.mark.timeout(400),  # processes of their own
    pytest.mark.usefixtures("forked"),
    pytest.mark.xdist_group("processes"),
]


@pytest.mark.slow
@pytest.mark.parametrize("which", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_with_the_database_gone_answers_go_on_nothing_is_lost_and_no_subscriber_is_told_a_falsehood(
    which: str, tmp_path: Path
) -> None:
    if which == "postgresql" and find_binaries() is None:
        pytest.skip(HOW_TO)
    with ways(tmp_path, which, servers=["frozen"]) as found:
        for name, url, gone, back in found:
            figures = run(url, gone, back, SECONDS, READERS)
            report = f"{HEAD}\n{line(name, SECONDS, READERS, figures)}"
            sys.stdout.write(f"\n{report}\n")
            assert (figures.lost, figures.repeated, figures.unanswered, figures.false) == (0, 0, 0, 0), report
            assert figures.known, report
            assert figures.new, report
            assert figures.said["try again"], report
            assert not figures.said["nothing"], report
            assert figures.subscribed_after == figures.said["try again"], report


@pytest.mark.postgres
def test_a_bot_whose_database_hangs_still_stops_when_it_is_asked_to(tmp_path: Path) -> None:
    if find_binaries() is None:
        pytest.skip(HOW_TO)
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(run_postgres())
        briefings = write_dossier(tmp_path)
        sandbox = stack.enter_context(Sandbox(200))
        subscribe_all(server.url, 200)
        bot = stack.enter_context(BotProcess(tmp_path, sandbox, server.url, 20)).wait_until_up()
        publish(briefings, "push-001")
        wait_for(lambda: sandbox.ask("messages", contains="Headline")["messages"])
        server.freeze()
        assert bot.terminate() == 0
