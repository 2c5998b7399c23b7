"""A person, organisation, group, role or product that facts name."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.text import Text, Words


class PersonType(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    GROUP = "group"
    ROLE = "role"
    PRODUCT = "product"


class Side(StrEnum):
    """Which party someone belongs to; courts, other companies and lawmakers are `OTHER`."""

    COMPANY = "company"
    GOVERNMENT = "government"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Person:
    """`names[lang][0]` is the name shown; the rest and `aliases` (misspellings among them) are for finding."""

    id: str
    type: PersonType
    names: Words
    role: Text
    side: Side
    affiliation: str | None = None  # person id
    aliases: Words = Words()
    asks: Words = Words()
    notes: str = ""
    path: str = ""
