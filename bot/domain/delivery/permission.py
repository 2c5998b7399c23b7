"""Whether a push may go to a reader now, by the reader's own rules: pause, quiet hours, cap a day."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.domain.delivery.quiet_hours import is_quiet, quiet_ends
from bot.domain.delivery.retry_policy import State
from bot.domain.delivery.subscription import Subscription
from bot.domain.delivery.wall_clock import day_of


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a push may go to a reader now. `wait_until`: not yet."""

    state: State  # CLAIMED: send it
    wait_until: datetime | None = None


def may_send(
    subscription: Subscription, *, breaking: bool, sent_today: int, now: datetime, fold_at: datetime | None
) -> Permission:
    """The reader's own rules for an update or reminder: pause, quiet hours, cap a day; and its shelf life (`fold_at`)."""
    if subscription.is_paused(now):
        return Permission(State.FOLDED)
    if fold_at is not None and now >= fold_at:
        return Permission(State.FOLDED)
    quiet = subscription.quiet
    loud = breaking and subscription.breaking_in_quiet
    if quiet is not None and not loud and is_quiet(quiet, subscription.zone, now):
        return Permission(State.QUEUED, quiet_ends(quiet, subscription.zone, now))
    if subscription.daily_cap is not None and not breaking and sent_today >= subscription.daily_cap:
        return Permission(State.FOLDED)
    return Permission(State.CLAIMED)


def may_send_digest(subscription: Subscription, now: datetime) -> Permission:
    """A digest is never folded: what is folded is in it. The reader chose its time, quiet hours or not."""
    if subscription.is_paused(now):
        return Permission(State.QUEUED, subscription.paused_until)
    return Permission(State.CLAIMED)


def cap_day_starts(subscription: Subscription, now: datetime) -> datetime:
    """The instant at which the reader's current day began, for the cap."""
    return datetime.combine(day_of(subscription.zone, now), time.min, tzinfo=ZoneInfo(subscription.zone))
