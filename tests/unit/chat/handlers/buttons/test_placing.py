"""Where a screen goes after a press, and what becomes of the button."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from telegram import Chat, Message, Update, User

from bot.chat.handlers.buttons.placing import Placing
from bot.chat.handlers.buttons.press import Press
from bot.chat.handlers.buttons.table import find_route
from bot.chat.handlers.panels import Panels
from bot.chat.route import ANEW
from bot.chat.screen import Button, Quiz, Rows, Screen, keyboard_of
from bot.chat.sending.sender import Sender
from bot.chat.sending.whispers import Whisper
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering.view import View

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
ROWS: Rows = (
    (Button("Sources", "cite:abcdef"), Button("More", "more:abcdef")),
    (Button("1. This", "opt:pick:abcdef"), Button("2. That", "opt:pick:ghijkl")),
)
OPENED = Screen(("what it opens",))


class Sent:
    """Keeps what was sent and edited, in order."""

    def __init__(self) -> None:
        self.done: list[tuple[Any, ...]] = []

    async def send(self, chat_id: int, screen: Screen, **more: Any) -> Message:
        self.done.append(("sent", chat_id, screen.parts[0], more["thread_id"]))
        return Message(90, NOW, Chat(chat_id, Chat.PRIVATE))

    async def edit(
        self, message: Message, screen: Screen, *, is_page: bool = False, whisper: Whisper | None = None
    ) -> None:
        routes = [button.route for row in screen.rows for button in row]
        self.done.append(("edited", screen.parts[0], routes, is_page))

    async def edit_by_id(self, chat_id: int, message_id: int, screen: Screen) -> bool:
        self.done.append(("edited", message_id, screen.parts[0]))
        return True


def press(data: str, view: View) -> Press:
    message = Message(
        7,
        NOW,
        Chat(5, Chat.PRIVATE),
        from_user=User(1, "Us", is_bot=True),
        text="words",
        reply_markup=keyboard_of(ROWS),
    )
    return Press(Update(1), data, view, 5, 3, 7, message)


@pytest.fixture
def view(snapshot: Snapshot) -> View:
    return View(snapshot.at(NOW), Lang.EN)


async def shown(pressed: Press, screen: Screen = OPENED) -> list[tuple[Any, ...]]:
    sender = Sent()
    placing = Placing(cast(Sender, sender), Panels(cast(Sender, sender)))
    await placing.show(pressed, find_route(pressed.data), screen)
    return sender.done


async def test_a_screen_takes_its_messages_place_and_a_page_is_one(view: View) -> None:
    assert await shown(press("status", view)) == [("edited", "what it opens", [], True)]
    assert await shown(press("set", view)) == [("edited", "what it opens", [], False)]


@pytest.mark.parametrize("data", ["status", "set", "cite:abcdef", "more:abcdef", "opt:pick:abcdef", "helped"])
async def test_under_a_message_that_cannot_be_changed_it_comes_as_a_new_one(view: View, data: str) -> None:
    too_old = replace(press(data, view), message=None)
    assert await shown(too_old) == [("sent", 5, "what it opens", 3)]


async def test_what_a_push_opens_and_a_quiz_come_below(view: View) -> None:
    below = [("sent", 5, "what it opens", 3)]
    assert await shown(press(f"status{ANEW}", view)) == below
    quiz = replace(OPENED, quiz=Quiz("Which?", ("this", "that"), 0, "so"))
    assert await shown(press("status", view), quiz) == below


async def test_sources_go_under_their_answer_and_below_it_where_there_is_no_room(view: View) -> None:
    (edited,) = await shown(press("cite:abcdef", view))
    assert edited[1] == "words\n\n<blockquote expandable>what it opens</blockquote>"
    assert "cite:abcdef" not in edited[2]
    assert "more:abcdef" in edited[2]
    assert await shown(press("cite:abcdef", view), Screen(("x" * 4090,))) == [("sent", 5, "x" * 4090, 3)]
    gone = replace(OPENED, rows=((Button("Start", "home"),),))
    assert await shown(press("cite:abcdef", view), gone) == [("sent", 5, "what it opens", 3)]


async def test_more_comes_below_once(view: View) -> None:
    edited, sent = await shown(press("more:abcdef", view))
    assert edited[:2] == ("edited", "words")
    assert edited[2] == ["cite:abcdef", "opt:pick:abcdef", "opt:pick:ghijkl"]
    assert sent == ("sent", 5, "what it opens", 3)


async def test_a_reading_is_marked_once_and_the_others_stay(view: View) -> None:
    pressed = press("opt:pick:abcdef", view)
    edited, sent = await shown(pressed)
    assert edited[2] == ["cite:abcdef", "more:abcdef", "opt:pick:abcdef", "opt:pick:ghijkl"]
    assert sent == ("sent", 5, "what it opens", 3)
    marked: Rows = (ROWS[0], (replace(ROWS[1][0], label="✓ 1. This"), ROWS[1][1]))
    assert pressed.message is not None
    again = Message(
        7,
        NOW,
        Chat(5, Chat.PRIVATE),
        from_user=User(1, "Us", is_bot=True),
        text="words",
        reply_markup=keyboard_of(marked),
    )
    assert await shown(replace(pressed, message=again)) == [sent]


async def test_settings_in_a_messages_place_are_from_then_on_the_chats(view: View) -> None:
    sender = Sent()
    placing = Placing(cast(Sender, sender), Panels(cast(Sender, sender)))
    panel = Screen(("settings",), is_panel=True)
    await placing.show(press("set", view), find_route("set"), panel)
    await placing.send_panel(replace(press("set", view), message=None), panel)
    assert [each[:2] for each in sender.done] == [("edited", "settings"), ("sent", 5), ("edited", 7)]
