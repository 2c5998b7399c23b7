"""A new record in the right file: written, loaded, and taken back where it brings a fault."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.clock import utc_now
from bot.content.kinds import AT_TOP, FACT, Kind
from bot.content.lint import find_errors
from bot.content.loading import load
from bot.content.parsing import Record, parse_file
from bot.content.problem import Problem
from bot.content.writing import insert_entry, render_entry, write_whole

LONGEST_ID = 48


@dataclass(frozen=True, slots=True)
class Drafted:
    """Where the record stands now (`line` from 1); with `problems` it was taken back, and no file has changed."""

    path: Path
    line: int
    problems: tuple[Problem, ...]


def propose_id(text: str, taken: Collection[str]) -> str:
    """An id made of the text's first words: lower case, hyphens, at most 48 characters, not taken."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain) or ["new"]
    made = words[0][:LONGEST_ID]
    for word in words[1:]:
        if len(made) + len(word) + 1 > LONGEST_ID - 4:  # room for a number
            break
        made = f"{made}-{word}"
    number, found = 2, str(made)
    while found in taken:
        found = f"{made}-{number}"
        number += 1
    return found


def add_to_list(folder: Path, kind: str, record: Mapping[str, Any], *, file: str | None = None) -> Drafted:
    """Adds a record to the file of its kind: facts by date in the file of their phase, all else at the end."""
    path, definition = _file_of(folder, kind, record, file)
    text = path.read_bytes().decode("utf-8")
    entry = render_entry(record, in_list=True)
    before = _next_by_date(definition, path, text, str(record["date"])) if definition is FACT else None
    changed = insert_entry(text, entry, before)
    line = changed[: changed.index(entry.splitlines()[0])].count("\n") + 1
    return _write(folder, {path: changed.encode("utf-8")}, path, line)


def add_files(folder: Path, files: Mapping[str, str]) -> Drafted:
    """Adds files of their own: an update, or a briefing in both languages. Names are below `folder`."""
    contents = {folder / name: text.encode("utf-8") for name, text in files.items()}
    first = next(iter(contents))
    for path in contents:
        if path.exists():
            problem = Problem(str(path), 1, 1, "error", "is there already")
            return Drafted(path, 1, (problem,))
    return _write(folder, contents, first, 1)


def _write(folder: Path, contents: Mapping[Path, bytes], shown: Path, line: int) -> Drafted:
    known = {(problem.path, problem.message) for problem in _errors(folder)}
    old = {path: path.read_bytes() if path.exists() else None for path in contents}
    for path, content in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    fresh = tuple(problem for problem in _errors(folder) if (problem.path, problem.message) not in known)
    if fresh:
        for path, content_before in old.items():
            if content_before is None:
                path.unlink()
            else:
                write_whole(path, content_before)
    return Drafted(shown, line, fresh)


def _errors(folder: Path) -> list[Problem]:
    """Whatever keeps the folder from going live, but for the editors' own tests."""
    loaded = load(folder)
    found = [problem for problem in loaded.problems if problem.severity == "error"]
    return [*found, *(find_errors(loaded.records, utc_now()) if loaded.snapshot is not None else ())]


def _file_of(folder: Path, kind: str, record: Mapping[str, Any], file: str | None) -> tuple[Path, Kind]:
    if kind != FACT.name:
        name, definition = next((name, each) for name, each in AT_TOP.items() if each.name == kind)
        return folder / name, definition
    if file is not None:
        return folder / "facts" / Path(file).name, FACT
    files = sorted((folder / "facts").glob("*.yaml"))
    fitting = files[0]
    for path in files:
        dates = [str(each.model.date) for each in _records(FACT, path, path.read_bytes())]
        if dates and dates[0] <= str(record["date"]):
            fitting = path
    return fitting, FACT


def _next_by_date(kind: Kind, path: Path, text: str, date: str) -> int | None:
    """The line of the first record after the last one that is not later."""
    records = _records(kind, path, text.encode("utf-8"))
    earlier = [number for number, each in enumerate(records) if str(each.model.date) <= date]
    following = records[earlier[-1] + 1 :] if earlier else records
    return following[0].place()[0] if following else None


def _records(kind: Kind, path: Path, content: bytes) -> tuple[Record, ...]:
    return parse_file(kind, str(path), content).records
