"""A point on which sources differ, left open: an answer that touches it shows the versions."""

from dataclasses import dataclass

from bot.domain.text import Text


@dataclass(frozen=True, slots=True)
class Version:
    text: Text
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    id: str
    subject: Text
    versions: tuple[Version, ...]  # two or more
    facts: tuple[str, ...]  # an answer with one of these shows the conflict
    people: tuple[str, ...] = ()  # a card of one of these shows it too
    path: str = ""
