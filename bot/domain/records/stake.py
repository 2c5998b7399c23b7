"""What someone stands to gain or lose."""

from dataclasses import dataclass

from bot.domain.text import Text, Words


@dataclass(frozen=True, slots=True)
class Stake:
    id: str
    holder: str  # whose stake it is: a key of the dossier's holders
    title: Text
    text: Text
    facts: tuple[str, ...]
    asks: Words = Words()
    path: str = ""
