"""The settings of a subscription: one message, edited in place. Buttons carry what they change; this file is pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot import rendering
from bot.chat.cities import find_zones, zones
from bot.chat.screen import Button, Screen
from bot.chat.screens import View
from bot.chat.settings_pages import PAGES, main_page, zone_rows
from bot.chat.settings_words import summarise
from bot.chat.typed import read_times
from bot.domain.schedule import QuietHours
from bot.domain.snapshot import Snapshot
from bot.domain.subscription import EVERY_DAY, LONGEST_PAUSE, Subscription, SubscriptionLevel
from bot.domain.text import Lang
from bot.domain.topic_groups import groups_of, toggle
from bot.i18n import format_list

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
    """The action that a reader typed: `/time 7.15`, `/quiet 22:30 6:45`, `/pause 10`; None where it is none."""
    times = [part for each in read_times(words) for part in (str(each.hour), str(each.minute))]
    match name:
        case "time" if len(times) == 2:
            return ["at", *times]
        case "quiet" if len(times) == 4:
            return ["quiet", *times]
        case "pause" if 0 < _number(words.split(" ")[0]) <= LONGEST_PAUSE.days:
            return ["pause", words.split(" ")[0]]
    return None


def show_settings(subscription: Subscription | None, view: View, page: str = "") -> Screen:
    """The settings as they stand, or one page of choices; for a chat that is not subscribed, how to begin."""
    _ = view.translate
    if subscription is None:
        text = _("You are not subscribed. /subscribe sends you updates as they are published.")
        return Screen((rendering.escape(text),), ((Button(_("Subscribe"), "subscribe"),),))
    rows = main_page(view)
    if page in PAGES:
        rows = (*PAGES[page](subscription, view), (Button(_("‹ Back"), "set"),))
    parts = [summarise(subscription, view)]
    if page == "time" and subscription.level in (SubscriptionLevel.ALL, SubscriptionLevel.BREAKING):
        hint = _("These times count once you choose a digest under How often.")
        parts.append(rendering.italic(hint))
    return Screen(("\n\n".join(parts),), rows)


def show_subscribed(subscription: Subscription, view: View, *, is_new: bool) -> Screen:
    """What `/subscribe` says: it is done, what comes, and buttons to refine. Who reads English is asked for their zone."""
    _ = view.translate
    head = _("You are subscribed.") if is_new else _("You were subscribed already.")
    parts = [rendering.bold(head), summarise(subscription, view)]
    rows = main_page(view)
    if is_new and view.lang is Lang.EN:
        parts.append(rendering.escape(_("Which time zone are you in?")))
        rows = (*zone_rows(subscription, view), *rows)
    return Screen(("\n\n".join(parts),), rows)


def show_unknown_topic(view: View) -> Screen:
    """For a `/subscribe` whose words name no topic: nothing has changed."""
    _ = view.translate
    names = [topic.name[view.lang] for topic in groups_of(view.snapshot.topics)]
    text = _("I know no topic by that name.")
    if names:
        text += " " + _("There is: %(topics)s.", topics=format_list(names, view.lang))
    rows = ((Button(_("Subscribe to everything"), "subscribe"), Button(_("‹ Settings"), "set")),)
    return Screen((rendering.escape(text),), rows)


def show_zones(words: str, view: View) -> Screen:
    """Time zones whose city or country sounds like `words`, as buttons."""
    _ = view.translate
    found = find_zones(words, view.lang, view.now)
    back = (Button(_("‹ Settings"), "set"),)
    if not found:
        text = _("I know no such city. Try a larger one nearby: /zone Tokyo")
        return Screen((rendering.escape(text),), (back,))
    rows = tuple((Button(label, f"set:zone:{zone}"),) for zone, label in found)
    return Screen((rendering.escape(_("Which time zone?")),), (*rows, back))


def show_misread(name: str, view: View) -> Screen:
    """For a `/time`, `/quiet` or `/pause` whose words are none."""
    _ = view.translate
    texts = {
        "time": _("I do not understand that time. Try /time 7:15"),
        "quiet": _("I do not understand these hours. Try /quiet 22:30 6:45"),
        "pause": _("For how many days, at most %(most)s? Try /pause 10", most=LONGEST_PAUSE.days),
    }
    return Screen((rendering.escape(texts[name]),), ((Button(_("‹ Settings"), "set"),),))


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
        case _:
            return None
    return replace(subscription, paused_until=until)


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
