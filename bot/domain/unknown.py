"""A known unknown: what readers ask and the dossier does not hold, with an honest sentence about it."""

from dataclasses import dataclass

from bot.domain.text import Text, Words


@dataclass(frozen=True, slots=True)
class Unknown:
    """`facts` is what we do hold nearby; it may be empty."""

    id: str
    text: Text
    asks: Words
    facts: tuple[str, ...] = ()
    path: str = ""
