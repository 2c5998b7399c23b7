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
    is_listed: bool = True  # False: a refusal, not shown where readers see what is not known
    path: str = ""
