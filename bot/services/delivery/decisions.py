"""What becomes of a claimed message: before sending by the reader's own rules, after it by the error policy. Pure."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.delivery.permission import may_send, may_send_digest
from bot.domain.delivery.push import Lane, PushKind
from bot.domain.delivery.retry_policy import ChatChange, SendOutcome, State, rule_for, wait_after
from bot.services.delivery.sending import SendResult
from bot.storage.claims import Claimed
from bot.storage.outbox import Settled

# What puts right a message that the reader has: no quiet hours and no limit a day keep it back.
_OWED = frozenset({PushKind.CORRECTION, PushKind.EDIT, PushKind.DELETE})


@dataclass(frozen=True, slots=True)
class DeliveryDecision:
    """The end of a message's turn: what is written of it, how it went where it was tried, and what that says of the chat."""

    row: Claimed
    settled: Settled
    result: SendResult | None = None
    change: ChatChange | None = None


def decide(row: Claimed, sent_today: int, now: datetime) -> DeliveryDecision | None:
    """What the reader's own rules say; None: send it. `sent_today`: what counts against their limit a day."""
    if not row.reachable:
        return DeliveryDecision(row, Settled(row.id, State.DROPPED, now, row.tries))
    if row.kind in _OWED:
        return None
    if row.subscription is None:  # the reader stopped after it was queued
        return DeliveryDecision(row, Settled(row.id, State.DROPPED, now, row.tries))
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
    return DeliveryDecision(row, Settled(row.id, allowed.state, allowed.wait_until or now, row.tries))


def judge(row: Claimed, result: SendResult, now: datetime) -> DeliveryDecision:
    """What follows from how it went, by the policy."""
    rule = rule_for(result.outcome, row.repeat, row.tries)
    wait = wait_after(result.outcome, row.tries, result.retry_after)
    settled = Settled(
        row.id,
        rule.state,
        not_before=now + wait if rule.state is State.QUEUED else now,
        tries=row.tries + rule.counts,
        message_id=result.message_id,
        error=None if rule.state is State.SENT else f"{result.outcome.value}: {result.detail}",
        unsure=result.outcome is SendOutcome.UNKNOWN,
    )
    return DeliveryDecision(row, settled, result, rule.chat)
