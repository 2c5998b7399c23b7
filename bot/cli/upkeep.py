"""The commands of who keeps the bot running: examining, planning, and the database."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.terminal import faults_shown, write_json
from bot.clock import utc_now
from bot.commands import database
from bot.commands import plan as planning
from bot.commands.doctor import examine
from bot.commands.doctor.finding import Level
from bot.commands.plurals import count
from bot.config import load_settings
from bot.log import configure_logging

commands = typer.Typer()


@commands.command()
def doctor(
    offline: Annotated[bool, typer.Option(help="Ask nothing of Telegram.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Looks at settings, token, webhook, database, content, clock, disk and memory; exit 1 where something must be mended."""

    async def look() -> bool:
        is_well = True
        async for finding in examine(load_settings(), utc_now, offline=offline):
            is_well = is_well and finding.level is not Level.FAULT
            if json:
                write_json(asdict(finding))
            else:
                typer.echo(str(finding))
        return is_well

    with faults_shown():
        is_well = asyncio.run(look())
    raise typer.Exit(0 if is_well else 1)


@commands.command(name="plan")
def plan_for(
    subscribers: Annotated[int, typer.Option(help="How many.", min=1, max=1_000_000_000)],
    rate: Annotated[
        float | None,
        typer.Option(help="Messages a second, at most 1000; default BROADCAST_RATE.", min=1, max=1000),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """What so many subscribers take: time to reach everyone, database, processes, Telegram Stars."""
    with faults_shown():
        found = planning.plan(subscribers, rate or load_settings().broadcast_rate)
    if json:
        write_json(asdict(found))
        return
    for line in planning.describe(found):
        typer.echo(line)


@commands.command()
def backup(
    to: Annotated[Path, typer.Argument(help="A file that is not there yet, or a folder.")] = Path(),
) -> None:
    """Copies the database as it is at this moment, also while the bot runs. DATA_KEY is not in it: keep that apart."""
    with faults_shown():
        written = asyncio.run(database.back_up(load_settings(), to, utc_now()))
    typer.echo(str(written))


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.")],
    replace: Annotated[bool, typer.Option(help="Also where there is a database already.")] = False,
    drop_queue: Annotated[
        bool, typer.Option(help="Do not send what waited then: it has gone out since.")
    ] = False,
) -> None:
    """Makes the database of DATABASE_URL what a copy of it is; the bot must be stopped."""
    with faults_shown():
        dropped = asyncio.run(database.restore(load_settings(), file, replace=replace, drop_queue=drop_queue))
    typer.echo("restored" + (f"; {dropped} messages that waited are dropped" if drop_queue else ""))


@commands.command()
def migrate(
    to: Annotated[
        str | None,
        typer.Option(
            envvar="TO_DATABASE_URL", help="Moves everything there; an empty database, of either kind."
        ),
    ] = None,
) -> None:
    """Brings the database to the newest schema; with --to, copies all of it into another."""
    with faults_shown():
        settings = load_settings()
        if to is not None:
            target = load_settings(database_url=to).database_url
            for table in asyncio.run(database.move(settings.database_url, target)):
                typer.echo(f"{table.table:<20}{table.rows:>10}  {table.digest[:16]}")
            typer.echo("Everything is there. Set DATABASE_URL to it, and start the bot.")
            return
        before, after = asyncio.run(database.migrate(settings))
    typer.echo(f"schema {before or 'none'} -> {after}")


@commands.command()
def reseal() -> None:
    """Encrypts all chat ids with DATA_KEY, where OTHER_DATA_KEYS opens them, also while the bot runs; exit 1 where some stay."""
    with faults_shown():
        settings = load_settings()
        configure_logging(settings.log_format, secrets=settings.secrets)
        done = asyncio.run(database.reseal(settings))
    typer.echo(f"{count(done.chats, 'chat')}, {done.sealed} encrypted anew")
    if done.unreadable:
        typer.echo(f"{done.unreadable} cannot be opened: OTHER_DATA_KEYS lacks their key", err=True)
        raise typer.Exit(1)
