"""The dispute as a whole: its title, its zones, how far the knowledge goes, and what is said about how it was made."""

from dataclasses import dataclass
from datetime import date

from bot.domain.text import Text, Words


@dataclass(frozen=True, slots=True)
class Dossier:
    """`known_until` is the last verified day; nothing is said about what came after it."""

    title: Text
    summary: Text  # where the dispute stands, for /start
    zone: str  # readers' default IANA zone
    dispute_zone: str  # zone of the events
    known_until: date
    checked_on: date
    state_of_knowledge: Text
    disclosure: Text
    examples: Words  # questions that are known to be answered
    push_approval: bool = False  # an update waits until an admin approves its text
