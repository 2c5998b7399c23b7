"""What may become of a message on its way to a chat: the error policy, as a table.

Telegram's answers are documented at core.telegram.org/bots/api#responseparameters and /bots/faq. A time-out after the
request was written is ambiguous: the message may have arrived (python-telegram-bot #1045, #3937).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class SendOutcome(StrEnum):
    """How one attempt ended."""

    SENT = "sent"
    FLOOD = "flood"  # 429: sent too much; try again after the seconds that Telegram names
    NOT_SENT = "not-sent"  # the request never left: no connection
    SERVER_ERROR = "server-error"  # 5xx: Telegram says that it did not do it
    UNKNOWN = "unknown"  # written, and no answer: it may have arrived
    BLOCKED = "blocked"  # 403: the reader stopped the bot, or it was put out of the group; 400: it may not write there
    MOVED = "moved"  # 400 with migrate_to_chat_id: the group became a supergroup
    CHAT_GONE = "chat-gone"  # 400 chat not found, user deactivated
    TOPIC_GONE = "topic-gone"  # 400: the forum topic was deleted
    TOPIC_CLOSED = "topic-closed"  # 400: the forum topic takes no messages until it is opened again
    UNAUTHORIZED = "unauthorized"  # 401, 404: about the bot and its token, never about the message
    REFUSED = "refused"  # any other 4xx: this message can never be sent
    UNCHANGED = "unchanged"  # an edit of a message that is gone or already says so
    TOO_LATE = "too-late"  # 400: a message that Telegram lets nobody delete any more


class Guarantee(StrEnum):
    """What a push does where it may have arrived."""

    AT_LEAST_ONCE = "rather-twice"
    AT_MOST_ONCE = "rather-never"


class State(StrEnum):
    """Of one row of the outbox. All but `QUEUED` and `CLAIMED` are final."""

    QUEUED = "queued"
    CLAIMED = "claimed"  # someone is at it until the lease ends
    SENT = "sent"
    UNKNOWN = "unknown"  # may have arrived, and is not repeated
    FOLDED = "folded"  # goes into the next digest
    DROPPED = "dropped"  # the reader stopped, paused or cannot be reached
    CANCELLED = "cancelled"  # an editor took the push back
    DEAD = "dead"  # the message cannot be sent, or was tried too often: an admin is told


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How many messages stand where. `twice`: sent again though they may have arrived before."""

    counts: Mapping[State, int]
    twice: int

    @property
    def queued(self) -> int:
        """Those that wait."""
        return self.counts.get(State.QUEUED, 0)

    @property
    def claimed(self) -> int:
        """Those that are on their way."""
        return self.counts.get(State.CLAIMED, 0)


class ChatChange(StrEnum):
    """What an outcome says about the chat itself."""

    PAUSE = "pause"  # kept, and restored when the reader returns
    CLOSE = "close"
    MOVE = "move"
    END_TOPIC = "end-topic"  # the subscription of that forum topic ends


@dataclass(frozen=True, slots=True)
class Rule:
    """What follows from an outcome. `state` QUEUED: again, after the wait; `counts`: as one of the tries."""

    state: State
    counts: bool = False
    chat: ChatChange | None = None


MOST_TRIES = 8
MOST_FAILURES = (
    20  # of Telegram's own: two hours with the waits between, so that its outage costs nobody a message
)
LEASE = timedelta(seconds=15)  # longer than an attempt with its time-outs; within it nobody else tries
SHORTEST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=10)
# For what says nothing of the message, and is therefore not counted as one of its tries.
WAITS: Mapping[SendOutcome, timedelta] = {
    SendOutcome.UNAUTHORIZED: timedelta(seconds=5),
    SendOutcome.NOT_SENT: timedelta(seconds=5),
    SendOutcome.TOPIC_CLOSED: timedelta(minutes=15),
}

POLICY: Mapping[SendOutcome, Rule] = {
    SendOutcome.SENT: Rule(State.SENT),
    SendOutcome.FLOOD: Rule(State.QUEUED),
    SendOutcome.NOT_SENT: Rule(State.QUEUED),
    SendOutcome.SERVER_ERROR: Rule(State.QUEUED, counts=True),
    SendOutcome.UNKNOWN: Rule(State.UNKNOWN),  # or QUEUED, where the push would rather be sent twice
    SendOutcome.BLOCKED: Rule(State.DROPPED, chat=ChatChange.PAUSE),
    SendOutcome.MOVED: Rule(State.QUEUED, counts=True, chat=ChatChange.MOVE),
    SendOutcome.CHAT_GONE: Rule(State.DROPPED, chat=ChatChange.CLOSE),
    SendOutcome.TOPIC_GONE: Rule(State.DROPPED, chat=ChatChange.END_TOPIC),
    SendOutcome.TOPIC_CLOSED: Rule(State.QUEUED),
    SendOutcome.UNAUTHORIZED: Rule(State.QUEUED),
    SendOutcome.REFUSED: Rule(State.DEAD),
    SendOutcome.UNCHANGED: Rule(State.SENT),
    SendOutcome.TOO_LATE: Rule(State.DROPPED),
}


def rule_for(outcome: SendOutcome, repeat: Guarantee, tries: int) -> Rule:
    """What follows from `outcome` after `tries` counted attempts before it."""
    rule = POLICY[outcome]
    if outcome is SendOutcome.UNKNOWN and repeat is Guarantee.AT_LEAST_ONCE:
        rule = Rule(State.QUEUED, counts=True)
    most = MOST_FAILURES if outcome is SendOutcome.SERVER_ERROR else MOST_TRIES
    if rule.state is State.QUEUED and rule.counts and tries + 1 >= most:
        return Rule(
            State.UNKNOWN if outcome is SendOutcome.UNKNOWN else State.DEAD, counts=True, chat=rule.chat
        )
    return rule


def wait_before(tries: int) -> timedelta:
    """The wait before the next attempt after `tries` counted ones: doubling, from a second to ten minutes."""
    return min(LONGEST_WAIT, SHORTEST_WAIT * (1 << min(max(tries, 0), 16)))


def wait_after(outcome: SendOutcome, tries: int, retry_after: float = 0.0) -> timedelta:
    """The wait before the next attempt, by how the last one ended. `retry_after`: seconds that Telegram named; 0: none."""
    if outcome is SendOutcome.MOVED:
        return timedelta(0)
    if retry_after > 0:
        return timedelta(seconds=retry_after)
    if outcome is SendOutcome.UNKNOWN:  # it may come twice: few tries, over a longer time
        return wait_before(2 * tries)
    return WAITS.get(outcome) or wait_before(tries)
