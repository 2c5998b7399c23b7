"""What is wrong with a file, where, and what was perhaps meant, in the words of messages for editors."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault. `line` and `column` count from 1; `path` is as the editor would open it."""

    path: str
    line: int
    column: int
    severity: Severity
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.severity}: {self.message}"


def count(number: int, one: str, many: str = "") -> str:
    """`1 error`, `2 errors`; `many` where it is not `one` and an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def suggest(wrong: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` where something known is near, else nothing."""
    found = process.extractOne(wrong, list(known), scorer=fuzz.ratio, score_cutoff=60)
    return f"; did you mean {found[0]!r}?" if found else ""
