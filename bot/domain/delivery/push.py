"""A push: one message for many chats, in both languages, and the rules it goes by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from hashlib import blake2b

from bot.domain.delivery.retry_policy import Guarantee
from bot.domain.text import Lang


class PushKind(StrEnum):
    UPDATE = "update"
    REMINDER = "reminder"
    DIGEST = "digest"
    CORRECTION = "correction"  # the notice of old and new
    EDIT = "edit"  # the old message, put right in place
    DELETE = "delete"  # the old message, taken away


class Lane(IntEnum):
    """Who goes first. Live answers do not pass through here: they go before all of these."""

    BREAKING = 0
    NORMAL = 1
    DIGEST = 2


class PushState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Body:
    """A message as it is sent: Telegram HTML, at most 4,096 code points after parsing, and its keyboard as JSON."""

    html: str
    markup: str | None = None


@dataclass(frozen=True, slots=True)
class Push:
    """`key` says which push this is: the same key is never sent to the same chat twice."""

    key: str
    kind: PushKind
    lane: Lane
    repeat: Guarantee
    bodies: Mapping[Lang, Body]
    shown: tuple[tuple[str, int], ...] = ()  # fact ids with their revision, for the ledger
    topics: tuple[str, ...] = ()  # who of the subscribers; empty: all of them
    only_levels: tuple[str, ...] = ()  # SubscriptionLevel values; empty: every level
    fold_at: datetime | None = None  # from then on it goes into the digest instead

    def digest(self) -> str:
        """Of what is sent, to whom and how loud: what a second editor approves is what goes out."""
        said = [f"{lang.value}\n{body.html}" for lang, body in sorted(self.bodies.items())]
        parts = [self.kind.value, str(int(self.lane)), *sorted(self.topics), *sorted(self.only_levels), *said]
        return blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()


TAKEN_BACK_WITHIN = timedelta(hours=48)  # core.telegram.org/bots/api#deletemessage


class Undo(StrEnum):
    """How a push that has gone out is taken back."""

    DELETE = "delete"  # the messages disappear
    REPLACE = "replace"  # a note takes their place
