"""The table of routes: each button has its row, and python-telegram-bot's patterns find the row that the table finds."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from telegram import CallbackQuery, Chat, Message, Update, User

from bot.chat.handlers.buttons.handlers import ButtonHandlers
from bot.chat.handlers.buttons.press import Doers
from bot.chat.handlers.buttons.table import NOWHERE, ROUTES, find_route
from bot.chat.handlers.openings import ask_first
from bot.chat.route import ANEW, Place, Who
from bot.chat.screen import Button, Rows
from bot.chat.screens.push_buttons import rows_under
from bot.chat.screens.routes import SCREENS, show
from bot.chat.settings.pages import PAGES, main_page
from bot.domain.delivery.subscription import Subscription
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering.view import View

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
READER = User(5, "Sanne", is_bot=False)


class NoEdge:
    edge = None


def handlers_of_buttons() -> list[Any]:
    return ButtonHandlers(cast(Doers, NoEdge()), cast(Any, None), cast(Any, None)).handlers()


def pressed(data: str, kind: str = Chat.PRIVATE) -> Update:
    message = Message(7, NOW, Chat(5, kind), from_user=READER, text="words")
    return Update(1, callback_query=CallbackQuery("q", READER, "c", message=message, data=data))


def taken_by(data: str) -> Any:
    """The row of the first handler that takes a press."""
    taker = next(each for each in handlers_of_buttons() if each.check_update(pressed(data)))
    return taker.callback.args[0]


@pytest.mark.parametrize("name", [route.name for route in ROUTES])
def test_a_press_reaches_the_row_of_its_name(name: str) -> None:
    for data in (name, f"{name}:x:0", f"{name}{ANEW}"):
        assert taken_by(data) is find_route(data)
        assert taken_by(data).name == name
    for data in (f"{name}s", f"x{name}", f"{name}\n", name.upper()):
        assert taken_by(data) is find_route(data) is NOWHERE, data


def test_no_two_rows_have_one_name_and_each_screen_has_a_row() -> None:
    names = [route.name for route in ROUTES]
    assert len(set(names)) == len(names)
    assert {route.name for route in ROUTES if route.is_screen} == {route.name for route in SCREENS}


def test_what_changes_a_chat_and_what_is_the_admins_is_not_open_to_all() -> None:
    by_who = {who: {route.name for route in ROUTES if route.who is who} for who in Who}
    assert by_who[Who.CHAT_ADMINS] == {"lang", "set", "subscribe", "stop"}
    assert by_who[Who.BOT_ADMINS] == {"admin", "push", "okay"}
    assert not any(route.is_screen for route in ROUTES if route.who is not Who.ANYONE)


def test_what_a_link_does_is_never_the_change_itself() -> None:
    same = {route.name for route in ROUTES if route.linked is route.does and not route.is_screen}
    assert same == {"new", "asof", "admin"}


@pytest.mark.parametrize(
    ("data", "is_turn"),
    [
        ("time:3", True),
        ("said:p:bea-brood:0", True),
        ("status", True),
        (f"status{ANEW}", False),
        ("cite:abcdef", False),
        ("more:abcdef", False),
        ("quiz:1", False),
        ("set:level", False),
        ("lang:nl:home", False),
        ("asof:2026-04-03", False),
        ("helped", False),
        ("nothing", False),
    ],
)
def test_only_another_page_in_its_messages_place_is_a_turn(data: str, is_turn: bool) -> None:
    buttons = ButtonHandlers(cast(Doers, NoEdge()), cast(Any, None), cast(Any, None))
    assert buttons.is_turn(pressed(data)) is is_turn
    assert not buttons.is_turn(pressed(data, Chat.CHANNEL))  # there not everybody may


def test_a_press_without_data_leads_nowhere_and_is_taken() -> None:
    query = CallbackQuery("q", READER, "c", game_short_name="chess")
    takers = [each for each in handlers_of_buttons() if each.check_update(Update(1, callback_query=query))]
    assert [each.callback.args[0] for each in takers] == [NOWHERE]


def test_sources_go_under_their_answer_and_readings_below_it() -> None:
    places = {route.name: route.place for route in ROUTES if route.place is not Place.IN_PLACE}
    assert places == {
        "quiz": Place.BELOW,
        "cite": Place.ADDED,
        "more": Place.BELOW_ONCE,
        "opt": Place.BELOW_CHOSEN,
        "helped": Place.NOTICE,
        "nohelp": Place.NOTICE,
    }


def _rows(view: View) -> Iterator[Rows]:
    waiting, seen = (
        [
            "home",
            "help",
            "said",
            "part",
            "dead",
            "pic:stand",
            "quiz:0",
            f"fact:{next(iter(view.snapshot.facts))}",
        ],
        set(),
    )
    while waiting:
        route = waiting.pop()
        if route in seen or not find_route(route).is_screen:
            continue
        seen.add(route)
        rows = show(route, view).rows
        waiting += [button.route for row in rows for button in row if button.route]
        yield rows
    yield main_page(view)
    for page in PAGES.values():
        yield page(Subscription(view.lang, view.zone), view)
    yield rows_under(view.lang, tuple(view.snapshot.facts)[:2])
    asked = ask_first("stop", "", view)
    assert asked is not None
    yield asked.rows


@pytest.mark.parametrize("lang", list(Lang))
def test_every_button_there_is_leads_to_a_row(snapshot: Snapshot, lang: Lang) -> None:
    view = View(snapshot.at(NOW), lang)
    buttons: list[Button] = [button for rows in _rows(view) for row in rows for button in row]
    routes = {button.route for button in buttons if button.route}
    assert len(routes) > 60
    assert {route for route in routes if find_route(route) is NOWHERE} == set()
