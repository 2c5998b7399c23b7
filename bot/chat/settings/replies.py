"""What the settings say: the screen of a subscription, and what was typed and not understood, asked back."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

from bot import rendering
from bot.chat.screen import Button, Rows, Screen
from bot.chat.screens.arguments import offer
from bot.chat.settings.actions import _paused
from bot.chat.settings.cities import find_zones, is_name_of_zone, name_of_zone
from bot.chat.settings.pages import PAGES, main_page, zone_rows
from bot.chat.settings.summary import summarise
from bot.chat.settings.typed_times import (
    read_day_to_come,
    read_half,
    read_times,
)
from bot.domain.delivery.schedule import next_due
from bot.domain.delivery.subscription import LONGEST_PAUSE, Subscription, SubscriptionLevel
from bot.domain.delivery.wall_clock import day_of
from bot.domain.text import Lang
from bot.domain.topic_groups import groups_of
from bot.i18n import format_clock, format_day, format_list
from bot.rendering.view import View


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
