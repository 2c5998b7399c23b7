"""A point on which sources differ, left open: an answer that touches it shows the versions."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.text import Text, Words


@dataclass(frozen=True, slots=True)
class Version:
    text: Text
    facts: tuple[str, ...] = ()


class Weight(StrEnum):
    """`HEAVY`: an answer that touches one of its facts must show the other versions too."""

    HEAVY = "heavy"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class Conflict:
    id: str
    subject: Text
    versions: tuple[Version, ...]  # two or more
    facts: tuple[str, ...]  # an answer with one of these shows the conflict
    people: tuple[str, ...] = ()  # a card of one of these shows it too
    weight: Weight = Weight.HEAVY
    note: Text | None = None
    asks: Words = Words()
    path: str = ""
