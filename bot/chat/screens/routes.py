"""Routes to screens: what a command sends and what a button turns its message into are the same thing.

A route is a button's callback data: a name and its arguments with colons between, at most 64 bytes. Old buttons
keep working as long as what they name is there; else the screen says why not.
"""

from collections.abc import Mapping, Sequence

from bot.chat.commands import COMMANDS
from bot.chat.route import Route, arguments_of, name_of
from bot.chat.screen import Screen
from bot.chat.screens import answers, lists, reading
from bot.chat.screens.parts import Show, gone
from bot.rendering.view import View

SCREENS: Sequence[Route[Show]] = (*reading.ROUTES, *lists.ROUTES, *answers.ROUTES)
_BY_NAME: Mapping[str, Show] = {route.name: route.does for route in SCREENS}
# Commands that open a screen which anybody may see, and its route.
SCREEN_COMMANDS: Mapping[str, str] = {
    command.name: command.route for command in COMMANDS if name_of(command.route) in _BY_NAME
}


def show(route: str, view: View) -> Screen:
    """The screen of `route`; for a route that leads nowhere any more, a screen that says so."""
    make = _BY_NAME.get(name_of(route))
    return (make(view, arguments_of(route)) if make else None) or gone(view)
