"""What someone stands to gain or lose."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.text import Text, Words


class Holder(StrEnum):
    """Whose stake it is."""

    COMPANY = "company"
    GOVERNMENT = "government"
    SUPPLY_CHAIN = "supply-chain"
    AI_COMPANIES = "ai-companies"
    CITIZENS = "citizens"


@dataclass(frozen=True, slots=True)
class Stake:
    id: str
    holder: Holder
    title: Text
    text: Text
    facts: tuple[str, ...]
    asks: Words = Words()
    path: str = ""
