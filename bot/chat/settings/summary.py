"""A subscription in words, as it stands over the buttons that change it."""

from collections.abc import Mapping

from babel import Locale
from babel.dates import get_day_names

from bot import rendering
from bot.chat.settings.cities import name_of_zone
from bot.domain.delivery.subscription import EVERY_DAY, Subscription, SubscriptionLevel
from bot.i18n import format_clock, format_list, format_time_at
from bot.rendering.view import View


def summarise(subscription: Subscription, view: View) -> str:
    """A line a setting."""
    _ = view.translate
    lines = [rendering.bold(_("Your updates")), rendering.escape(_describe_level(subscription, view))]
    if subscription.topics is None:
        lines.append(rendering.escape(_("About: everything")))
    else:
        names = sorted(
            view.snapshot.topics[topic].name[view.lang]
            for topic in subscription.topics
            if topic in view.snapshot.topics
        )
        lines.append(rendering.escape(_("About: %(topics)s", topics=format_list(names, view.lang))))
    zone = name_of_zone(subscription.zone, view.lang)
    lines.append(rendering.escape(_("Time zone: %(zone)s", zone=zone)))
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
    if subscription.paused_until is not None and subscription.is_paused(view.now):
        until = format_time_at(subscription.paused_until, view.lang, subscription.zone)
        lines.append(
            rendering.bold(
                _("Paused until %(moment)s; then you get one message with what you missed", moment=until)
            )
        )
    return "\n".join(lines)


def level_labels(view: View) -> Mapping[SubscriptionLevel, str]:
    """What a reader may choose to be sent."""
    _ = view.translate
    return {
        SubscriptionLevel.BREAKING: _("Only breaking news"),
        SubscriptionLevel.ALL: _("Everything at once"),
        SubscriptionLevel.DAILY: _("A digest a day"),
        SubscriptionLevel.WEEKLY: _("A digest a week"),
    }


def _describe_level(subscription: Subscription, view: View) -> str:
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
