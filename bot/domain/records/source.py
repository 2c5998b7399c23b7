"""A source: a page that was really seen."""

from dataclasses import dataclass

from bot.domain.records.fact import Basis
from bot.domain.text import Text


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    publisher: str
    title: str
    title_is_descriptive: bool  # true: the headline was not seen, the title is ours
    published: str  # ISO date, or year-month where the day is not known
    language: str  # ISO 639-1 of the page
    access: Basis
    reliability: str  # for editors
    publisher_nl: str | None = None  # where the name holds words that are not Dutch
    shown: Text | None = None  # the name under an answer, where the publisher alone would mislead
    url: str | None = None
    path: str = ""
