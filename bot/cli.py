"""The commands, by Typer. What they promise stands in the README; faults of use and of settings end with 2."""

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from bot import __version__
from bot.app import run_until_stopped
from bot.clock import check_moment, fixed_clock, utc_now
from bot.commands import ask as questions
from bot.commands import demo as demonstration
from bot.commands import doctor as examination
from bot.commands import plan as planning
from bot.commands import unanswered
from bot.commands.difference import describe_difference
from bot.commands.new import new as write_new
from bot.commands.rehearse import dialogues_of, rehearse
from bot.config import Settings, load_settings
from bot.content.loading import load_usable
from bot.content.parsing.dialogues import load_dialogues
from bot.content.parsing.problem import count
from bot.domain.text import Lang
from bot.errors import BackupFailed, BotError, ConfigError, StorageUnavailable
from bot.log import configure_logging
from bot.services.editing.checking import check as check_folder
from bot.services.editing.checking import find_answered_unknowns, find_doubts
from bot.services.editing.exporting import export as write_export
from bot.services.editing.last_good import LastGoodFiles
from bot.services.editing.model_store import ModelStore
from bot.services.editing.teaching import lesson_of
from bot.services.editing.translations import agree, list_open
from bot.storage.backup import back_up, drop_waiting
from bot.storage.backup import restore as restore_from
from bot.storage.copying import Copied, copy_all
from bot.storage.database import Database
from bot.storage.file_lock import alone_on
from bot.storage.migrate import migrate as migrate_database
from bot.storage.sealing import Resealed, seal_all_anew

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


@app.command()
def demo(port: Annotated[int, typer.Option(help="Port of the chat page.", min=0, max=65535)] = 8080) -> None:
    """Starts a local Telegram with the bot in it; needs no token."""
    with _faults_shown():
        settings = load_settings()
        configure_logging(settings.log_format)
        asyncio.run(demonstration.run_demo(settings, port))


@app.command()
def desk(port: Annotated[int, typer.Option(help="Port of the page.", min=0, max=65535)] = 8080) -> None:
    """The editors' desk in the browser, beside a local Telegram with the bot in it; needs no token."""
    with _faults_shown():
        settings = load_settings()
        configure_logging(settings.log_format)
        asyncio.run(demonstration.run_demo(settings, port, desk_first=True))


@app.command()
def run() -> None:
    """Runs the real bot: long polling, or a webhook where WEBHOOK_URL is set."""
    with _faults_shown():
        settings = load_settings(token_needed=True)
        configure_logging(settings.log_format, secrets=settings.secrets)
        asyncio.run(run_until_stopped(settings))


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="The briefings; default BRIEFINGS_DIR.")] = None,
) -> None:
    """Validates the briefings: one problem a line; exit 1 when there are errors, 2 when it could not run."""
    with _faults_shown():
        settings = load_settings()
        folder = folder or settings.briefings_dir
        if not folder.is_dir():
            typer.echo(f"{folder}: there is no such folder", err=True)
            raise typer.Exit(2)
        model_store = ModelStore(settings.cache_dir)
        loaded, engine = check_folder(
            folder,
            utc_now,
            lambda snapshot: model_store.open_engine(snapshot, wait=True),
            before=LastGoodFiles(settings.cache_dir, folder).find_places,
        )
        denied = find_answered_unknowns(engine, utc_now()) if engine is not None else ()
        dialogues, faults = load_dialogues(dialogues_of(folder))
        if engine is not None and dialogues and not faults:
            configure_logging(settings.log_format, level=logging.ERROR)
            faults = asyncio.run(rehearse(folder, settings, utc_now, engine, dialogues))
        problems = sorted((*loaded.problems, *find_doubts(loaded, utc_now()), *denied, *faults))
    for problem in problems:
        typer.echo(str(problem))
    errors = sum(problem.severity == "error" for problem in problems)
    typer.echo(f"{folder}: {count(errors, 'error')}, {count(len(problems) - errors, 'warning')}", err=True)
    raise typer.Exit(1 if errors else 0)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, as typed in the chat.")] = None,
    lang: Annotated[
        Lang | None, typer.Option(help="Language of the answer; default: the question's.")
    ] = None,
    now: Annotated[str | None, typer.Option(help="Moment of asking, ISO 8601.")] = None,
    as_of: Annotated[
        str | None, typer.Option("--asof", help="Answer from what was known then, ISO 8601.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Questions on standard input, one JSON object a line.")
    ] = False,
    explain: Annotated[bool, typer.Option(help="Show how the answer came about, as JSON.")] = False,
) -> None:
    """Answers one question, as the chat would."""
    with _faults_shown():
        settings = load_settings()
        if jsonl == (question is not None):
            raise typer.BadParameter("give either a question or --jsonl")
        clock = fixed_clock(_moment(now, "--now")) if now else utc_now
        asker = questions.Asker.open(settings.briefings_dir, clock, ModelStore(settings.cache_dir))
        if jsonl:
            for line in sys.stdin.buffer:
                if line.strip():
                    sys.stdout.buffer.write(asker.answer_line(line) + b"\n")
                    sys.stdout.buffer.flush()
            return
        answered = asker.ask(
            _decoded(question or ""),
            lang=lang,
            now=clock(),
            as_of=_moment(as_of, "--asof") if as_of else None,
        )
    if explain:
        _write_json(dict(answered.explain), indented=True)
    elif json:
        _write_json(answered.as_record())
    else:
        typer.echo(answered.text)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False
)
def new(context: typer.Context) -> None:
    """Writes a new fact, statement, deadline, update, briefing, source, person, unknown or term: asks, or takes flags."""
    with _faults_shown():
        drafted = write_new(context.args, load_settings().briefings_dir, utc_now().date())
    for problem in drafted.problems:
        typer.echo(str(problem), err=True)
    if drafted.problems:
        typer.echo("nothing was changed", err=True)
        raise typer.Exit(1)
    typer.echo(f"{drafted.path}:{drafted.line}")


@app.command()
def diff(
    revision: Annotated[
        str | None, typer.Argument(help="A git revision; default: what was published last.")
    ] = None,
    questions_file: Annotated[
        Path | None, typer.Option("--questions", help="More questions, as for ask --jsonl.", exists=True)
    ] = None,
) -> None:
    """What the files as they are now change: records, answers, and whom it would notify."""
    with _faults_shown():
        lines = asyncio.run(describe_difference(load_settings(), revision, questions_file, utc_now()))
    for line in lines:
        typer.echo(line)


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="Where to write; made where it is missing.")] = Path("export"),
    now: Annotated[str | None, typer.Option(help="What may be shown at this moment, ISO 8601.")] = None,
) -> None:
    """Writes what readers may see as dossier.json and, for search engines, as claims.jsonld (schema.org)."""
    with _faults_shown():
        settings = load_settings()
        moment = _moment(now, "--now") if now else utc_now()
        snapshot, _ = load_usable(settings.briefings_dir)
        written = write_export(snapshot, moment, out)
    for path in written:
        typer.echo(str(path))


@app.command()
def inbox(json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False) -> None:
    """What at least three readers asked in vain, or marked as no help, in the last thirty days."""
    with _faults_shown():
        found = asyncio.run(unanswered.list_unanswered(load_settings(), utc_now()))
    if json:
        for each in found:
            _write_json({**asdict(each.cluster), "nearest": each.nearest})
        return
    for line in unanswered.describe_unanswered(found):
        typer.echo(line)


@app.command()
def teach(
    question: Annotated[str, typer.Argument(help="As readers put it.")],
    fact: Annotated[
        str | None, typer.Option(help="The fact that answers it: becomes one of its asks.")
    ] = None,
    unknown: Annotated[
        str | None, typer.Option(help="The known unknown that it asks for: becomes one of its asks.")
    ] = None,
    person: Annotated[str | None, typer.Option(help="Whom --alias names.")] = None,
    topic: Annotated[str | None, typer.Option(help="What --alias names.")] = None,
    alias: Annotated[str | None, typer.Option(help="The words in it that name a person or a topic.")] = None,
    test: Annotated[
        str | None, typer.Option(help="answer_with:ID, abstain or ask_back: becomes a question test.")
    ] = None,
    lang: Annotated[Lang | None, typer.Option(help="Its language; default: as it reads.")] = None,
) -> None:
    """Adds an ask, another name or a question test to its file, as a proposal that git diff shows."""
    with _faults_shown():
        lesson = lesson_of(fact=fact, unknown=unknown, person=person, topic=topic, alias=alias, test=test)
        taught = unanswered.teach_from_files(load_settings(), _decoded(question), lang, lesson, utc_now)
    for problem in taught.drafted.problems:
        typer.echo(str(problem), err=True)
    if taught.drafted.problems:
        typer.echo("nothing was changed", err=True)
        raise typer.Exit(1)
    typer.echo(f"{taught.drafted.path}:{taught.drafted.line}")
    typer.echo(f"before: {taught.before}\nafter:  {taught.after}")


@app.command(name="agree")
def agree_on(
    names: Annotated[list[str] | None, typer.Argument(help="Records: id, or kind/id.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All records as they are now.")] = False,
) -> None:
    """Notes that you read these records in both languages and they say the same; alone, lists what is open."""
    with _faults_shown():
        folder = load_settings().briefings_dir
        if names and everything:
            raise typer.BadParameter("give either names or --all")
        if not names and not everything:
            for name in list_open(folder):
                typer.echo(name)
            return
        noted = agree(folder, None if everything else names)
    for name in noted:
        typer.echo(f"agreed: {name}")


@app.command()
def doctor(
    offline: Annotated[bool, typer.Option(help="Ask nothing of Telegram.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Looks at settings, token, webhook, database, content, clock, disk and memory; exit 1 where something must be mended."""

    async def examine() -> bool:
        is_well = True
        async for finding in examination.examine(load_settings(), utc_now, offline=offline):
            is_well = is_well and finding.level is not examination.Level.FAULT
            if json:
                _write_json(asdict(finding))
            else:
                typer.echo(str(finding))
        return is_well

    with _faults_shown():
        is_well = asyncio.run(examine())
    raise typer.Exit(0 if is_well else 1)


@app.command(name="plan")
def plan_for(
    subscribers: Annotated[int, typer.Option(help="How many.", min=1, max=1_000_000_000)],
    rate: Annotated[
        float | None,
        typer.Option(help="Messages a second, at most 1000; default BROADCAST_RATE.", min=1, max=1000),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """What so many subscribers take: time to reach everyone, database, processes, Telegram Stars."""
    with _faults_shown():
        found = planning.plan(subscribers, rate or load_settings().broadcast_rate)
    if json:
        _write_json(asdict(found))
        return
    for line in planning.describe(found):
        typer.echo(line)


@app.command()
def backup(
    to: Annotated[Path, typer.Argument(help="A file that is not there yet, or a folder.")] = Path(),
) -> None:
    """Copies the database as it is at this moment, also while the bot runs. DATA_KEY is not in it: keep that apart."""
    with _faults_shown():
        written = asyncio.run(_back_up(load_settings(), to))
    typer.echo(str(written))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.")],
    replace: Annotated[bool, typer.Option(help="Also where there is a database already.")] = False,
    drop_queue: Annotated[
        bool, typer.Option(help="Do not send what waited then: it has gone out since.")
    ] = False,
) -> None:
    """Makes the database of DATABASE_URL what a copy of it is; the bot must be stopped."""
    with _faults_shown():
        dropped = asyncio.run(_restore(load_settings(), file, replace, drop_queue))
    typer.echo("restored" + (f"; {dropped} messages that waited are dropped" if drop_queue else ""))


@app.command()
def migrate(
    to: Annotated[
        str | None,
        typer.Option(
            envvar="TO_DATABASE_URL", help="Moves everything there; an empty database, of either kind."
        ),
    ] = None,
) -> None:
    """Brings the database to the newest schema; with --to, copies all of it into another."""
    with _faults_shown():
        settings = load_settings()
        if to is not None:
            target = load_settings(database_url=to).database_url
            for table in asyncio.run(_move(settings.database_url, target)):
                typer.echo(f"{table.table:<20}{table.rows:>10}  {table.digest[:16]}")
            typer.echo("Everything is there. Set DATABASE_URL to it, and start the bot.")
            return
        before, after = asyncio.run(_migrate(settings))
    typer.echo(f"schema {before or 'none'} -> {after}")


@app.command()
def reseal() -> None:
    """Encrypts all chat ids with DATA_KEY, where OTHER_DATA_KEYS opens them, also while the bot runs; exit 1 where some stay."""
    with _faults_shown():
        settings = load_settings()
        configure_logging(settings.log_format, secrets=settings.secrets)
        done = asyncio.run(_reseal(settings))
    typer.echo(f"{count(done.chats, 'chat')}, {done.sealed} encrypted anew")
    if done.unreadable:
        typer.echo(f"{done.unreadable} cannot be opened: OTHER_DATA_KEYS lacks their key", err=True)
        raise typer.Exit(1)


async def _reseal(settings: Settings) -> Resealed:
    ids = settings.chat_ids
    if not ids.has_key:
        raise ConfigError("DATA_KEY: is missing; there is nothing to encrypt with")
    async with Database(settings.database_url) as database:
        if not database.is_there():
            raise StorageUnavailable(f"DATABASE_URL: there is no database {database.file}")
        return await seal_all_anew(database, ids)


async def _back_up(settings: Settings, to: Path) -> Path:
    async with Database(settings.database_url) as database:
        return await back_up(database, to, utc_now())


async def _restore(settings: Settings, file: Path, replace: bool, drop_queue: bool) -> int:
    async with Database(settings.database_url) as database:
        await restore_from(file, database, replace=replace)
        await migrate_database(database)
        return await drop_waiting(database) if drop_queue else 0


async def _move(source_url: str, target_url: str) -> Sequence[Copied]:
    async with Database(source_url) as source, Database(target_url) as target:
        if not source.is_there():
            raise BackupFailed(f"DATABASE_URL: there is no database {source.file}")
        if source.url == target.url:
            raise BackupFailed("--to: is the database itself")
        with alone_on(source.file), alone_on(target.file):
            return await copy_all(source, target)


async def _migrate(settings: Settings) -> tuple[str | None, str]:
    async with Database(settings.database_url) as database:
        return await migrate_database(database)


@contextlib.contextmanager
def _faults_shown() -> Iterator[None]:
    """A fault that a person can mend is a sentence and exit 2, never a traceback."""
    try:
        yield
    except BotError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def _write_json(record: Any, *, indented: bool = False) -> None:
    """JSON is UTF-8 (RFC 8259), whatever the terminal is."""
    option = orjson.OPT_APPEND_NEWLINE | (orjson.OPT_INDENT_2 if indented else 0)
    sys.stdout.flush()
    sys.stdout.buffer.write(orjson.dumps(record, option=option, default=str))
    sys.stdout.buffer.flush()


def _decoded(argument: str) -> str:
    """An argument in another encoding than the machine's: what cannot be read in it is marked, and the rest holds."""
    return os.fsencode(argument).decode(errors="replace")


def _moment(text: str, option: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{option} should be ISO 8601, for example 2026-02-27T18:00:00Z") from error
    try:
        return check_moment(moment)
    except ValueError as error:
        raise typer.BadParameter(f"{option} {error}") from error
