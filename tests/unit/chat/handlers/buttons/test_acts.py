"""What buttons do, where their data says too little."""

from datetime import UTC, datetime
from typing import cast

import pytest
from telegram import Update

from bot.chat.handlers.buttons.press import Doers, Done, Press
from bot.chat.handlers.buttons.table import find_route
from bot.chat.screens.parts import gone
from bot.chat.screens.routes import show
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering.view import View

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


class Nobody:
    """Can do nothing: what needs somebody fails."""


@pytest.fixture
def view(snapshot: Snapshot) -> View:
    return View(snapshot.at(NOW), Lang.EN)


async def done(data: str, view: View, *, linked: bool = False) -> Done:
    route = find_route(data)
    act = route.linked if linked else route.does
    assert act is not None
    return await act(cast(Doers, Nobody()), Press(Update(1), data, view, 5))


@pytest.mark.parametrize("data", ["lang", "asof", "asof:soon", "nothing:here", "person", "person:nobody"])
async def test_a_button_that_says_too_little_leads_nowhere(view: View, data: str) -> None:
    assert await done(data, view) == Done(gone(view))


@pytest.mark.parametrize("data", ["lang", "lang:fr"])
async def test_a_link_to_no_language_of_ours_asks_which(view: View, data: str) -> None:
    assert await done(data, view, linked=True) == Done(show("language", view))


async def test_no_and_nothing_change_nothing(view: View) -> None:
    for data in ("do:no", "do"):
        found = (await done(data, view)).screen
        assert found is not None
        assert found.parts == ("Good, nothing changes.",)


@pytest.mark.parametrize(
    ("data", "asked"),
    [
        ("stop", "do:stop"),
        ("subscribe", "do:subscribe"),
        ("subscribe:night-bread", "do:subscribe:Night bread"),
    ],
)
async def test_a_link_to_a_change_has_the_button_of_its_command(view: View, data: str, asked: str) -> None:
    found = (await done(data, view, linked=True)).screen
    assert found is not None
    assert [button.route for row in found.rows for button in row] == [asked, "do:no"]


async def test_a_link_to_a_subject_that_is_no_more_leads_nowhere(view: View) -> None:
    assert await done("subscribe:gardening", view, linked=True) == Done(gone(view))
