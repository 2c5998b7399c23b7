"""A fact: one thing that the dossier holds, who said or did it, when, and on whose word we have it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.moment import Moment
from bot.domain.text import Lang, Text, Words


class Kind(StrEnum):
    """What sort of thing a fact is."""

    EVENT = "event"
    STATEMENT = "statement"
    RULING = "ruling"
    DEADLINE = "deadline"
    NUMBER = "number"
    BACKGROUND = "background"
    POSITION = "position"
    STAKE = "stake"


class Stance(StrEnum):
    """What the fact does: a statement's force, or plain fact."""

    CLAIM = "claim"
    DENIAL = "denial"
    REFUSAL = "refusal"
    DEMAND = "demand"
    REQUEST = "request"
    THREAT = "threat"
    ORDER = "order"
    OFFER = "offer"
    CONCESSION = "concession"
    POSITION = "position"
    ANNOUNCEMENT = "announcement"
    REMARK = "remark"  # of a judge
    RULING = "ruling"  # of a court
    FACT = "fact"


class Basis(StrEnum):
    """How the sources were seen."""

    PUBLISHER = "publisher"  # the publisher's own page
    SYNDICATED = "syndicated"  # wire or partner text on a regular site
    SEED = "seed"  # the Dutch report the project began with
    SECONDARY = "secondary"  # a named outlet relays another publisher
    COPY = "copy"  # aggregator, mirror, digest or long quotation elsewhere


class Confidence(StrEnum):
    """`HIGH`: seen on a reliable page (on a statement: that it was made, not that it is true)."""

    HIGH = "high"
    MEDIUM = "medium"


class RelationKind(StrEnum):
    """How one fact bears on another; read as "this fact <kind> that fact"."""

    ANSWERS = "answers"
    DENIES = "denies"
    SUPERSEDES = "supersedes"
    OUTCOME_OF = "outcome-of"


@dataclass(frozen=True, slots=True)
class Relation:
    kind: RelationKind
    to: str  # fact id


@dataclass(frozen=True, slots=True)
class Quote:
    """Words as spoken (under 25), in the language they were made in.

    `rendering` is our translation into the other language, shown as ours.
    """

    lang: Lang
    text: str
    source: str  # source id
    rendering: str


@dataclass(frozen=True, slots=True)
class Citation:
    source: str  # source id
    locator: str  # where in the source; an editor's note, not shown


class ChangeKind(StrEnum):
    """Who is told that a record was changed."""

    TYPO = "typo"  # nobody
    UPDATE = "update"  # the readers of digests
    CORRECTION = "correction"  # exactly those who were shown what was wrong


@dataclass(frozen=True, slots=True)
class Change:
    """What a revision changed. A correction says what stood there and why that was wrong, or which update tells so."""

    revision: int
    kind: ChangeKind
    on: date
    was: Text | None = None
    becomes: Text | None = None  # None: the fact's own text
    reason: Text | None = None
    told_by: str | None = None  # update id


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """From when and until when a record may be shown, and which version it is.

    `publish_at` is an embargo, `expires` an end, `review_by` a day after which it is shown with a warning.
    A raised `revision` is a change, and `changes` says of which kind.
    """

    draft: bool = False
    publish_at: datetime | None = None
    review_by: date | None = None
    expires: datetime | None = None
    revision: int = 1
    changes: tuple[Change, ...] = ()

    @property
    def announced_revision(self) -> int:
        """The newest revision that readers are told of: those of typos are passed over in silence."""
        typos = {change.revision for change in self.changes if change.kind is ChangeKind.TYPO}
        revision = self.revision
        while revision in typos:
            revision -= 1
        return revision

    def is_visible(self, now: datetime) -> bool:
        """Whether a reader may be shown this at `now` (aware)."""
        if self.draft or (self.publish_at is not None and now < self.publish_at):
            return False
        return self.expires is None or now < self.expires

    def is_expired(self, now: datetime) -> bool:
        """Whether this was shown to readers, and no longer is."""
        return (
            self.expires is not None
            and now >= self.expires
            and not self.draft
            and (self.publish_at is None or now >= self.publish_at)
        )

    def is_overdue(self, now: datetime) -> bool:
        """Whether the editors should have looked at it again by `now`: it is shown with a warning."""
        return self.review_by is not None and now.date() > self.review_by

    def turns(self) -> tuple[datetime, ...]:
        """The moments at which time alone shows or hides it."""
        if self.draft:
            return ()
        return tuple(moment for moment in (self.publish_at, self.expires) if moment is not None)


@dataclass(frozen=True, slots=True)
class Fact:
    id: str
    kind: Kind
    stance: Stance
    when: Moment
    who: tuple[str, ...]  # person ids, the speaker or actor first
    about: tuple[str, ...]  # topic ids
    text: Text
    citations: tuple[Citation, ...]
    basis: tuple[Basis, ...]
    confidence: Confidence
    channel: Text | None = None  # where it was said
    said_to: tuple[str, ...] = ()  # person ids
    quote: Quote | None = None
    relations: tuple[Relation, ...] = ()
    asks: Words = Words()
    until: date | None = None  # the last day on which it describes the state
    refutes: Words = Words()  # questions that assume what this fact contradicts
    notes: str = ""  # for editors; never shown
    lifecycle: Lifecycle = Lifecycle()
    path: str = ""  # file it came from, relative to the briefings folder

    @property
    def is_contested(self) -> bool:
        """A claim of one party: shown with its speaker, and with the other side's answer where we hold one."""
        return self.stance in (Stance.CLAIM, Stance.DENIAL) or self.kind is Kind.POSITION
