"""What gets into the log, and how often."""

import logging

import pytest

from bot.log import REPEAT_SECONDS, OnceInAWhile


@pytest.fixture
def clock() -> list[float]:
    return [100.0]


@pytest.fixture
def kept(clock: list[float]) -> logging.Filter:
    return OnceInAWhile(lambda: clock[0])


def said(kept: logging.Filter, text: str) -> str | None:
    """A line as it leaves; None: it is held back."""
    record = logging.LogRecord("asyncio", logging.ERROR, "", 0, text, (), None)
    return record.getMessage() if kept.filter(record) else None


def test_what_is_said_of_every_connection_is_told_once_and_counted(
    kept: logging.Filter, clock: list[float]
) -> None:
    lines = [said(kept, f"socket.accept() out of system resource\nsocket: {number}") for number in range(500)]
    assert lines[0] == "socket.accept() out of system resource\nsocket: 0"
    assert lines[1:] == [None] * 499
    clock[0] += REPEAT_SECONDS
    assert said(kept, "socket.accept() out of system resource\nsocket: 7") == (
        "socket.accept() out of system resource (499 times more since the last)"
    )
    clock[0] += REPEAT_SECONDS
    assert said(kept, "socket.accept() out of system resource\nsocket: 8") == (
        "socket.accept() out of system resource\nsocket: 8"
    )


def test_another_line_is_not_held_back_by_it(kept: logging.Filter) -> None:
    assert said(kept, "one") == "one"
    assert said(kept, "another") == "another"
    assert said(kept, "one") is None


def test_lines_that_are_all_different_are_not_all_remembered(kept: logging.Filter) -> None:
    for number in range(10_000):
        assert said(kept, f"line {number}") is not None
    assert len(vars(kept)["_seen"]) <= 100
