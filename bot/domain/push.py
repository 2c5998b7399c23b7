"""A push: one message for many chats, in both languages, and the rules it goes by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from bot.domain.delivery import Repeat
from bot.domain.text import Lang


class PushKind(StrEnum):
    UPDATE = "update"
    REMINDER = "reminder"
    DIGEST = "digest"
    CORRECTION = "correction"  # the notice of old and new
    EDIT = "edit"  # the old message, put right in place


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
    repeat: Repeat
    bodies: Mapping[Lang, Body]
    shown: tuple[tuple[str, int], ...] = ()  # fact ids with their revision, for the ledger
    topics: tuple[str, ...] = ()  # who of the subscribers; empty: all of them
    only_levels: tuple[str, ...] = ()  # SubscriptionLevel values; empty: every level
    fold_at: datetime | None = None  # from then on it goes into the digest instead


@dataclass(frozen=True, slots=True)
class Reminder:
    """A moment before (or at) a deadline at which its followers are told."""

    name: str
    before: timedelta


REMINDERS = (
    Reminder("24h", timedelta(hours=24)),
    Reminder("1h", timedelta(hours=1)),
    Reminder("passed", timedelta(0)),
)
REMINDER_LATE = timedelta(minutes=30)  # a reminder that could not be made by then is left out
