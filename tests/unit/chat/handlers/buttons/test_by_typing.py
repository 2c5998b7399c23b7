"""Which buttons are remembered, to be pressed by typing."""

import pytest

from bot.chat.handlers.buttons import by_typing
from bot.chat.handlers.buttons.by_typing import Presses
from bot.chat.screen import Button
from tests.support.fakes import START

ROWS = ((Button("Sources", route="src:0"),),)


def test_of_too_many_places_the_one_where_nothing_was_shown_longest_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(by_typing, "MOST_PLACES", 2)
    shown = Presses()
    for chat in (1, 2, 1, 3):
        shown.note(chat, 0, 7, ROWS, START)
    assert [chat for chat in (1, 2, 3) if shown.find(chat, 0, "sources", START)] == [1, 3]
    shown.forget(1)
    assert [chat for chat in (1, 2, 3) if shown.find(chat, 0, "sources", START)] == [3]
