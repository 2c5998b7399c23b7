"""The folder to a snapshot, or to problems: all of them in one run, never half a state."""

import functools
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from bot.background import collector_at_rest
from bot.content.building import builders
from bot.content.building.asks import add_asks
from bot.content.building.facts import with_basis
from bot.content.building.references import Known, find_missing
from bot.content.checks.consistency import find_problems
from bot.content.checks.lost_records import FileNow, Place, Places, find_gone
from bot.content.leftovers import is_leftover
from bot.content.parsing.parsing import ParsedFile, Record, parse_file, slug_and_lang
from bot.content.parsing.suggestions import suggest
from bot.content.schema.kinds import ALL, ASKS, AT_TOP, BRIEFING, FACT, FOLDERS, Kind
from bot.domain.correction import declared_corrections
from bot.domain.problem import Problem, Severity
from bot.domain.snapshot import KINDS, Snapshot
from bot.errors import ContentUnusable

MOST_BYTES = 2_000_000  # a file; a year of news for one dispute is a tenth of it
_NOT_CONTENT = ("README.md", "schema")
_BRIEFING_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.(nl|en)\.md")


@dataclass(frozen=True, slots=True)
class Loaded:
    """`snapshot` is None when any problem of loading is an error.

    `files`: the bytes read, by path below the folder. `places`: of each record, by kind and id, where it stands.
    `records`: as they stand in the files, by kind of file; none where there is no snapshot.
    """

    snapshot: Snapshot | None
    problems: tuple[Problem, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    places: Places = field(default_factory=dict)
    records: Mapping[str, Sequence[Record]] = field(default_factory=dict)


def digest_of(content: bytes) -> bytes:
    """Sixteen bytes that stand for a file's content."""
    return blake2b(content, digest_size=16).digest()


class ParseCache:
    """Parsed files by their bytes, so that a save parses one file and not all."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[bytes, ParsedFile]] = {}

    def parse(self, kind: Kind, path: str, content: bytes, digest: bytes | None = None) -> ParsedFile:
        """The file's records; `digest` is that of `content`, where it is known."""
        digest = digest or digest_of(content)
        found = self._files.get(path)
        if found is None or found[0] != digest:
            found = self._files[path] = (digest, parse_file(kind, path, content))
        return found[1]

    def forget_all_but(self, paths: Iterable[str]) -> None:
        """Drops files that are gone."""
        for gone in self._files.keys() - set(paths):
            del self._files[gone]


@collector_at_rest()  # which would go through all that was read so far, many times
def load(
    folder: Path,
    cache: ParseCache | None = None,
    planned: Mapping[Path, bytes] | None = None,
    before: Callable[[], Places] = dict,
) -> Loaded:
    """Reads every file below `folder`. Never raises for what is found there.

    `planned`: what these files would hold; they are taken as if they had been written. `before` gives the places of an
    earlier state, for faults that show only by what is gone.
    """
    cache, planned = cache or ParseCache(), planned or {}
    problems: list[Problem] = []
    records: dict[str, list[Record]] = {}
    paths: dict[str, list[str]] = {}
    failed: dict[str, set[str]] = {}
    unsure: set[str] = set()
    files: dict[str, bytes] = {}
    fingerprint = blake2b(digest_size=16)

    @functools.cache
    def is_inside(path: Path) -> bool:
        if path.is_symlink() and path != folder:
            return path.resolve().is_relative_to(folder.resolve())
        return path == folder or is_inside(path.parent)  # only a link leads elsewhere than where it lies

    for path, name, kind in _find_files(folder, planned, problems):
        shown = _shown(path)
        paths.setdefault(kind.name, []).append(shown)
        content = _read(path, is_inside, planned.get(path), problems)
        if content is None:
            unsure.add(kind.name)
            continue
        digest = digest_of(content)
        files[name] = content
        fingerprint.update(name.encode() + digest)
        parsed = cache.parse(kind, shown, content, digest)
        problems.extend(parsed.problems)
        records.setdefault(kind.name, []).extend(parsed.records)
        failed.setdefault(kind.name, set()).update(parsed.failed_ids)
        if not parsed.is_whole:
            unsure.add(kind.name)
    cache.forget_all_but(path for of_kind in paths.values() for path in of_kind)
    unsure.update(
        kind.name for kind in (*AT_TOP.values(), FACT) if kind.name not in paths and not kind.may_be_missing
    )
    ids = {
        kind: {getattr(record.model, "id", "") for record in of_kind} | failed[kind]
        for kind, of_kind in records.items()
    }
    known = Known(ids, frozenset(unsure))
    problems.extend(find_problems(records, known, paths.get(BRIEFING.name, [])))
    if any(problem.severity == "error" for problem in problems):
        missing = find_missing(records, known)
        problems.extend(find_gone(missing, before(), _as_they_are(folder, files)) if missing else ())
    problems.sort()
    if any(problem.severity == "error" for problem in problems):
        return Loaded(None, tuple(problems), files)
    return Loaded(_build(records, fingerprint.hexdigest()), tuple(problems), files, _places(records), records)


def load_usable(folder: Path, cache: ParseCache | None = None) -> tuple[Snapshot, Loaded]:
    """As `load`, the snapshot first; raises `ContentUnusable` with one error a line where there is none."""
    loaded = load(folder, cache)
    if loaded.snapshot is None:
        raise unusable(folder, [problem for problem in loaded.problems if problem.severity == "error"])
    return loaded.snapshot, loaded


def unusable(folder: Path, problems: Iterable[Problem]) -> ContentUnusable:
    """What a command ends with: one problem a line, or one sentence where the folder is not there at all."""
    if not folder.is_dir():
        return ContentUnusable(f"BRIEFINGS_DIR: there is no folder {folder}")
    return ContentUnusable("\n".join((f"The briefings in {folder} cannot be used:", *map(str, problems))))


def _as_they_are(folder: Path, files: Mapping[str, bytes]) -> dict[str, FileNow]:
    found = {}
    for name, content in files.items():
        kind = AT_TOP.get(name) or FOLDERS.get(name.replace("\\", "/").partition("/")[0])
        is_ended = content.endswith(b"\n")
        lines = content.count(b"\n") + (not is_ended)
        found[_shown(folder / name)] = FileNow(kind.record if kind else "", lines, is_ended)
    return found


def _places(records: Mapping[str, Sequence[Record]]) -> dict[tuple[str, str], Place]:
    found: dict[tuple[str, str], Place] = {}
    for of_kind in records.values():
        for record in of_kind:
            name = (
                slug_and_lang(record.path)[0]
                if record.kind is BRIEFING
                else getattr(record.model, "id", None)
            )
            if name is not None:
                end = record.node.end_mark.line + record.shift
                place = Place(record.path, record.place()[0], end)
                found.setdefault((record.kind.record, name), place)
    return found


def _shown(path: Path) -> str:
    """The path as text that can be printed, whatever bytes the name is made of."""
    return str(path).encode("utf-8", "backslashreplace").decode().replace("\n", "\\n")


def _find_files(
    folder: Path, planned: Mapping[Path, bytes], problems: list[Problem]
) -> Iterator[tuple[Path, str, Kind]]:
    """Each with its path below `folder`, as it is shown."""

    def tell(path: Path, message: str, severity: Severity = "error") -> None:
        problems.append(Problem(_shown(path), 1, 1, severity, message))

    for name, kind in AT_TOP.items():
        if os.path.lexists(folder / name) or folder / name in planned:
            yield folder / name, name, kind
        elif not kind.may_be_missing:
            tell(folder / name, "is missing")
    for found in _listed(folder):
        if found.name in (*AT_TOP, *FOLDERS, *_NOT_CONTENT):
            continue
        if found.is_dir():
            tell(found, f"is not a folder of the dossier{suggest(found.name, FOLDERS)}", "warning")
        elif found.suffix in (".yaml", ".yml", ".md"):
            tell(found, f"is not a file of the dossier{suggest(found.name, AT_TOP)}")
    for name, kind in FOLDERS.items():
        inside = sorted(
            {*_listed(folder / name), *(path for path in planned if path.parent == folder / name)}
        )
        if kind is FACT and not inside:
            tell(folder / name, "holds no file: facts stand in facts/*.yaml")
        for found in inside:
            if found.is_dir():
                tell(found, "is a folder; files stand in the folder above it")
            elif kind is BRIEFING and not _BRIEFING_NAME.fullmatch(found.name):
                tell(found, "should be named <slug>.nl.md or <slug>.en.md")
            elif kind is not BRIEFING and found.suffix != ".yaml":
                tell(found, "should end in .yaml")
            else:
                yield found, os.path.join(name, _shown(Path(found.name))), kind


def _listed(folder: Path) -> list[Path]:
    """What lies in `folder`, but for hidden files and what nobody wrote."""
    try:
        found = sorted(folder.iterdir())
    except OSError:
        return []
    return [path for path in found if not is_leftover(path.name)]


def _read(
    path: Path, is_inside: Callable[[Path], bool], planned: bytes | None, problems: list[Problem]
) -> bytes | None:
    """The bytes of an ordinary file inside the folder, or those `planned` for it; anything else is a problem."""

    def refuse(message: str) -> bytes | None:
        problems.append(Problem(_shown(path), 1, 1, "error", message))
        return None

    if planned is not None:
        return planned if len(planned) <= MOST_BYTES else refuse(f"is larger than {MOST_BYTES:,} bytes")
    try:
        if not is_inside(path):
            return refuse("is a link to a place outside the folder")
        # Not blocking: a pipe in place of a file must not hang the bot.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            state = os.fstat(file.fileno())
            if not stat.S_ISREG(state.st_mode):
                return refuse("is not an ordinary file")
            if state.st_size > MOST_BYTES:
                return refuse(f"is larger than {MOST_BYTES:,} bytes")
            content = file.read(MOST_BYTES + 1)
    except RuntimeError:  # what pathlib makes of links in a circle, before Python 3.13
        return refuse("is a link to itself")
    except OSError as error:
        return refuse(f"cannot be read: {error.strerror or error}")
    return content if len(content) <= MOST_BYTES else refuse(f"is larger than {MOST_BYTES:,} bytes")


def _build(records: dict[str, list[Record]], fingerprint: str) -> Snapshot:
    dossier = builders.build_dossier(records["dossier"][0].model)
    zone = dossier.dispute_zone

    made: dict[str, dict[Any, Any]] = {name: {} for name in KINDS.values()}
    for kind in ALL:
        if kind.record in KINDS:
            built = [builders.BUILDERS[kind.name](record, zone) for record in records.get(kind.name, ())]
            made[KINDS[kind.record]] = {each.key if kind is BRIEFING else each.id: each for each in built}
    made["facts"] = {fact_id: with_basis(fact, made["sources"]) for fact_id, fact in made["facts"].items()}
    dossier = add_asks(dossier, made, records.get(ASKS.name, ()))
    declared = declared_corrections(made["facts"], made["briefings"], made["topics"])
    made["updates"] = {update.id: update for update in declared} | made["updates"]
    return Snapshot(
        dossier=dossier,
        **made,
        expectations=tuple(builders.build_expectation(record) for record in records.get("questions", ())),
        fingerprint=fingerprint,
    )
