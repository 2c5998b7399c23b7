"""The folder to a snapshot, or to problems: all of them in one run, never half a state."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from bot.content import building
from bot.content.checks import find_problems, slug_and_lang
from bot.content.kinds import AT_TOP, BRIEFING, FACT, UPDATE, Kind
from bot.content.parsing import ParsedFile, Record, parse_file
from bot.content.problem import Problem, suggest
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang

MOST_BYTES = 2_000_000  # a file; a year of news for one dispute is a tenth of it
_NOT_CONTENT = ("README.md",)
_FOLDERS = {"facts": FACT, "updates": UPDATE, "briefings": BRIEFING}


@dataclass(frozen=True, slots=True)
class Loaded:
    """`snapshot` is None when any problem of loading is an error."""

    snapshot: Snapshot | None
    problems: tuple[Problem, ...]


class ParseCache:
    """Parsed files by their bytes, so that a save parses one file and not all."""

    def __init__(self) -> None:
        self._files: dict[tuple[str, bytes], ParsedFile] = {}

    def parse(self, kind: Kind, path: str, content: bytes, digest: bytes) -> ParsedFile:
        key = (path, digest)
        found = self._files.get(key)
        if found is None:
            found = parse_file(kind, path, content)
            for stale in [other for other in self._files if other[0] == path]:
                del self._files[stale]
            self._files[key] = found
        return found


def load(folder: Path, cache: ParseCache | None = None) -> Loaded:
    """Reads every file below `folder`. Never raises for what is found there."""
    cache = cache or ParseCache()
    problems: list[Problem] = []
    records: dict[str, list[Record]] = {}
    fingerprint = blake2b(digest_size=16)
    for path, kind in _find_files(folder, problems):
        content = _read(path, folder, problems)
        if content is None:
            continue
        digest = blake2b(content, digest_size=16).digest()
        fingerprint.update(str(path.relative_to(folder)).encode(errors="replace") + digest)
        parsed = cache.parse(kind, str(path), content, digest)
        problems.extend(parsed.problems)
        records.setdefault(kind.name, []).extend(parsed.records)
    # A record that did not parse would make every reference to it look unknown: those come when it parses.
    if not problems:
        problems.extend(find_problems(records))
    problems.sort()
    if any(problem.severity == "error" for problem in problems):
        return Loaded(None, tuple(problems))
    return Loaded(_build(records, fingerprint.hexdigest()), tuple(problems))


def _find_files(folder: Path, problems: list[Problem]) -> Iterator[tuple[Path, Kind]]:
    for name, kind in AT_TOP.items():
        if (folder / name).exists() or (folder / name).is_symlink():
            yield folder / name, kind
        else:
            problems.append(Problem(str(folder / name), 1, 1, "error", "is missing"))
    for found in _listed(folder):
        if found.suffix in (".yaml", ".yml", ".md") and found.name not in (*AT_TOP, *_NOT_CONTENT):
            message = f"is not a file of the dossier{suggest(found.name, AT_TOP)}"
            problems.append(Problem(str(found), 1, 1, "error", message))
    for name, kind in _FOLDERS.items():
        for found in _listed(folder / name):
            if kind is BRIEFING:
                if found.suffix != ".md":
                    problems.append(
                        Problem(str(found), 1, 1, "error", "should be <slug>.nl.md or <slug>.en.md")
                    )
                elif len(found.name.split(".")) != 3 or found.name.split(".")[1] not in set(Lang):
                    problems.append(
                        Problem(str(found), 1, 1, "error", "should be named <slug>.nl.md or <slug>.en.md")
                    )
                else:
                    yield found, kind
            elif found.suffix == ".yaml":
                yield found, kind
            else:
                problems.append(Problem(str(found), 1, 1, "error", "should end in .yaml"))


def _listed(folder: Path) -> list[Path]:
    """What lies in `folder`, hidden files, folders and editors' leftovers apart."""
    try:
        found = sorted(folder.iterdir())
    except OSError:
        return []
    return [
        path
        for path in found
        if not path.name.startswith((".", "#"))
        and not path.name.endswith(("~", ".swp", ".tmp"))
        and not path.is_dir()
    ]


def _read(path: Path, folder: Path, problems: list[Problem]) -> bytes | None:
    """The bytes of an ordinary file inside the folder; anything else is a problem."""

    def refuse(message: str) -> bytes | None:
        problems.append(Problem(str(path), 1, 1, "error", message))
        return None

    try:
        if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
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
    dossier = building.build_dossier(records["dossier"][0].model)
    zone = dossier.dispute_zone

    def of(kind: str) -> list[Record]:
        return records.get(kind, [])

    briefings = {}
    for record in of("briefing"):
        slug, lang = slug_and_lang(record.path)
        briefings[(slug, Lang(lang))] = building.build_briefing(record, slug, Lang(lang))
    return Snapshot(
        dossier=dossier,
        people={record.model.id: building.build_person(record) for record in of("people")},
        topics={record.model.id: building.build_topic(record) for record in of("topics")},
        sources={record.model.id: building.build_source(record) for record in of("sources")},
        facts={record.model.id: building.build_fact(record, zone) for record in of("facts")},
        deadlines={record.model.id: building.build_deadline(record, zone) for record in of("deadlines")},
        stakes={record.model.id: building.build_stake(record) for record in of("stakes")},
        terms={record.model.id: building.build_term(record) for record in of("glossary")},
        conflicts={record.model.id: building.build_conflict(record) for record in of("conflicts")},
        unknowns={record.model.id: building.build_unknown(record) for record in of("unknowns")},
        briefings=briefings,
        updates={record.model.id: building.build_update(record) for record in of("update")},
        expectations=tuple(building.build_expectation(record) for record in of("questions")),
        fingerprint=fingerprint,
    )
