"""A subscription after a button or a typed command: pure. Buttons carry what they change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.chat.settings.cities import zones
from bot.chat.settings.typed_times import (
    is_off,
    read_days,
    read_times,
    read_until,
)
from bot.domain.delivery.quiet_hours import QuietHours
from bot.domain.delivery.subscription import EVERY_DAY, LONGEST_PAUSE, Subscription, SubscriptionLevel
from bot.domain.delivery.wall_clock import day_of, moment_on
from bot.domain.snapshot import Snapshot
from bot.domain.topic_groups import toggle

HIGHEST_CAP = 100
_PAGE_OF_ACTION = {
    "level": "level",
    "topic": "topics",
    "single": "singles",
    "at": "time",
    "day": "time",
    "zone": "zone",
    "quiet": "quiet",
    "loud": "quiet",
    "cap": "more",
    "sound": "more",
    "pause": "more",
}


def apply(
    subscription: Subscription, action: Sequence[str], snapshot: Snapshot, now: datetime
) -> Subscription | None:
    """The subscription after the button `set:<action>`; None for an old button that names something unknown."""
    match action:
        case ["level", value] if value in set(SubscriptionLevel):
            return _at_level(subscription, SubscriptionLevel(value))
        case ["single", topic]:  # as on the page of groups, on the page of all that are beneath them
            return apply(subscription, ["topic", topic], snapshot, now)
        case ["topic", "every"]:
            return replace(subscription, topics=None)
        case ["topic", topic] if topic in snapshot.topics:
            chosen = toggle(snapshot.topics, subscription.topics or frozenset(), topic)
            return replace(subscription, topics=chosen or None)
        case ["at", hour, minute] if (at := _time(hour, minute)) is not None:
            return replace(subscription, at=at)
        case ["day", day] if day in {str(each) for each in EVERY_DAY}:
            if subscription.level is SubscriptionLevel.WEEKLY:
                return replace(subscription, weekdays=frozenset({int(day)}))
            days = subscription.weekdays ^ {int(day)}
            return replace(subscription, weekdays=days or EVERY_DAY)
        case ["zone", *parts] if (zone := ":".join(parts)) in zones():
            return replace(subscription, zone=zone)
        case ["quiet", "off"]:
            return replace(subscription, quiet=None)
        case ["quiet", start, end]:
            return apply(subscription, ["quiet", start, "0", end, "0"], snapshot, now)
        case ["quiet", *parts] if (hours := _quiet_hours(parts)) is not None:
            return replace(subscription, quiet=hours)
        case ["loud"]:
            return replace(subscription, breaking_in_quiet=not subscription.breaking_in_quiet)
        case ["cap", "off"]:
            return replace(subscription, daily_cap=None)
        case ["cap", value] if 0 < _number(value) <= HIGHEST_CAP:
            return replace(subscription, daily_cap=_number(value))
        case ["sound"]:
            return replace(subscription, silent=not subscription.silent)
        case ["pause", wanted]:
            return _paused(subscription, wanted, now)
    return None


def page_of(action: str) -> str:
    """The page on which an action's button stands."""
    return _PAGE_OF_ACTION.get(action, "")


def read_action(name: str, words: str) -> list[str] | None:
    """The action that a reader typed: `/time kwart over 7`, `/quiet 22:30 6:45`, `/pause 2 weeks`; None where it is none."""
    times = read_times(words)
    clock = [part for each in times for part in (str(each.hour), str(each.minute))]
    match name:
        case "time" if len(times) == 1:
            return ["at", *clock]
        case "quiet" if is_off(words):
            return ["quiet", "off"]
        case "quiet" if len(times) == 2 and times[0] != times[1]:
            return ["quiet", *clock]
        case "pause" if is_off(words):
            return ["pause", "off"]
        case "pause" if 0 < (read_days(words) or 0) <= LONGEST_PAUSE.days:
            return ["pause", str(read_days(words))]
    return None


def read_end_of_pause(words: str, subscription: Subscription, now: datetime) -> list[str] | None:
    """The action of `/pause until 3 March`; None where no day to come within the longest pause is named."""
    until = read_until(words, day_of(subscription.zone, now))
    action = ["pause", until.isoformat()] if until is not None else None
    return action if action and _paused(subscription, action[1], now) else None


def _at_level(subscription: Subscription, level: SubscriptionLevel) -> Subscription:
    """A week's digest has one day; one that becomes daily comes every day again."""
    days = subscription.weekdays
    if level is SubscriptionLevel.WEEKLY:
        days = frozenset({min(days)})
    elif subscription.level is SubscriptionLevel.WEEKLY:
        days = EVERY_DAY
    return replace(subscription, level=level, weekdays=days)


def _paused(subscription: Subscription, wanted: str, now: datetime) -> Subscription | None:
    until, day = subscription.paused_until, timedelta(days=1)
    match wanted:
        case "off":
            until = None
        case "more" if until is not None and subscription.is_paused(now):
            until = min(until + day, now + LONGEST_PAUSE)
        case "less" if until is not None and subscription.is_paused(now):
            until = until - day if until - day > now else None
        case days if 0 < _number(days) <= LONGEST_PAUSE.days:
            until = now + timedelta(days=_number(days))
        case written if (begins := _beginning_of(written, subscription.zone)) is not None:
            if not now < begins <= now + LONGEST_PAUSE:
                return None
            until = begins
        case _:
            return None
    return replace(subscription, paused_until=until)


def _beginning_of(day: str, zone: str) -> datetime | None:
    """The first moment of a day `2026-12-03` in a zone."""
    try:
        return moment_on(zone, date.fromisoformat(day), time(0))
    except ValueError:
        return None


def _quiet_hours(parts: Sequence[str]) -> QuietHours | None:
    match parts:
        case [first, first_minute, last, last_minute]:
            start, end = _time(first, first_minute), _time(last, last_minute)
            if start is not None and end is not None and start != end:
                return QuietHours(start, end)
    return None


def _time(hour: str, minute: str) -> time | None:
    if not (hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit()):
        return None
    return time(int(hour), int(minute)) if int(hour) < 24 and int(minute) < 60 else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
