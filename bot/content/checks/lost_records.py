"""Files that lost records which others still name: told at the file itself, which perhaps was cut off."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.problem import Problem

MOST_NAMED = 3  # ids in a message


@dataclass(frozen=True, slots=True)
class Place:
    """A file, and the first and last line in it, from 1."""

    path: str
    line: int
    end: int


Places = Mapping[tuple[str, str], Place]  # by kind and id of the record


@dataclass(frozen=True, slots=True)
class FileNow:
    """A file as it is: of which kind its records are, how many lines it has, and whether the last one ends."""

    kind: str
    lines: int
    is_ended: bool


def find_gone(
    missing: Sequence[tuple[str, str]], before: Places, files: Mapping[str, FileNow]
) -> Iterator[Problem]:
    """At most one problem a file, for the `missing` records, by kind and id.

    `before`: where they stood in an earlier state; where that is not known, files that end within a line are suspected.
    """
    if not before:
        yield from _cut_off({kind for kind, _ in missing}, files)
    by_path: dict[str, list[tuple[int, str]]] = {}
    for kind, record in missing:
        place = before.get((kind, record))
        if place is not None:
            by_path.setdefault(place.path, []).append((place.line, f"{kind} {record!r}"))
    for path, gone in by_path.items():
        last = files[path].lines if path in files else 1
        message = f"no longer here, but still named elsewhere: {_list(gone)}; was the file cut off?"
        yield Problem(path, max(1, min(min(gone)[0], last)), 1, "error", message)


def _cut_off(kinds: Collection[str], files: Mapping[str, FileNow]) -> Iterator[Problem]:
    for path, file in files.items():
        if file.kind in kinds and not file.is_ended:
            message = "ends within a line, and what others name is missing; was the file cut off?"
            yield Problem(path, file.lines, 1, "error", message)


def _list(gone: Sequence[tuple[int, str]]) -> str:
    names = [name for _, name in sorted(gone)]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
