"""What the commands have in common: their arguments, what they print, and how their faults are told."""

import contextlib
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson
import typer

from bot.clock import check_moment
from bot.errors import BotError


@contextlib.contextmanager
def faults_shown() -> Iterator[None]:
    """A fault that a person can mend is a sentence and exit 2, never a traceback."""
    try:
        yield
    except BotError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def write_json(record: Any, *, indented: bool = False) -> None:
    """JSON is UTF-8 (RFC 8259), whatever the terminal is."""
    option = orjson.OPT_APPEND_NEWLINE | (orjson.OPT_INDENT_2 if indented else 0)
    sys.stdout.flush()
    sys.stdout.buffer.write(orjson.dumps(record, option=option, default=str))
    sys.stdout.buffer.flush()


def decoded(argument: str) -> str:
    """An argument in another encoding than the machine's: what cannot be read in it is marked, and the rest holds."""
    return os.fsencode(argument).decode(errors="replace")


def moment_of(text: str, option: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{option} should be ISO 8601, for example 2026-02-27T18:00:00Z") from error
    try:
        return check_moment(moment)
    except ValueError as error:
        raise typer.BadParameter(f"{option} {error}") from error
