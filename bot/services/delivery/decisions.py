"""What becomes of a claimed message: before sending by the reader's own rules, after it by the error policy. Pure."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.delivery.policy import (
    ChatChange,
    Outcome,
    State,
    may_send,
    may_send_digest,
    rule_for,
    wait_after,
)
from bot.domain.delivery.push import Lane, PushKind
from bot.services.delivery.sending import Attempt
from bot.storage.outbox import Claimed, Settled

# What puts right a message that the reader has: no quiet hours and no limit a day keep it back.
_OWED = frozenset({PushKind.CORRECTION, PushKind.EDIT, PushKind.DELETE})


@dataclass(frozen=True, slots=True)
class Verdict:
    """The end of a message's turn: what is written of it, how it went where it was tried, and what that says of the chat."""

    row: Claimed
    settled: Settled
    attempt: Attempt | None = None
    change: ChatChange | None = None


def decide(row: Claimed, sent_today: int, now: datetime) -> Verdict | None:
    """What the reader's own rules say; None: send it. `sent_today`: what counts against their limit a day."""
    if not row.reachable:
        return Verdict(row, Settled(row.id, State.DROPPED, now, row.tries))
    if row.kind in _OWED:
        return None
    if row.subscription is None:  # the reader stopped after it was queued
        return Verdict(row, Settled(row.id, State.DROPPED, now, row.tries))
    if row.kind is PushKind.DIGEST:
        allowed = may_send_digest(row.subscription, now)
    else:
        allowed = may_send(
            row.subscription,
            breaking=row.lane is Lane.BREAKING,
            sent_today=sent_today,
            now=now,
            fold_at=row.fold_at,
        )
    if allowed.state is State.CLAIMED:
        return None
    return Verdict(row, Settled(row.id, allowed.state, allowed.wait_until or now, row.tries))


def judge(row: Claimed, attempt: Attempt, now: datetime) -> Verdict:
    """What follows from how it went, by the policy."""
    rule = rule_for(attempt.outcome, row.repeat, row.tries)
    wait = wait_after(attempt.outcome, row.tries, attempt.retry_after)
    settled = Settled(
        row.id,
        rule.state,
        not_before=now + wait if rule.state is State.QUEUED else now,
        tries=row.tries + rule.counts,
        message_id=attempt.message_id,
        error=None if rule.state is State.SENT else f"{attempt.outcome.value}: {attempt.detail}",
        unsure=attempt.outcome is Outcome.UNKNOWN,
    )
    return Verdict(row, settled, attempt, rule.chat)
