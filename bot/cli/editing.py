"""The editors' commands: checking, asking, writing, and what readers asked in vain."""

import asyncio
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.terminal import decoded, faults_shown, moment_of, write_json
from bot.clock import fixed_clock, utc_now
from bot.commands import ask as questions
from bot.commands import unanswered
from bot.commands.check import check as check_folder
from bot.commands.difference import describe_difference
from bot.commands.export import export as write_export
from bot.commands.new import new as write_new
from bot.commands.plurals import count
from bot.config import load_settings
from bot.domain.text import Lang
from bot.services.editing.model_store import ModelStore
from bot.services.editing.teaching import lesson_of
from bot.services.editing.translations import agree, list_open

commands = typer.Typer()


@commands.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="The briefings; default BRIEFINGS_DIR.")] = None,
) -> None:
    """Validates the briefings: one problem a line; exit 1 when there are errors, 2 when it could not run."""
    with faults_shown():
        settings = load_settings()
        folder = folder or settings.briefings_dir
        if not folder.is_dir():
            typer.echo(f"{folder}: there is no such folder", err=True)
            raise typer.Exit(2)
        problems = check_folder(settings, folder, utc_now)
    for problem in problems:
        typer.echo(str(problem))
    errors = sum(problem.severity == "error" for problem in problems)
    typer.echo(f"{folder}: {count(errors, 'error')}, {count(len(problems) - errors, 'warning')}", err=True)
    raise typer.Exit(1 if errors else 0)


@commands.command()
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
    with faults_shown():
        settings = load_settings()
        if jsonl == (question is not None):
            raise typer.BadParameter("give either a question or --jsonl")
        clock = fixed_clock(moment_of(now, "--now")) if now else utc_now
        asker = questions.Asker.open(settings.briefings_dir, clock, ModelStore(settings.cache_dir))
        if jsonl:
            for line in sys.stdin.buffer:
                if line.strip():
                    sys.stdout.buffer.write(asker.answer_line(line) + b"\n")
                    sys.stdout.buffer.flush()
            return
        day = moment_of(as_of, "--asof") if as_of else None
        answered = asker.ask_now(decoded(question or ""), lang, day)
    if explain:
        write_json(dict(answered.explain), indented=True)
    elif json:
        write_json(answered.as_record())
    else:
        typer.echo(answered.text)


@commands.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False
)
def new(context: typer.Context) -> None:
    """Writes a new fact, statement, deadline, update, briefing, source, person, unknown or term: asks, or takes flags."""
    with faults_shown():
        drafted = write_new(context.args, load_settings().briefings_dir, utc_now().date())
    for problem in drafted.problems:
        typer.echo(str(problem), err=True)
    if drafted.problems:
        typer.echo("nothing was changed", err=True)
        raise typer.Exit(1)
    typer.echo(f"{drafted.path}:{drafted.line}")


@commands.command()
def diff(
    revision: Annotated[
        str | None, typer.Argument(help="A git revision; default: what was published last.")
    ] = None,
    questions_file: Annotated[
        Path | None, typer.Option("--questions", help="More questions, as for ask --jsonl.", exists=True)
    ] = None,
) -> None:
    """What the files as they are now change: records, answers, and whom it would notify."""
    with faults_shown():
        lines = asyncio.run(describe_difference(load_settings(), revision, questions_file, utc_now()))
    for line in lines:
        typer.echo(line)


@commands.command()
def export(
    out: Annotated[Path, typer.Option(help="Where to write; made where it is missing.")] = Path("export"),
    now: Annotated[str | None, typer.Option(help="What may be shown at this moment, ISO 8601.")] = None,
) -> None:
    """Writes what readers may see as dossier.json and, for search engines, as claims.jsonld (schema.org)."""
    with faults_shown():
        settings = load_settings()
        written = write_export(settings, moment_of(now, "--now") if now else utc_now(), out)
    for path in written:
        typer.echo(str(path))


@commands.command()
def inbox(json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False) -> None:
    """What at least three readers asked in vain, or marked as no help, in the last thirty days."""
    with faults_shown():
        found = asyncio.run(unanswered.list_unanswered(load_settings(), utc_now()))
    if json:
        for each in found:
            write_json({**asdict(each.cluster), "nearest": each.nearest})
        return
    for line in unanswered.describe_unanswered(found):
        typer.echo(line)


# Over seven parameters: Typer makes a flag of each, and `teach` has as many flags.
@commands.command()
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
    with faults_shown():
        lesson = lesson_of(fact=fact, unknown=unknown, person=person, topic=topic, alias=alias, test=test)
        taught = unanswered.teach_from_files(load_settings(), decoded(question), lang, lesson, utc_now)
    for problem in taught.drafted.problems:
        typer.echo(str(problem), err=True)
    if taught.drafted.problems:
        typer.echo("nothing was changed", err=True)
        raise typer.Exit(1)
    typer.echo(f"{taught.drafted.path}:{taught.drafted.line}")
    typer.echo(f"before: {taught.before}\nafter:  {taught.after}")


@commands.command(name="agree")
def agree_on(
    names: Annotated[list[str] | None, typer.Argument(help="Records: id, or kind/id.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All records as they are now.")] = False,
) -> None:
    """Notes that you read these records in both languages and they say the same; alone, lists what is open."""
    with faults_shown():
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
