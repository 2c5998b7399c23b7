"""The pages of choices in the settings: buttons that carry what they change."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta

from babel import Locale
from babel.dates import get_day_names

from bot.chat.screen import CHOSEN, Button, Rows, grid
from bot.chat.screens.parts import capital_label
from bot.chat.settings.cities import COMMON, name_of_zone
from bot.chat.settings.summary import level_labels
from bot.domain.delivery.quiet_hours import QuietHours
from bot.domain.delivery.subscription import EVERY_DAY, Subscription
from bot.domain.records.topic import Topic
from bot.domain.topic_groups import groups_of, is_followed, topics_below
from bot.i18n import Translator, format_clock
from bot.rendering.view import View

TIMES = (time(6, 30), time(7, 0), time(8, 0), time(9, 0), time(12, 0), time(17, 0), time(18, 30), time(20, 0))
STEPS = (timedelta(hours=-1), timedelta(minutes=-15), timedelta(minutes=15), timedelta(hours=1))
QUIET = ((22, 7), (23, 7), (21, 8), (0, 6))
QUIET_STEP = timedelta(minutes=30)
CAPS = (1, 3, 5, 10)
PAUSES = (1, 3, 7, 14)


def main_page(view: View) -> Rows:
    """The ways to the pages."""
    _ = view.translate
    return (
        (Button(_("How often"), "set:level"), Button(_("Topics"), "set:topics")),
        (Button(_("Time and days"), "set:time"), Button(_("Time zone"), "set:zone")),
        (Button(_("Quiet hours"), "set:quiet"), Button(_("Pause, sound, limit"), "set:more")),
        (Button(_("Stop updates"), "stop"), Button(_("Start"), "home")),
    )


def zone_rows(subscription: Subscription, view: View) -> Rows:
    """The zones of most readers, and how to find another."""
    buttons = [
        _choice(name_of_zone(zone, view.lang), f"set:zone:{zone}", chosen=zone == subscription.zone)
        for zone in dict.fromkeys((subscription.zone, *COMMON))
    ]
    return (*grid(buttons, 2), (Button(view.translate("Another city: /zone and its name"), "set:zone"),))


def _level_page(subscription: Subscription, view: View) -> Rows:
    return tuple(
        (_choice(label, f"set:level:{level.value}", chosen=level is subscription.level),)
        for level, label in level_labels(view).items()
    )


def _topics_page(subscription: Subscription, view: View) -> Rows:
    """The groups, and the way to what is beneath them; where there are no groups, all topics."""
    every = _choice(view.translate("Everything"), "set:topic:every", chosen=subscription.topics is None)
    groups = groups_of(view.snapshot.topics)
    if not groups:
        return (
            (every,),
            *grid(_topic_buttons(subscription, view, view.snapshot.topics.values(), "topic"), 2),
        )
    buttons = _topic_buttons(subscription, view, groups, "topic")
    return ((every,), *grid(buttons, 2), (Button(view.translate("More topics"), "set:singles"),))


def _singles_page(subscription: Subscription, view: View) -> Rows:
    """Every topic beneath a group, group by group; those of a group that is followed are chosen with it."""
    topics = view.snapshot.topics
    groups = {group.id for group in groups_of(topics)}
    sorted_by_group = [
        *(topic for group in groups_of(topics) for topic in topics_below(topics, group.id)),
        *(topic for topic in topics.values() if topic.group is None and topic.id not in groups),
    ]
    buttons = _topic_buttons(subscription, view, sorted_by_group, "single")
    return (*grid(buttons, 2), (Button(view.translate("Fewer topics"), "set:topics"),))


def _topic_buttons(
    subscription: Subscription, view: View, topics: Iterable[Topic], action: str
) -> list[Button]:
    followed = subscription.topics or frozenset()
    return [
        _choice(
            capital_label(topic.name[view.lang]),
            f"set:{action}:{topic.id}",
            chosen=is_followed(view.snapshot.topics, followed, topic.id),
        )
        for topic in topics
        if view.snapshot.facts_about(topic.id)
    ]


def _time_page(subscription: Subscription, view: View) -> Rows:
    times = [
        _choice(format_clock(at, view.lang), f"set:at:{at.hour}:{at.minute}", chosen=at == subscription.at)
        for at in TIMES
    ]
    steps = [
        _to_time(_step_label(step, view), "set:at", shift_clock(subscription.at, step)) for step in STEPS
    ]
    names = get_day_names("abbreviated", locale=Locale(view.lang.value))
    days = [
        _choice(names[day], f"set:day:{day}", chosen=day in subscription.digest_days)
        for day in sorted(EVERY_DAY)
    ]
    other = Button(view.translate("Another time: /time and the time"), "set:time")
    return (*grid(times, 4), tuple(steps), (other,), *grid(days, 4))


def _quiet_page(subscription: Subscription, view: View) -> Rows:
    _ = view.translate
    quiet = subscription.quiet
    buttons = [_choice(_("No quiet hours"), "set:quiet:off", chosen=quiet is None)]
    for start, end in QUIET:
        hours = QuietHours(time(start), time(end))
        label = f"{format_clock(hours.start, view.lang)} – {format_clock(hours.end, view.lang)}"
        buttons.append(_choice(label, f"set:quiet:{start}:{end}", chosen=quiet == hours))
    rows = list(grid(buttons, 2))
    if quiet is not None:
        labels = (_("Begin earlier"), _("Begin later"), _("End earlier"), _("End later"))
        moved = (
            QuietHours(shift_clock(quiet.start, -QUIET_STEP), quiet.end),
            QuietHours(shift_clock(quiet.start, QUIET_STEP), quiet.end),
            QuietHours(quiet.start, shift_clock(quiet.end, -QUIET_STEP)),
            QuietHours(quiet.start, shift_clock(quiet.end, QUIET_STEP)),
        )
        steps = [
            Button(label, f"set:quiet:{hours.start:%H:%M}:{hours.end:%H:%M}")
            for label, hours in zip(labels, moved, strict=True)
            if hours.start != hours.end
        ]
        rows += grid(steps, 2)
    rows.append((Button(_("Other hours: /quiet 22:30 6:45"), "set:quiet"),))
    rows.append((_choice(_("Breaking news may wake me"), "set:loud", chosen=subscription.breaking_in_quiet),))
    return tuple(rows)


def _more_page(subscription: Subscription, view: View) -> Rows:
    _ = view.translate
    translator = Translator(view.lang)
    pauses = [
        Button(
            translator.ngettext("Pause %(number)s day", "Pause %(number)s days", days), f"set:pause:{days}"
        )
        for days in PAUSES
    ]
    rows = list(grid(pauses, 2))
    if subscription.is_paused(view.now):
        rows.append((Button(_("A day less"), "set:pause:less"), Button(_("A day more"), "set:pause:more")))
        rows.append((Button(_("End the pause"), "set:pause:off"),))
    else:
        rows.append((Button(_("Longer: /pause and the days"), "set:more"),))
    cap = subscription.daily_cap
    caps = [_choice(_("No limit a day"), "set:cap:off", chosen=cap is None)]
    caps += [
        _choice(_("%(number)s a day", number=each), f"set:cap:{each}", chosen=cap == each) for each in CAPS
    ]
    rows += grid(caps, 3)
    if cap is not None:
        fewer = [Button(_("One less a day"), f"set:cap:{cap - 1}")] if cap > 1 else []
        rows.append((*fewer, Button(_("One more a day"), f"set:cap:{cap + 1}")))
    rows.append((_choice(_("Without sound"), "set:sound", chosen=subscription.silent),))
    return tuple(rows)


PAGES: Mapping[str, Callable[[Subscription, View], Rows]] = {
    "level": _level_page,
    "topics": _topics_page,
    "singles": _singles_page,
    "time": _time_page,
    "zone": zone_rows,
    "quiet": _quiet_page,
    "more": _more_page,
}


def shift_clock(wall: time, by: timedelta) -> time:
    """A time of day moved on, over midnight where it comes to that."""
    return (datetime.combine(date(2000, 1, 2), wall) + by).time()


def _step_label(step: timedelta, view: View) -> str:
    minutes = int(step.total_seconds() // 60)
    sign = "−" if minutes < 0 else "+"
    if abs(minutes) < 60:
        return view.translate("%(sign)s%(number)s min", sign=sign, number=abs(minutes))
    return view.translate("%(sign)s%(number)s h", sign=sign, number=abs(minutes) // 60)


def _to_time(label: str, route: str, at: time) -> Button:
    return Button(label, f"{route}:{at.hour}:{at.minute}")


def _choice(label: str, route: str, *, chosen: bool) -> Button:
    return Button((CHOSEN if chosen else "") + label, route)
