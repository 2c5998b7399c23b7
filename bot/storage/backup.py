"""Copies of a whole database, whole or not there: SQLite's online backup, PostgreSQL's pg_dump."""

import asyncio
import contextlib
import os
import sqlite3
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, update

from bot.domain.delivery.retry_policy import State
from bot.errors import BackupFailed
from bot.storage.database import Database, make_private
from bot.storage.file_lock import alone_on
from bot.storage.migrate import find_revisions
from bot.storage.sender_lock import SenderLock
from bot.storage.tables import outbox

PAGES = 256  # of SQLite, at a time: a bot that runs meanwhile waits no longer than for these
_WAITS = (State.QUEUED.value, State.CLAIMED.value)


async def back_up(database: Database, to: Path, now: datetime) -> Path:
    """Writes a copy as it is at one moment, also while a bot runs; returns where. Its mode is 600.

    `to`: a file that is not there yet, or a folder. Raises `BackupFailed`; then nothing is left behind.
    """
    if not database.is_there():
        raise BackupFailed(f"there is no database {database.file}")
    file = _find_place(database, to, now)
    half = file.with_name(file.name + ".part")
    try:
        os.close(os.open(half, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        if database.file is not None:
            await asyncio.to_thread(_copy_sqlite, database.file, half)
            await asyncio.to_thread(_check_sqlite, half)
        else:
            await _run("pg_dump", database.url, "--format=custom", f"--file={half}")
        half.rename(file)
    except OSError as error:
        raise BackupFailed(f"{file} cannot be written: {error.strerror or error}") from error
    finally:
        half.unlink(missing_ok=True)
    return file


async def restore(file: Path, database: Database, *, replace: bool = False) -> None:
    """Makes the database what the copy is. Raises `BackupFailed` where a bot runs on it, or it is there and not to be replaced.

    What an SQLite file was before stays beside it, as `….before`.
    """
    await asyncio.to_thread(_require, file)
    if database.file is not None:
        await asyncio.to_thread(_restore_sqlite, file, database.file, replace)
        return
    revision, _ = await find_revisions(database)
    if revision is not None and not replace:
        raise BackupFailed("the database holds data already; --replace puts the copy in its place")
    lock = SenderLock(database)
    try:
        if not await lock.take():
            raise BackupFailed("a bot sends from this database; stop it first")
    finally:
        await lock.release()
    options = ("--no-owner", "--single-transaction", "--exit-on-error")
    await _run(
        "pg_restore", database.url, *options, *(("--clean", "--if-exists") if replace else ()), str(file)
    )


async def drop_waiting(database: Database) -> int:
    """Lets go of what waits to be sent: after a copy was made it has most probably gone out. How many there were."""
    async with database.begin() as connection:
        done = await connection.execute(
            update(outbox)
            .where(outbox.c.state.in_(_WAITS))
            .values(state=State.DROPPED.value, lease_until=None, error="restored from a backup")
        )
    return int(done.rowcount)


def _find_place(database: Database, to: Path, now: datetime) -> Path:
    name = f"briefing-bot-{now:%Y%m%dT%H%M%SZ}.{'db' if database.is_sqlite else 'dump'}"
    file = to / name if to.is_dir() else to
    if file.exists():
        raise BackupFailed(f"{file} is there already")
    return file


def _require(file: Path) -> None:
    if not file.is_file():
        raise BackupFailed(f"there is no file {file}")


def _copy_sqlite(source: Path, to: Path) -> None:
    try:
        with (
            contextlib.closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as here,
            contextlib.closing(sqlite3.connect(to)) as there,
        ):
            here.backup(there, pages=PAGES)
            there.execute("PRAGMA journal_mode=DELETE")  # one file, whole
    except sqlite3.Error as error:
        raise BackupFailed(f"{source} cannot be copied: {error}") from error


def _check_sqlite(file: Path) -> None:
    """Raises `BackupFailed` where it is no whole database of ours."""
    try:
        with contextlib.closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as there:
            (found,) = there.execute("PRAGMA integrity_check").fetchone()
            there.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise BackupFailed(f"{file} is no copy of a bot's database: {error}") from error
    if found != "ok":
        raise BackupFailed(f"{file} is damaged: {found}")


def _restore_sqlite(copy: Path, file: Path, replace: bool) -> None:
    _check_sqlite(copy)
    if file.exists() and not replace:
        raise BackupFailed(
            f"{file} is there already; --replace puts the copy in its place, and keeps it as {file.name}.before"
        )
    with alone_on(file):
        half = file.with_name(file.name + ".part")
        half.unlink(missing_ok=True)
        try:
            _copy_sqlite(copy, half)
            make_private(half)
            for end in ("", "-wal", "-shm"):  # as it is: it may be damaged
                old, kept = file.with_name(file.name + end), file.with_name(f"{file.name}.before{end}")
                kept.unlink(missing_ok=True)
                if old.exists():
                    old.replace(kept)
            half.replace(file)
        finally:
            half.unlink(missing_ok=True)


async def _run(program: str, url: URL, *arguments: str) -> None:
    """One of PostgreSQL's programs; the password goes by its environment, which `ps` does not show."""
    address = url.set(drivername="postgresql", password=None).render_as_string()
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    try:
        process = await asyncio.create_subprocess_exec(
            *(program, f"--dbname={address}", *arguments),
            env={**os.environ, **password},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
    except FileNotFoundError as error:
        raise BackupFailed(f"{program} is not here: apt-get install postgresql-client") from error
    _, told = await process.communicate()
    if process.returncode:
        raise BackupFailed(f"{program}: {told.decode(errors='replace').strip()}")
