"""The dispute as a whole: its title, its zones, how far the knowledge goes, and what is said about how it was made."""

from collections.abc import Mapping
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
    disclosure: Text  # in full: who made this, from what, and how far it may be trusted
    disclosure_short: Text  # one line, for the first screen
    examples: Words  # questions that are known to be answered
    holders: Mapping[
        str, Text
    ]  # whose stakes there are, in the editors' order, and what they are called: For the baker
    seed_report: Text | None = None  # what the report is called that the dossier began with
    push_approval: bool = False  # an update waits until an admin approves its text
    asks: Words = Words()  # questions about this dossier: who made it, from what
    asks_of_bot: Words = Words()  # and about the bot: what it can do, how it works
