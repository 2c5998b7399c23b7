"""Every word on a button, in the menu and in the help opens its thing when it is typed. New ones are found by walking."""

from datetime import UTC, datetime

import pytest

from bot.answering.understanding.screen_words import find_opening
from bot.chat import commands
from bot.chat.handlers.buttons.by_typing import Presses
from bot.chat.handlers.openings import opening_of, show_opening
from bot.chat.screen import Button
from bot.chat.screens.routes import show
from bot.chat.settings.pages import main_page
from bot.content.loading import load
from bot.domain.answer import Answered
from bot.domain.blocks import ShowScreen
from bot.domain.text import Lang
from bot.i18n import Translator
from bot.rendering.view import View
from tests.support.examples import EXAMPLE

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
# The command that shows what a route shows, where words can say it without a record's name.
COMMANDS = {
    "home": "start",
    "help": "help",
    "brief": "briefing",
    "brief:overview:0": "briefing",
    "time:last": "timeline",
    "who:0": "who",
    "said": "said",
    "dead": "deadlines",
    "stakes": "stakes",
    "status": "status",
    "about": "about",
    "src:0": "sources",
    "fixed:0": "corrections",
    "privacy": "privacy",
    "language": "language",
    "lang:nl:home": "language",
    "lang:en:home": "language",
    "subscribe": "subscribe",
    "stop": "stop",
    "new": "new",
    "set": "settings",
    "set:level": "settings",
    "set:topics": "settings",
    "set:time": "time",
    "set:zone": "zone",
    "set:quiet": "quiet",
    "set:more": "pause",
}
WALKED = (
    "home",
    "help",
    "brief",
    "time:last",
    "who:0",
    "said",
    "dead",
    "stakes",
    "status",
    "about",
    "src:0",
    "privacy",
)


def _knows_nothing(_: str) -> bool:
    return False


def _views() -> list[View]:
    snapshot = load(EXAMPLE).snapshot
    assert snapshot is not None
    return [View(snapshot.at(NOW), lang) for lang in Lang]


def _buttons() -> list[tuple[Lang, Button]]:
    found = []
    for view in _views():
        rows = [row for route in WALKED for row in show(route, view).rows] + list(main_page(view))
        found += [(view.lang, button) for row in rows for button in row]
    return found


def test_every_button_that_is_no_records_opens_its_screen_by_its_words() -> None:
    titles = {briefing.title for view in _views() for briefing in view.snapshot.briefings.values()}
    named = [
        (lang, button)
        for lang, button in _buttons()
        if button.route in COMMANDS and button.label not in titles  # a record's name is found as the record
    ]
    assert {COMMANDS[button.route] for _, button in named} >= {
        "timeline",
        "deadlines",
        "said",
        "about",
        "settings",
        "stop",
    }
    for lang, button in named:
        found = find_opening(button.label, _knows_nothing)
        assert found is not None, (lang, button)
        assert found.command == COMMANDS[button.route], (lang, button)


@pytest.mark.parametrize("lang", list(Lang))
def test_every_command_is_opened_by_its_name_and_by_what_the_menu_says_of_it(lang: Lang) -> None:
    translate = Translator(lang).gettext
    for command in (each for each in commands.COMMANDS if commands.Listed.MENU in each.listed):
        name = command.name_in(translate)
        for words in (name, f"/{name}", name.upper(), translate(command.meaning)):
            found = find_opening(words, _knows_nothing)
            assert found is not None, (command, words)
            assert found.command == command.name, (words, found)


def test_any_button_is_pressed_by_its_label() -> None:
    presses = Presses()
    for view in _views():
        for route in WALKED:
            screen = show(route, view)
            presses.note(1, 0, 7, screen.rows, NOW)
            for row in screen.rows:
                for button in row:
                    if any(character.isalnum() for character in button.label):
                        found = presses.find(1, 0, button.label.lower(), NOW)
                        assert found is not None, button
                        assert found.button.label.casefold() == button.label.casefold()


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1", 1), ("2.", 2), ("3)", 3), ("de tweede", 2), ("The third one please", 3), ("nummer 1", 1), ("option 2", 2),
        ("#3", 3), ("doe de eerste maar", 1), ("de laatste", 3), ("i mean the second", 2), ("2e", 2),
    ],
)  # fmt: skip
def test_a_reading_is_chosen_by_its_number(typed: str, number: int) -> None:
    presses = Presses()
    rows = tuple((Button(f"{each}. Iets over {each}", f"opt:fact:f{each}"),) for each in (1, 2, 3))
    presses.note(5, 0, 9, (*rows, (Button("None of these", "opt:none"),)), NOW)
    found = presses.find(5, 0, typed, NOW)
    assert found is not None
    assert found.button.route == f"opt:fact:f{number}"
    assert presses.find(6, 0, typed, NOW) is None
    assert presses.find(5, 3, typed, NOW) is None


@pytest.mark.parametrize(
    "typed", ["4", "wie was de eerste die tekende", "12", "1 or 2", "the first amendment", "no"]
)
def test_other_words_choose_no_reading(typed: str) -> None:
    presses = Presses()
    presses.note(5, 0, 9, tuple((Button(f"{each}. Iets", f"opt:fact:f{each}"),) for each in (1, 2)), NOW)
    assert presses.find(5, 0, typed, NOW) is None


def test_what_changes_something_is_asked_first_and_what_shows_something_is_shown() -> None:
    for view in _views():
        for command, words in (
            ("stop", ""),
            ("forget", ""),
            ("subscribe", ""),
            ("pause", "2 weken"),
            ("time", "7:15"),
        ):
            screen = show_opening(ShowScreen(command, words), view)
            assert screen is not None
            yes, no = (button.route for button in screen.rows[0])
            assert yes == f"do:{command}" + (f":{words}" if words else "")
            assert no == "do:no"
        for command in ("timeline", "status", "help", "about"):
            screen = show_opening(ShowScreen(command), view)
            assert screen is not None
            assert not any(button.route.startswith("do:") for row in screen.rows for button in row)
        assert show_opening(ShowScreen("settings"), view) is None
        assert (
            show_opening(ShowScreen("pause", "x" * 80), view) is None
        )  # too long for a button: the command asks


def test_only_an_opening_alone_opens() -> None:
    assert opening_of(Answered(Lang.EN, (ShowScreen("help"),), ())) == ShowScreen("help")
    assert opening_of(Answered(Lang.EN, (ShowScreen("help"), ShowScreen("who")), ())) is None
