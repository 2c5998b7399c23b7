"""Dialogues as files: what a reader types and presses, line by line, and what must be seen then.

`# why`, then `lang nl`; `> typed`, `~ the last question, mended`, `[Button]` pressed; `= must be seen`, `- must not be seen`,
`? Button that must be there`. What must be seen is compared without regard to capitals, line breaks and hard spaces.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.domain.problem import Problem
from bot.domain.text import Lang


@dataclass(frozen=True, slots=True)
class Types:
    text: str


@dataclass(frozen=True, slots=True)
class Mends:
    """Changes the last thing that was typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Presses:
    label: str


@dataclass(frozen=True, slots=True)
class Sees:
    words: str


@dataclass(frozen=True, slots=True)
class SeesNot:
    words: str


@dataclass(frozen=True, slots=True)
class Offers:
    """There is a button of this name."""

    label: str


Act = Types | Mends | Presses
Step = Act | Sees | SeesNot | Offers


@dataclass(frozen=True, slots=True)
class Line:
    number: int  # from 1
    step: Step


@dataclass(frozen=True, slots=True)
class Dialogue:
    path: str
    lang: Lang
    lines: tuple[Line, ...]


_SIGNS: Mapping[str, Callable[[str], Step]] = {
    ">": Types,
    "~": Mends,
    "=": Sees,
    "-": SeesNot,
    "?": Offers,
}
_BUTTON = re.compile(r"\[(.+)\]")


def load_dialogues(folder: Path) -> tuple[tuple[Dialogue, ...], tuple[Problem, ...]]:
    """All of `*.txt` in a folder, by name; none where there is no such folder."""
    found: list[Dialogue] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.txt")):
        dialogue, faults = parse_dialogue(path.read_text("utf-8"), str(path))
        problems += faults
        if dialogue is not None:
            found.append(dialogue)
    return tuple(found), tuple(problems)


def parse_dialogue(text: str, path: str) -> tuple[Dialogue | None, tuple[Problem, ...]]:
    """The dialogue; None and why not where a line is none of these, or nothing is done or seen."""
    lang: Lang | None = None
    lines: list[Line] = []
    problems: list[Problem] = []

    def fault(number: int, message: str) -> None:
        problems.append(Problem(path, number, 1, "error", message))

    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("lang "):
            named = line.removeprefix("lang ").strip()
            lang = Lang(named) if named in set(Lang) else None
            if lang is None:
                fault(number, f"lang {named!r}: nl or en")
            continue
        step = _read(line)
        if step is None:
            fault(number, "begins with none of > ~ [ = - ? # lang")
        elif not lines and not isinstance(step, Types):
            fault(number, "begins with what a reader types: > /start")
        else:
            lines.append(Line(number, step))
    if lang is None and not problems:
        fault(1, "says nowhere in which language: lang nl")
    if not any(isinstance(line.step, Sees | Offers) for line in lines) and not problems:
        fault(1, "says nowhere what must be seen: = words")
    if problems or lang is None:
        return None, tuple(problems)
    return Dialogue(path, lang, tuple(lines)), ()


def _read(line: str) -> Step | None:
    pressed = _BUTTON.fullmatch(line)
    if pressed is not None:
        return Presses(pressed[1].strip())
    make, rest = _SIGNS.get(line[0]), line[1:].strip()
    return make(rest) if make is not None and rest else None
