"""A curated long read in one language, and an update that is pushed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.delivery.retry_policy import Guarantee
from bot.domain.records.fact import Lifecycle
from bot.domain.text import Lang, Text, Words


class Form(StrEnum):
    """What a briefing is for: one of another form than a story answers the questions that ask for that form."""

    STORY = "story"
    PLAIN = "plain"  # the story in simple words
    LIST = "list"
    COMPARISON = "comparison"
    REASONS = "reasons"  # why somebody did or decided something


@dataclass(frozen=True, slots=True)
class Briefing:
    """`body` is Markdown; `short` (plain text, may be empty) is the thirty-second version, `gist` (the same) that in a few sentences."""

    slug: str
    lang: Lang
    title: str
    body: str
    facts: tuple[str, ...]
    order: int
    short: str = ""
    gist: str = ""
    form: Form = Form.STORY
    about: tuple[str, ...] = ()  # topic ids
    asks: Words = Words()  # in both languages, whatever the briefing's own
    lifecycle: Lifecycle = Lifecycle()
    path: str = ""

    @property
    def key(self) -> tuple[str, Lang]:
        """By what a snapshot has it."""
        return (self.slug, self.lang)


class Level(StrEnum):
    BREAKING = "breaking"
    NORMAL = "normal"


class UpdateKind(StrEnum):
    NEW = "new"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Update:
    """What is pushed to subscribers of its topics. A correction names the facts it corrects."""

    id: str
    kind: UpdateKind
    level: Level
    title: Text
    text: Text
    about: tuple[str, ...]
    facts: tuple[str, ...]
    publish_at: datetime | None = None
    draft: bool = False
    review_by: date | None = None
    expires: datetime | None = None
    revision: int = 1
    shelf_life_hours: int = 24  # an update older than this goes into the digest
    when_unsure: Guarantee = Guarantee.AT_LEAST_ONCE  # what is done where a message may have arrived
    corrects: tuple[str, ...] = ()  # fact ids
    was: Text | None = None  # a correction's old wording
    reason: Text | None = None  # why it was corrected
    would_have_been: Level | None = None  # the level at the time, of one that is told afterwards
    path: str = ""

    @property
    def lifecycle(self) -> Lifecycle:
        return Lifecycle(self.draft, self.publish_at, self.review_by, self.expires, self.revision)

    @property
    def is_told_afterwards(self) -> bool:
        """Old when it was written: it stands where readers look for updates, and is sent to nobody unasked."""
        return self.would_have_been is not None

    def is_visible(self, now: datetime) -> bool:
        """Whether a reader may be shown this at `now` (aware)."""
        return self.lifecycle.is_visible(now)
