"""The settings: what each button and typed word changes, and that every button leads somewhere."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.chat.screen import Rows, keyboard_of
from bot.chat.settings import actions as settings
from bot.chat.settings import replies
from bot.chat.settings.cities import find_zones, is_name_of_zone
from bot.chat.settings.pages import PAGES, main_page
from bot.chat.settings.typed_times import read_times
from bot.domain.delivery.quiet_hours import QuietHours
from bot.domain.delivery.subscription import EVERY_DAY, Subscription, SubscriptionLevel
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering.view import View

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PLAIN = Subscription(lang=Lang.EN, zone="Europe/Amsterdam")
FULL = replace(
    PLAIN,
    level=SubscriptionLevel.DAILY,
    topics=frozenset({"lawsuit"}),
    quiet=QuietHours(time(22, 30), time(6, 45)),
    daily_cap=4,
    silent=True,
    paused_until=NOW + timedelta(days=3),
)


def press(subscription: Subscription, snapshot: Snapshot, *actions: str) -> Subscription:
    """The subscription after these buttons, one after another."""
    for action in actions:
        changed = settings.apply(subscription, action.split(":"), snapshot, NOW)
        assert changed is not None, action
        subscription = changed
    return subscription


def routes(rows: Rows) -> list[str]:
    return [button.route for row in rows for button in row]


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("subscription", [PLAIN, FULL], ids=["plain", "full"])
def test_every_button_fits_telegram_and_leads_to_a_page_or_a_change(
    snapshot: Snapshot, lang: Lang, subscription: Subscription
) -> None:
    view = View(snapshot.at(NOW), lang)
    pages = {name: replies.show_settings(subscription, view, name) for name in ("", *PAGES)}
    for screen in pages.values():
        assert keyboard_of(screen.rows) is not None
        for route in routes(screen.rows):
            name, *action = route.split(":")
            if name != "set" or not action:
                assert name in {"set", "stop", "home"}
            elif len(action) > 1 or action[0] not in PAGES:
                assert settings.apply(subscription, action, snapshot, NOW) is not None, route
                assert settings.page_of(action[0]) in PAGES
    ways = {route for screen in pages.values() for route in routes(screen.rows)} | {*routes(main_page(view))}
    assert {route.split(":")[-1] for route in ways} >= set(PAGES)


def test_a_time_of_ones_own_comes_by_steps_and_by_typing(snapshot: Snapshot) -> None:
    view = View(snapshot.at(NOW), Lang.EN)
    times = [
        route.removeprefix("set:")
        for route in routes(replies.show_settings(PLAIN, view, "time").rows)
        if route.startswith("set:at:")
    ]
    assert times[-4:] == ["at:7:0", "at:7:45", "at:8:15", "at:9:0"]
    assert press(replace(PLAIN, at=time(23, 50)), snapshot, "at:0:5").at == time(0, 5)
    action = settings.read_action("time", "7.13")
    assert action is not None
    assert press(PLAIN, snapshot, ":".join(action)).at == time(7, 13)
    assert settings.read_action("time", "7.13 8.14") is None


def test_quiet_hours_of_ones_own_come_by_steps_and_by_typing(snapshot: Snapshot) -> None:
    action = settings.read_action("quiet", "van 22.30 tot 6.45")
    assert action is not None
    assert press(PLAIN, snapshot, ":".join(action)).quiet == QuietHours(time(22, 30), time(6, 45))
    view = View(snapshot.at(NOW), Lang.EN)
    found = {
        press(FULL, snapshot, route.removeprefix("set:")).quiet
        for route in routes(replies.show_settings(FULL, view, "quiet").rows)
        if route.count(":") == 5
    }
    assert found == {
        QuietHours(time(22), time(6, 45)),
        QuietHours(time(23), time(6, 45)),
        QuietHours(time(22, 30), time(6, 15)),
        QuietHours(time(22, 30), time(7, 15)),
    }
    assert press(PLAIN, snapshot, "quiet:22:7").quiet == QuietHours(time(22), time(7))
    assert settings.apply(PLAIN, ["quiet", "7", "0", "7", "0"], snapshot, NOW) is None


def test_a_pause_is_of_any_number_of_days_and_can_be_moved_and_ended(snapshot: Snapshot) -> None:
    action = settings.read_action("pause", "10 dagen")
    assert action == ["pause", "10"]
    paused = press(PLAIN, snapshot, "pause:10")
    assert paused.paused_until == NOW + timedelta(days=10)
    assert press(paused, snapshot, "pause:more", "pause:more").paused_until == NOW + timedelta(days=12)
    assert press(paused, snapshot, "pause:less").paused_until == NOW + timedelta(days=9)
    assert press(paused, snapshot, "pause:off").paused_until is None
    assert press(press(PLAIN, snapshot, "pause:1"), snapshot, "pause:less").paused_until is None
    assert settings.read_action("pause", "61") is None
    assert settings.apply(PLAIN, ["pause", "more"], snapshot, NOW) is None


def test_a_weekly_digest_has_one_day_and_a_daily_one_has_all_again(snapshot: Snapshot) -> None:
    weekly = press(PLAIN, snapshot, "level:weekly", "day:3")
    assert weekly.digest_days == {3}
    assert press(weekly, snapshot, "day:5").digest_days == {5}
    assert press(weekly, snapshot, "level:daily").digest_days == EVERY_DAY
    assert press(PLAIN, snapshot, "level:daily", "day:5", "day:6").digest_days == EVERY_DAY - {5, 6}


def test_a_cap_can_be_any_number(snapshot: Snapshot) -> None:
    assert press(FULL, snapshot, "cap:6").daily_cap == 6
    assert press(FULL, snapshot, "cap:off").daily_cap is None
    assert settings.apply(FULL, ["cap", "0"], snapshot, NOW) is None


@pytest.mark.parametrize("old", ["level:hourly", "topic:gone", "at:25:0", "zone:Europe/Nowhere", "nonsense"])
def test_an_old_button_changes_nothing(snapshot: Snapshot, old: str) -> None:
    assert settings.apply(PLAIN, old.split(":"), snapshot, NOW) is None


def test_who_reads_english_is_asked_for_their_zone_and_who_reads_dutch_is_not(snapshot: Snapshot) -> None:
    english = replies.show_subscribed(PLAIN, View(snapshot.at(NOW), Lang.EN), is_new=True)
    assert "Which time zone are you in?" in english.parts[0]
    assert "set:zone:America/New_York" in routes(english.rows)
    dutch = replies.show_subscribed(
        replace(PLAIN, lang=Lang.NL), View(snapshot.at(NOW), Lang.NL), is_new=True
    )
    assert "Tijdzone: Amsterdam" in dutch.parts[0]
    assert not any(route.startswith("set:zone:") for route in routes(dutch.rows))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("7.15", [time(7, 15)]),
        ("19:45", [time(19, 45)]),
        ("7u30", [time(7, 30)]),
        ("8 uur", [time(8)]),
        ("7:15 p.m.", [time(19, 15)]),
        ("12 am", [time(0)]),
        ("22-7", [time(22), time(7)]),
        ("10pm to 6:45am", [time(22), time(6, 45)]),
        ("25:00", []),
        ("7:5", []),
        ("13 pm", []),
        ("morgen", []),
    ],
)
def test_times_are_read_as_people_write_them(words: str, expected: list[time]) -> None:
    assert read_times(words) == expected


@pytest.mark.parametrize(
    ("words", "lang", "zone"),
    [
        ("Tokio", Lang.NL, "Asia/Tokyo"),
        ("tokyo", Lang.NL, "Asia/Tokyo"),
        ("Londen", Lang.NL, "Europe/London"),
        ("London", Lang.EN, "Europe/London"),
        ("San Francisco", Lang.EN, "America/Los_Angeles"),
        ("Washington", Lang.EN, "America/New_York"),
        ("den haag", Lang.EN, "Europe/Amsterdam"),
        ("Utrect", Lang.NL, "Europe/Amsterdam"),
        ("Duitsland", Lang.NL, "Europe/Berlin"),
        ("Germany", Lang.EN, "Europe/Berlin"),
        ("Suriname", Lang.NL, "America/Paramaribo"),
        ("Warszawa", Lang.NL, "Europe/Warsaw"),
        ("København", Lang.EN, "Europe/Copenhagen"),
        ("Österreich", Lang.EN, "Europe/Vienna"),
        ("Nürnberg", Lang.NL, "Europe/Berlin"),
        ("Anvers", Lang.NL, "Europe/Brussels"),
        ("Calcutta", Lang.EN, "Asia/Kolkata"),
        ("Schotland", Lang.NL, "Europe/London"),
        ("the Netherlands", Lang.EN, "Europe/Amsterdam"),
        ("Den Haag, Nederland", Lang.NL, "Europe/Amsterdam"),
        ("New York City", Lang.EN, "America/New_York"),
        ("Californië", Lang.NL, "America/Los_Angeles"),
        ("Alaska", Lang.EN, "America/Anchorage"),
        ("USA", Lang.EN, "America/New_York"),
        ("CET", Lang.EN, "Europe/Amsterdam"),
        ("utc", Lang.NL, "UTC"),
        ("GMT", Lang.EN, "UTC"),
    ],
)
def test_a_zone_is_found_by_city_or_country(words: str, lang: Lang, zone: str) -> None:
    assert find_zones(words, lang, NOW)[0][0] == zone


@pytest.mark.parametrize(
    "words", ["xyzzy", "Atlantis", "Gotham", "Narnia", "Wakanda", "Mordor", "UTC+3", "q"]
)
def test_a_city_that_is_none_finds_nothing(words: str) -> None:
    assert find_zones(words, Lang.EN, NOW) == []


def test_a_name_with_a_slip_is_offered_and_not_taken_for_the_name() -> None:
    assert [zone for zone, _ in find_zones("Rotterdma", Lang.NL, NOW)] == ["Europe/Amsterdam"]
    assert is_name_of_zone("Rotterdam", Lang.NL)
    assert not is_name_of_zone("Rotterdma", Lang.NL)


def test_a_pause_may_end_on_a_day_on_the_readers_clock(snapshot: Snapshot) -> None:
    action = settings.read_end_of_pause("tot 1 december", PLAIN, NOW)
    assert action == ["pause", "2026-12-01"]
    assert press(PLAIN, snapshot, ":".join(action)).paused_until == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert settings.read_end_of_pause("tot 1 maart", PLAIN, NOW) is None  # longer than any pause
    assert settings.apply(PLAIN, ["pause", "2026-11-01"], snapshot, NOW) is None


def test_typed_settings_are_read_or_none() -> None:
    assert settings.read_action("quiet", "uit") == ["quiet", "off"]
    assert settings.read_action("pause", "uit") == ["pause", "off"]
    assert settings.read_action("pause", "3 weken") == ["pause", "21"]
    assert settings.read_action("quiet", "22:00 22:00") is None
    assert settings.read_action("pause", "9 weken") is None
