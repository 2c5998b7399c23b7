"""What facts are about, and the glossary's terms."""

from dataclasses import dataclass

from bot.domain.text import Text, Words


@dataclass(frozen=True, slots=True)
class Topic:
    id: str
    name: Text
    aliases: Words = Words()
    group: str | None = None  # topic id: the one under which readers find it; None: it is a group itself
    path: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry; it rests on facts, and through them on sources."""

    id: str
    term: Text
    text: Text
    facts: tuple[str, ...]
    aliases: Words = Words()
    asks: Words = Words()
    path: str = ""
