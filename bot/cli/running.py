"""The commands that run the bot: against a local Telegram, or against the real one."""

import asyncio
from typing import Annotated

import typer

from bot.app import run_until_stopped
from bot.cli.terminal import faults_shown
from bot.commands import demo as demonstration
from bot.config import load_settings
from bot.log import configure_logging

commands = typer.Typer()


@commands.command()
def demo(port: Annotated[int, typer.Option(help="Port of the chat page.", min=0, max=65535)] = 8080) -> None:
    """Starts a local Telegram with the bot in it; needs no token."""
    with faults_shown():
        settings = load_settings()
        configure_logging(settings.log_format)
        asyncio.run(demonstration.run_demo(settings, port))


@commands.command()
def desk(port: Annotated[int, typer.Option(help="Port of the page.", min=0, max=65535)] = 8080) -> None:
    """The editors' desk in the browser, beside a local Telegram with the bot in it; needs no token."""
    with faults_shown():
        settings = load_settings()
        configure_logging(settings.log_format)
        asyncio.run(demonstration.run_demo(settings, port, desk_first=True))


@commands.command()
def run() -> None:
    """Runs the real bot: long polling, or a webhook where WEBHOOK_URL is set."""
    with faults_shown():
        settings = load_settings(token_needed=True)
        configure_logging(settings.log_format, secrets=settings.secrets)
        asyncio.run(run_until_stopped(settings))
