"""The one list of commands, and what is made from it."""

import re

import pytest

from benchmarks.commands import PAGE, write
from bot.answering.understanding.screen_words import list_openings
from bot.chat.commands import BY_NAME, COMMANDS, Listed, Where, list_help, list_menu
from bot.chat.handlers.buttons.table import NOWHERE, find_route
from bot.chat.handlers.word_keys import command_of_key
from bot.chat.route import Who
from bot.chat.screens.arguments import show_with
from bot.chat.screens.routes import SCREEN_COMMANDS
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.i18n import Translator
from bot.rendering import render_help
from bot.rendering.view import View
from tests.conftest import NOW


def test_the_page_of_commands_and_buttons_is_of_the_lists_as_they_are() -> None:
    assert PAGE.read_text("utf-8") == write(), "run python -m benchmarks.commands"


def test_no_two_commands_have_one_name_and_telegram_takes_each() -> None:
    names = [name for command in COMMANDS for name in command.names]
    assert len(set(names)) == len(names)
    for lang in Lang:
        translate = Translator(lang).gettext
        for command in list_menu(is_private=True):
            name, meaning = command.name_in(translate), translate(command.meaning)
            assert re.fullmatch(r"[a-z0-9_]{1,32}", name)  # Bot API, BotCommand
            assert 1 <= len(meaning) <= 256
            assert name in names, "a name that a language has for it is heard"


def test_a_group_is_not_offered_what_is_heard_in_private_alone() -> None:
    private, shared = (list_menu(is_private=is_private) for is_private in (True, False))
    assert [command.name for command in private if command not in shared] == ["mydata"]
    assert len(private) == 21
    assert not any(command.who is Who.BOT_ADMINS for command in private)


def test_what_a_group_need_not_see_is_what_only_shows_something() -> None:
    alone = {command.name for command in COMMANDS if command.is_read_alone}
    assert alone == {
        *("start", "briefing", "status", "timeline", "who", "said", "deadlines", "stakes"),
        *("asof", "sources", "about", "corrections", "privacy", "help"),
    }


@pytest.mark.parametrize("lang", list(Lang))
def test_the_help_names_every_command_that_the_list_has_for_it(snapshot: Snapshot, lang: Lang) -> None:
    view = View(snapshot.at(NOW), lang)
    commands = list_help(view.translate)
    html = render_help(view, commands)
    assert len(commands) == sum(Listed.HELP in command.listed for command in COMMANDS) == 19
    assert all(f"\n{name} – " in html for name, _ in commands)
    assert ("/stand" in html) is (lang is Lang.NL)


def test_a_command_and_the_route_that_it_opens_are_for_the_same_people() -> None:
    for command in COMMANDS:
        if command.route:
            assert find_route(command.route) is not NOWHERE, command
            assert find_route(command.route).who is command.who, command


def test_a_command_that_takes_words_says_so(snapshot: Snapshot) -> None:
    view = View(snapshot.at(NOW), Lang.EN)
    for name in SCREEN_COMMANDS:
        if show_with(name, "some words", view) is not None:
            assert BY_NAME[name].takes, name


def test_what_opens_in_a_readers_own_words_or_by_a_key_is_in_the_list() -> None:
    assert {opening.command for opening in list_openings()} <= BY_NAME.keys()
    translate = Translator(Lang.NL).gettext
    for key in ("Summary", "Status", "Timeline", "Who is who", "Updates"):
        assert command_of_key(translate(key)) in BY_NAME


def test_what_is_for_the_bots_admins_is_heard_in_private_chats_alone() -> None:
    assert {command.where for command in COMMANDS if command.who is Who.BOT_ADMINS} == {Where.PRIVATE}
