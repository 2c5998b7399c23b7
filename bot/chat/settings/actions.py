"""The settings of a subscription: one message, edited in place. Buttons carry what they change; this file is pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import rendering
from bot.chat.screen import Button, Rows, Screen
from bot.chat.screens.arguments import offer
from bot.chat.screens.routes import View
from bot.chat.settings.cities import find_zones, is_name_of_zone, name_of_zone, zones
from bot.chat.settings.pages import PAGES, main_page, zone_rows
from bot.chat.settings.summary import summarise
from bot.chat.settings.typed_times import (
    is_off,
    read_day_to_come,
    read_days,
    read_half,
    read_times,
    read_until,
)
from bot.domain.delivery.schedule import QuietHours, day_of, moment_on, next_due
from bot.domain.delivery.subscription import EVERY_DAY, LONGEST_PAUSE, Subscription, SubscriptionLevel
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.domain.topic_groups import groups_of, toggle
from bot.i18n import format_clock, format_day, format_list

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


def show_settings(subscription: Subscription | None, view: View, page: str = "", *, head: str = "") -> Screen:
    """The settings as they stand, or one page of choices, below `head`; for a chat that is not subscribed, how to begin."""
    _ = view.translate
    if subscription is None:
        text = _("You are not subscribed. /subscribe sends you updates as they are published.")
        return Screen((rendering.escape(text),), ((Button(_("Subscribe"), "subscribe"),),))
    rows = main_page(view)
    if page in PAGES:
        rows = (*PAGES[page](subscription, view), (Button(_("‹ Back"), "set"),))
    parts = [*([rendering.bold(head)] if head else []), summarise(subscription, view)]
    if page == "time" and subscription.level in (SubscriptionLevel.ALL, SubscriptionLevel.BREAKING):
        hint = _("These times count once you choose a digest under How often.")
        parts.append(rendering.italic(hint))
    return Screen(("\n\n".join(parts),), rows, is_panel=True)


def show_changed(before: Subscription, after: Subscription, name: str, view: View) -> Screen:
    """What a command changed, below which the settings stand in a message of their own; and what it does not do yet."""
    _ = view.translate
    old = summarise(before, view).split("\n")
    new = [line for line in summarise(after, view).split("\n") if line not in old]
    parts = [rendering.bold(_("Done.")), "\n".join(new) if new else summarise(after, view)]
    rows: Rows = ((Button(_("Settings"), "set"),),)
    if name == "time" and not after.has_digest:
        parts = [rendering.escape(_offer_digest(after, view))]
        rows = ((Button(_("Yes, a digest a day"), "set:level:daily"), Button(_("No"), "set")),)
    return Screen(("\n\n".join(parts),), rows)


def _offer_digest(subscription: Subscription, view: View) -> str:
    """A time is of no use to who is sent everything at once: whether they want a digest then, and from when on."""
    _ = view.translate
    daily = replace(subscription, level=SubscriptionLevel.DAILY)
    first = day_of(subscription.zone, next_due(daily.schedule, view.now))
    at = format_clock(subscription.at, view.lang)
    match (first - day_of(subscription.zone, view.now)).days:
        case 0:
            offer = _("From today a digest at %(time)s?", time=at)
        case 1:
            offer = _("From tomorrow a digest at %(time)s?", time=at)
        case _more:
            day = format_day(first, view.lang)
            offer = _("From %(day)s a digest at %(time)s?", day=day, time=at)
    if subscription.level is SubscriptionLevel.ALL:
        return _("Now everything comes at once, so that no time counts. %(offer)s", offer=offer)
    return _("Now only breaking news comes, at once, so that no time counts. %(offer)s", offer=offer)


def show_subscribed(subscription: Subscription, view: View, *, is_new: bool) -> Screen:
    """What `/subscribe` says: it is done, what comes, and buttons to refine. Who reads English is asked for their zone."""
    _ = view.translate
    head = _("You are subscribed.") if is_new else _("You were subscribed already.")
    parts = [rendering.bold(head), summarise(subscription, view)]
    rows = main_page(view)
    if is_new and view.lang is Lang.EN:
        parts.append(rendering.escape(_("Which time zone are you in?")))
        rows = (*zone_rows(subscription, view), *rows)
    return Screen(("\n\n".join(parts),), rows, is_panel=True)


def show_zones(words: str, view: View) -> Screen:
    """Time zones whose city or country is named by `words`, as buttons; near it, as a question."""
    _ = view.translate
    found = find_zones(words, view.lang, view.now)
    back = (Button(_("‹ Settings"), "set"),)
    if not found:
        text = _("I know no such city. Try a larger one nearby: /zone Tokyo")
        return Screen((rendering.escape(text),), (back,))
    rows = tuple((Button(label, f"set:zone:{zone}"),) for zone, label in found)
    ask = _("Which time zone?")
    if not is_name_of_zone(words, view.lang):
        ask = _("I know no place by just that name. Do you mean one of these?")
    return Screen((rendering.escape(ask),), (*rows, back))


def show_topics_meant(words: str, topics: Sequence[str], view: View) -> Screen:
    """For a `/subscribe` whose words name no subject, or several: nothing has changed."""
    _ = view.translate
    names = [topic.name[view.lang] for topic in groups_of(view.snapshot.topics)]
    text = _("Which subject do you mean?")
    if not topics:
        text = _("I know no subject “%(words)s”.", words=words)
        if names:
            text += " " + _("There is: %(topics)s.", topics=format_list(names, view.lang))
    rows = offer(topics, "subscribe:{}", view)
    end = (Button(_("Subscribe to everything"), "subscribe"), Button(_("‹ Settings"), "set"))
    return Screen((rendering.escape(text),), (*rows, end))


def show_misread(name: str, words: str, subscription: Subscription, view: View) -> Screen:
    """For a `/time`, `/quiet` or `/pause` whose words are none, or may be two things: what they may mean, as buttons."""
    _ = view.translate
    texts = {
        "time": _("I do not understand that time. Try /time 7:15"),
        "quiet": _("I do not understand these hours. Try /quiet 22:30 6:45"),
        "pause": _("For how many days, at most %(most)s? Try /pause 10", most=LONGEST_PAUSE.days),
    }
    text, times = texts[name], _times_meant(words, subscription, view) if name == "time" else []
    rows: Rows = ()
    if times:
        zone = name_of_zone(subscription.zone, view.lang)
        text = _("Which time do you mean, on the clock of %(zone)s?", zone=zone)
        rows = (tuple(Button(format_clock(at, view.lang), f"set:at:{at.hour}:{at.minute}") for at in times),)
    until = read_day_to_come(words, day_of(subscription.zone, view.now)) if name == "pause" else None
    if until is not None and _paused(subscription, until.isoformat(), view.now):
        text = _("Pause until %(day)s?", day=format_day(until, view.lang))
        rows = ((Button(_("Yes"), f"set:pause:{until.isoformat()}"),),)
    return Screen((rendering.escape(text),), (*rows, (Button(_("‹ Settings"), "set"),)))


def is_unclear(name: str, words: str, view: View) -> bool:
    """Whether what was typed means one thing to some who speak the reader's language, and another to others."""
    return name == "time" and view.lang is Lang.EN and read_half(words) is not None


def _times_meant(words: str, subscription: Subscription, view: View) -> list[time]:
    """Both readings of "half 8"; of a time with a zone's name, what it is on the reader's clock today."""
    halves = read_half(words)
    if halves is not None:
        return list(halves)
    zoned = re.fullmatch(r"(.*\d\S*(?:\s*[ap]\.?m\.?)?)\s+(\D+)", words.strip(), re.IGNORECASE)
    if zoned is None or not is_name_of_zone(zoned[2], view.lang):
        return []
    times, zones_named = read_times(zoned[1]), find_zones(zoned[2], view.lang, view.now)
    if len(times) != 1 or not zones_named:
        return []
    there = view.now.astimezone(ZoneInfo(zones_named[0][0]))
    meant = there.replace(hour=times[0].hour, minute=times[0].minute)
    return [meant.astimezone(ZoneInfo(subscription.zone)).time().replace(second=0, microsecond=0)]


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
