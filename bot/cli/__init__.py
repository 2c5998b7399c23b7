"""The commands, by Typer. What they promise stands in the README; faults of use and of settings end with 2."""

from typing import Annotated

import typer

from bot import __version__
from bot.cli import editing, running, upkeep

app = typer.Typer(
    name="briefing-bot",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"briefing-bot {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """A Telegram bot that answers in Dutch and English from the files in briefings/."""


# The order of `--help`.
for commands in (running.commands, editing.commands, upkeep.commands):
    app.add_typer(commands)
