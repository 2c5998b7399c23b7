"""A new record, or one more item of a record, in the right file: looked at as if it stood there, and then written."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.clock import utc_now
from bot.content.lint import find_errors
from bot.content.loading import Loaded, ParseCache, load
from bot.content.parsing.parsing import parse_file
from bot.content.schema.kinds import ASKS, AT_TOP, FACT, FOLDERS, Kind
from bot.content.writing.extending import Extended, NotExtendable, add_item, add_keyed
from bot.content.writing.writing import insert_entry, render_entry
from bot.domain.problem import Problem
from bot.domain.text import Lang
from bot.services.files import write_whole

LONGEST_ID = 48
_BOM = "\ufeff"

Contents = Mapping[Path, tuple[bytes | None, bytes]]  # what each file held, and what it is to hold
Faults = Callable[[Loaded], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Drafted:
    """Where it stands now (`line` from 1); with `problems`, where it would stand, and no file has changed."""

    path: Path
    line: int
    problems: tuple[Problem, ...]


def no_more_faults(_: Loaded) -> Iterable[Problem]:
    """Nothing beside what keeps the files from loading."""
    return ()


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


def add_to_list(
    folder: Path,
    kind: str,
    record: Mapping[str, Any],
    *,
    file: str | None = None,
    asks: Mapping[str, Sequence[str]] | None = None,
    find_faults: Faults = no_more_faults,
    cache: ParseCache | None = None,
) -> Drafted:
    """Adds a record to the file of its kind: facts by date in the file of their phase, all else at the end.

    `asks`: its questions by language; they go apart.
    """
    cache = cache or ParseCache()
    path, definition = _file_of(folder, kind, record, file, cache)
    before = path.read_bytes()
    text = before.decode("utf-8")
    entry = render_entry(record, in_list=True)
    place = _next_by_date(path, before, str(record["date"]), cache) if definition is FACT else None
    changed = insert_entry(text, entry, place)
    written = entry.replace("\n", "\r\n") if "\r\n" in text else entry
    line = changed[: changed.rindex(written)].count("\n") + 1
    contents = {path: (before, changed.encode("utf-8")), **_asked(folder, definition, path, record, asks)}
    return _write(folder, contents, path, line, find_faults, cache)


def _asked(
    folder: Path, kind: Kind, path: Path, record: Mapping[str, Any], asks: Mapping[str, Sequence[str]] | None
) -> Contents:
    """The file of questions with those of a new record."""
    if not asks:
        return {}
    there = asks_file_of(folder, path)
    before = there.read_bytes() if there.exists() else None
    text = (before or b"").decode("utf-8")
    asked = record["id"] if kind is FACT else f"{kind.record}:{record['id']}"
    for lang in Lang:
        for question in asks.get(lang.value, ()):
            text = with_ask(text, asked, lang, question).text
    return {there: (before, text.encode("utf-8"))}


def add_to_record(
    place: tuple[Path, int],
    folder: Path,
    steps: tuple[str, str],
    item: str,
    *,
    find_faults: Faults = no_more_faults,
    cache: ParseCache | None = None,
) -> Drafted:
    """Adds an item to a list of the record that begins at `place`, a file and a line; `steps` lead to the list.

    The file is one that loads.
    """
    path, line = place
    cache = cache or ParseCache()
    before = path.read_bytes()
    text = before.decode("utf-8")
    mark = _BOM if text.startswith(_BOM) else ""
    kind = AT_TOP[path.name] if path.parent == folder else FOLDERS[path.parent.name]
    lines = [record.place()[0] for record in cache.parse(kind, str(path), before).records]
    try:
        extended = add_item(text.removeprefix(mark), lines.index(line), steps, item)
    except NotExtendable as error:
        return Drafted(path, line, (Problem(str(path), line, 1, "error", str(error)),))
    content = (mark + extended.text).encode("utf-8")
    return _write(folder, {path: (before, content)}, path, extended.line, find_faults, cache)


def add_ask(
    folder: Path,
    asked: str,
    lang: Lang,
    question: str,
    *,
    path: Path,
    find_faults: Faults = no_more_faults,
    cache: ParseCache | None = None,
) -> Drafted:
    """Adds a question to those that stand apart for `asked` (a fact's id, or kind:id), in the file `path`."""
    before = path.read_bytes() if path.exists() else None
    text = (before or b"").decode("utf-8")
    mark = _BOM if text.startswith(_BOM) else ""
    try:
        extended = with_ask(text.removeprefix(mark), asked, lang, question)
    except NotExtendable as error:
        return Drafted(path, 1, (Problem(str(path), 1, 1, "error", str(error)),))
    content = (mark + extended.text).encode("utf-8")
    return _write(folder, {path: (before, content)}, path, extended.line, find_faults, cache)


def asks_file_of(folder: Path, record_path: Path) -> Path:
    """Where the questions stand that go apart for the records of a file: in one of the same name."""
    name = f"{record_path.parent.name}.yaml" if record_path.suffix == ".md" else record_path.name
    return folder / ASKS.place / name


def with_ask(text: str, asked: str, lang: Lang, question: str) -> Extended:
    """The text of a file of questions with one more. Raises `NotExtendable`."""
    keys = [record.model.id for record in parse_file(ASKS, "", text.encode("utf-8")).records]
    if asked not in keys:
        return add_keyed(text, asked, lang.value, question)
    shown = asked if f"\n{asked}:" in f"\n{text}" else f"fact:{asked}"
    return add_item(text, shown, (lang.value,), question)


def add_files(folder: Path, files: Mapping[str, str], cache: ParseCache | None = None) -> Drafted:
    """Adds files of their own: an update, or a briefing in both languages. Names are below `folder`."""
    contents = {folder / name: (None, text.encode("utf-8")) for name, text in files.items()}
    first = next(iter(contents))
    for path in contents:
        if path.exists():
            problem = Problem(str(path), 1, 1, "error", "is there already")
            return Drafted(path, 1, (problem,))
    return _write(folder, contents, first, 1, no_more_faults, cache)


def _write(
    folder: Path,
    contents: Contents,
    shown: Path,
    line: int,
    find_faults: Faults,
    cache: ParseCache | None,
) -> Drafted:
    """Writes what brings no fault that was not there before; `contents`: what each file held and is to hold."""
    cache = cache or ParseCache()
    known = {(problem.path, problem.message) for problem in _errors(load(folder, cache))}
    planned = load(folder, cache, {path: content for path, (_, content) in contents.items()})
    found = _errors(planned)
    if planned.snapshot is not None:
        found += find_faults(planned)
    fresh = tuple(problem for problem in found if (problem.path, problem.message) not in known)
    if not fresh:
        fresh = tuple(
            Problem(str(path), 1, 1, "error", "was changed meanwhile; try again")
            for path, (before, _) in contents.items()
            if (path.read_bytes() if path.exists() else None) != before
        )
    return Drafted(shown, line, fresh or _put_down(contents))


def _put_down(contents: Contents) -> tuple[Problem, ...]:
    """All of the files, or none and the reason."""
    written: list[Path] = []
    for path, (_, content) in contents.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
        except OSError as error:
            for done in written:
                before = contents[done][0]
                write_whole(done, before) if before is not None else done.unlink()
            why = f"cannot be written: {error.strerror or error}"
            return (Problem(str(path), 1, 1, "error", why),)
        written.append(path)
    return ()


def _errors(loaded: Loaded) -> list[Problem]:
    """Whatever keeps the folder from going live, but for the editors' own tests."""
    found = [problem for problem in loaded.problems if problem.severity == "error"]
    return [*found, *(find_errors(loaded.records, utc_now()) if loaded.snapshot is not None else ())]


def _file_of(
    folder: Path, kind: str, record: Mapping[str, Any], file: str | None, cache: ParseCache
) -> tuple[Path, Kind]:
    if kind != FACT.name:
        name, definition = next((name, each) for name, each in AT_TOP.items() if each.name == kind)
        return folder / name, definition
    if file is not None:
        return folder / "facts" / Path(file).name, FACT
    files = sorted((folder / "facts").glob("*.yaml"))
    fitting = files[0]
    for path in files:
        parsed = cache.parse(FACT, str(path), path.read_bytes())
        dates = [str(each.model.date) for each in parsed.records]
        if dates and dates[0] <= str(record["date"]):
            fitting = path
    return fitting, FACT


def _next_by_date(path: Path, content: bytes, date: str, cache: ParseCache) -> int | None:
    """The line of the first record after the last one that is not later."""
    records = cache.parse(FACT, str(path), content).records
    earlier = [number for number, each in enumerate(records) if str(each.model.date) <= date]
    following = records[earlier[-1] + 1 :] if earlier else records
    return following[0].place()[0] if following else None
