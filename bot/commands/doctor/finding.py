"""What the doctor says of one thing that it looked at."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WORRY = "worry"  # it runs, and somebody should look
    FAULT = "fault"  # it does not run so


@dataclass(frozen=True, slots=True)
class Finding:
    """`todo` is empty where nothing is to be done."""

    name: str
    level: Level
    text: str
    todo: str = ""

    def __str__(self) -> str:
        return f"{self.level:<6}{self.name}: {self.text}" + (f"\n      -> {self.todo}" if self.todo else "")
