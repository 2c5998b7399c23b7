"""The settings of a subscription: one message, edited in place. Buttons carry what they change; this file is pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import get_day_names, get_timezone_location
from rapidfuzz import fuzz, process

from bot import rendering
from bot.chat.screen import Button, Rows, Screen, grid
from bot.chat.screens import View, capital_label
from bot.domain.schedule import QuietHours
from bot.domain.snapshot import Snapshot
from bot.domain.subscription import EVERY_DAY, Subscription, SubscriptionLevel
from bot.domain.text import Lang
from bot.i18n import Translator, format_clock, format_list, format_time_at

TIMES = (time(6, 30), time(7, 0), time(8, 0), time(9, 0), time(12, 0), time(17, 0), time(18, 30), time(20, 0))
QUIET = ((22, 7), (23, 7), (21, 8), (0, 6))
CAPS = (3, 5, 10)
PAUSES = (1, 3, 7, 14)
ZONES = (
    "Europe/Amsterdam",
    "Europe/London",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "UTC",
)
PAGES = frozenset({"level", "topics", "time", "zone", "quiet", "more"})
_PAGE_OF_ACTION = {
    "level": "level",
    "topic": "topics",
    "at": "time",
    "day": "time",
    "zone": "zone",
    "quiet": "quiet",
    "loud": "quiet",
    "cap": "more",
    "sound": "more",
    "pause": "more",
}
MOST_CITIES = 6
CITY_SCORE = 70  # of 100, from which a city is worth offering


def apply(
    subscription: Subscription, action: Sequence[str], snapshot: Snapshot, now: datetime
) -> Subscription | None:
    """The subscription after the button `set:<action>`; None for an old button that names something unknown."""
    match action:
        case ["level", value] if value in set(SubscriptionLevel):
            return replace(subscription, level=SubscriptionLevel(value))
        case ["topic", "every"]:
            return replace(subscription, topics=None)
        case ["topic", topic] if topic in snapshot.topics:
            chosen = (subscription.topics or frozenset()) ^ {topic}
            return replace(subscription, topics=chosen or None)
        case ["at", hour, minute] if (at := _time(hour, minute)) is not None:
            return replace(subscription, at=at)
        case ["day", day] if day in {str(each) for each in EVERY_DAY}:
            days = subscription.weekdays ^ {int(day)}
            return replace(subscription, weekdays=days or EVERY_DAY)
        case ["zone", *parts] if (zone := ":".join(parts)) in available_timezones():
            return replace(subscription, zone=zone)
        case ["quiet", "off"]:
            return replace(subscription, quiet=None)
        case ["quiet", start, end] if (first := _time(start, "0")) is not None and (
            last := _time(end, "0")
        ) is not None:
            return replace(subscription, quiet=QuietHours(first, last))
        case ["loud"]:
            return replace(subscription, breaking_in_quiet=not subscription.breaking_in_quiet)
        case ["cap", "off"]:
            return replace(subscription, daily_cap=None)
        case ["cap", value] if value.isascii() and value.isdigit() and 0 < int(value) <= 100:
            return replace(subscription, daily_cap=int(value))
        case ["sound"]:
            return replace(subscription, silent=not subscription.silent)
        case ["pause", "off"]:
            return replace(subscription, paused_until=None)
        case ["pause", days] if days.isascii() and days.isdigit() and 0 < int(days) <= 60:
            return replace(subscription, paused_until=now + timedelta(days=int(days)))
    return None


def page_of(action: str) -> str:
    """The page on which an action's button stands."""
    return _PAGE_OF_ACTION.get(action, "")


def show_settings(subscription: Subscription | None, view: View, page: str = "") -> Screen:
    """The settings as they stand, or one page of choices; for a chat that is not subscribed, how to begin."""
    _ = view.translate
    if subscription is None:
        text = _("You are not subscribed. /subscribe sends you updates as they are published.")
        return Screen((rendering.escape(text),), ((Button(_("Subscribe"), "subscribe"),),))
    pages = {
        "level": _level_page,
        "topics": _topics_page,
        "time": _time_page,
        "zone": _zone_page,
        "quiet": _quiet_page,
        "more": _more_page,
    }
    rows = pages[page](subscription, view) if page in pages else _main_page(view)
    if page in pages:
        rows = (*rows, (Button(_("‹ Back"), "set"),))
    return Screen((summarise(subscription, view),), rows)


def show_subscribed(subscription: Subscription, view: View, *, is_new: bool) -> Screen:
    """What `/subscribe` says: it is done, what comes, and buttons to refine."""
    _ = view.translate
    head = _("You are subscribed.") if is_new else _("You were subscribed already.")
    html = f"{rendering.bold(head)}\n\n{summarise(subscription, view)}"
    if is_new and view.lang is not Lang.NL:  # Dutch is read in one zone, English in all
        ask = _("Do you live by another clock? Choose yours under Time zone.")
        html += f"\n\n{rendering.italic(ask)}"
    return Screen((html,), _main_page(view))


def show_zones(words: str, view: View) -> Screen:
    """Time zones whose city sounds like `words`, as buttons."""
    _ = view.translate
    found = find_zones(words, view)
    if not found:
        text = _("I know no such city. Try a larger one nearby: /zone Tokyo")
        return Screen((rendering.escape(text),), ((Button(_("‹ Settings"), "set"),),))
    rows = tuple((Button(label, f"set:zone:{zone}"),) for zone, label in found)
    return Screen((rendering.escape(_("Which time zone?")),), (*rows, (Button(_("‹ Settings"), "set"),)))


def find_zones(words: str, view: View) -> list[tuple[str, str]]:
    """(zone, city and time there) for the cities most like `words`, in the reader's language (CLDR) or by zone name."""
    locale = Locale(view.lang.value)
    names: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/", "SystemV/")):
            names[zone] = zone.rsplit("/", 1)[1].replace("_", " ")
    local = {zone: get_timezone_location(zone, locale=locale, return_city=True) for zone in names}
    best: dict[str, float] = {}
    for choices in (names, local):
        for _, score, zone in process.extract(
            words.casefold(), choices, scorer=fuzz.WRatio, processor=str.casefold, limit=MOST_CITIES
        ):
            best[zone] = max(best.get(zone, 0.0), score)
    ranked = sorted((zone for zone in best if best[zone] >= CITY_SCORE), key=lambda zone: -best[zone])
    by_label: dict[str, str] = {}
    for zone in ranked:  # several zones can stand for one city: older names of the same
        at = format_clock(view.now.astimezone(ZoneInfo(zone)).time(), view.lang)
        by_label.setdefault(f"{local[zone] or names[zone]} ({at})", zone)
    return [(zone, label) for label, zone in by_label.items()][:MOST_CITIES]


def summarise(subscription: Subscription, view: View) -> str:
    """The subscription in words, a line a setting."""
    _ = view.translate
    lines = [rendering.bold(_("Your updates")), rendering.escape(_level_words(subscription, view))]
    if subscription.topics is None:
        lines.append(rendering.escape(_("About: everything")))
    else:
        names = sorted(
            view.snapshot.topics[topic].name[view.lang]
            for topic in subscription.topics
            if topic in view.snapshot.topics
        )
        lines.append(rendering.escape(_("About: %(topics)s", topics=format_list(names, view.lang))))
    lines.append(rendering.escape(_("Time zone: %(zone)s", zone=_zone_name(subscription.zone, view))))
    quiet = subscription.quiet
    if quiet is not None:
        hours = _(
            "Quiet from %(start)s to %(end)s",
            start=format_clock(quiet.start, view.lang),
            end=format_clock(quiet.end, view.lang),
        )
        if subscription.breaking_in_quiet:
            hours = _("%(hours)s, except for breaking news", hours=hours)
        lines.append(rendering.escape(hours))
    if subscription.daily_cap is not None:
        capped = _("At most %(number)s a day; the rest comes in a digest", number=subscription.daily_cap)
        lines.append(rendering.escape(capped))
    if subscription.silent:
        lines.append(rendering.escape(_("Without sound")))
    if subscription.paused_until is not None and subscription.paused_until > view.now:
        until = format_time_at(subscription.paused_until, view.lang, subscription.zone)
        lines.append(
            rendering.bold(
                _("Paused until %(moment)s; then you get one message with what you missed", moment=until)
            )
        )
    return "\n".join(lines)


def _level_words(subscription: Subscription, view: View) -> str:
    _ = view.translate
    at = format_clock(subscription.at, view.lang)
    days = sorted(subscription.weekdays)
    names = get_day_names("wide", locale=Locale(view.lang.value))
    match subscription.level:
        case SubscriptionLevel.BREAKING:
            return _("Only breaking news, at once")
        case SubscriptionLevel.ALL:
            return _("Everything, as it is published")
        case SubscriptionLevel.WEEKLY:
            return _(
                "Breaking news at once, the rest in a weekly digest on %(day)s at %(time)s",
                day=names[days[0]],
                time=at,
            )
        case SubscriptionLevel.DAILY if len(days) == len(EVERY_DAY):
            return _("Breaking news at once, the rest in a daily digest at %(time)s", time=at)
        case SubscriptionLevel.DAILY:
            listed = format_list([names[day] for day in days], view.lang)
            return _(
                "Breaking news at once, the rest in a digest on %(days)s at %(time)s", days=listed, time=at
            )


def _main_page(view: View) -> Rows:
    _ = view.translate
    return (
        (Button(_("How often"), "set:level"), Button(_("Topics"), "set:topics")),
        (Button(_("Time and days"), "set:time"), Button(_("Time zone"), "set:zone")),
        (Button(_("Quiet hours"), "set:quiet"), Button(_("Pause, sound, limit"), "set:more")),
        (Button(_("Stop updates"), "stop"), Button(_("Start"), "home")),
    )


def _level_page(subscription: Subscription, view: View) -> Rows:
    return tuple(
        (_choice(label, f"set:level:{level.value}", chosen=level is subscription.level),)
        for level, label in level_labels(view).items()
    )


def level_labels(view: View) -> Mapping[SubscriptionLevel, str]:
    """What a reader may choose to be sent."""
    _ = view.translate
    return {
        SubscriptionLevel.BREAKING: _("Only breaking news"),
        SubscriptionLevel.ALL: _("Everything at once"),
        SubscriptionLevel.DAILY: _("A digest a day"),
        SubscriptionLevel.WEEKLY: _("A digest a week"),
    }


def _topics_page(subscription: Subscription, view: View) -> Rows:
    followed = subscription.topics
    every = _choice(view.translate("Everything"), "set:topic:every", chosen=followed is None)
    buttons = [
        _choice(
            capital_label(topic.name[view.lang]),
            f"set:topic:{topic.id}",
            chosen=bool(followed and topic.id in followed),
        )
        for topic in view.snapshot.topics.values()
        if view.snapshot.facts_by_topic.get(topic.id)
    ]
    return ((every,), *grid(buttons, 2))


def _time_page(subscription: Subscription, view: View) -> Rows:
    times = [
        _choice(format_clock(at, view.lang), f"set:at:{at.hour}:{at.minute}", chosen=at == subscription.at)
        for at in TIMES
    ]
    names = get_day_names("abbreviated", locale=Locale(view.lang.value))
    days = [
        _choice(names[day], f"set:day:{day}", chosen=day in subscription.weekdays)
        for day in sorted(EVERY_DAY)
    ]
    return (*grid(times, 4), *grid(days, 4))


def _zone_page(subscription: Subscription, view: View) -> Rows:
    zones = dict.fromkeys((subscription.zone, *ZONES))
    buttons = [
        _choice(_zone_name(zone, view), f"set:zone:{zone}", chosen=zone == subscription.zone)
        for zone in zones
    ]
    return (*grid(buttons, 2), (Button(view.translate("Another city: /zone and its name"), "set:zone"),))


def _quiet_page(subscription: Subscription, view: View) -> Rows:
    _ = view.translate
    buttons = [_choice(_("No quiet hours"), "set:quiet:off", chosen=subscription.quiet is None)]
    for start, end in QUIET:
        hours = QuietHours(time(start), time(end))
        label = f"{format_clock(hours.start, view.lang)} – {format_clock(hours.end, view.lang)}"
        buttons.append(_choice(label, f"set:quiet:{start}:{end}", chosen=subscription.quiet == hours))
    loud = _choice(_("Breaking news may wake me"), "set:loud", chosen=subscription.breaking_in_quiet)
    return (*grid(buttons, 2), (loud,))


def _more_page(subscription: Subscription, view: View) -> Rows:
    _ = view.translate
    translator = Translator(view.lang)
    pauses = [
        Button(
            translator.ngettext("Pause %(number)s day", "Pause %(number)s days", days), f"set:pause:{days}"
        )
        for days in PAUSES
    ]
    if subscription.paused_until is not None and subscription.paused_until > view.now:
        pauses.insert(0, Button(_("End the pause"), "set:pause:off"))
    caps = [_choice(_("No limit a day"), "set:cap:off", chosen=subscription.daily_cap is None)]
    caps += [
        _choice(_("%(number)s a day", number=cap), f"set:cap:{cap}", chosen=subscription.daily_cap == cap)
        for cap in CAPS
    ]
    sound = _choice(_("Without sound"), "set:sound", chosen=subscription.silent)
    return (*grid(pauses, 2), *grid(caps, 2), (sound,))


def _choice(label: str, route: str, *, chosen: bool) -> Button:
    return Button(("✓ " if chosen else "") + label, route)


def _zone_name(zone: str, view: View) -> str:
    if zone == "UTC":
        return zone
    return str(get_timezone_location(zone, locale=Locale(view.lang.value), return_city=True))


def _time(hour: str, minute: str) -> time | None:
    if not (hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit()):
        return None
    return time(int(hour), int(minute)) if int(hour) < 24 and int(minute) < 60 else None
