"""Routes to screens: what a command sends and what a button turns its message into are the same thing.

A route is a button's callback data: a name and its arguments with colons between, at most 64 bytes. Old buttons
keep working as long as what they name is there; else the screen says why not.
"""

from collections.abc import Mapping

from bot.chat.screen import ANEW, Screen
from bot.chat.screens import answers, lists, reading
from bot.chat.screens.answers import MORE
from bot.chat.screens.parts import Show, gone
from bot.rendering.view import View

_ROUTES: Mapping[str, Show] = {**reading.ROUTES, **lists.ROUTES, **answers.ROUTES}
_BESIDE = frozenset({MORE, "cite", "quiz"})  # what these show comes below, or is added


def show(route: str, view: View) -> Screen:
    """The screen of `route`; for a route that leads nowhere any more, a screen that says so."""
    name, _, rest = route.removesuffix(ANEW).partition(":")
    make = _ROUTES.get(name)
    screen = make(view, rest.split(":") if rest else []) if make else None
    return screen or gone(view)


def is_screen(route: str) -> bool:
    """Whether a route shows a screen that anybody may see, wherever it is shown."""
    return route.split(":")[0] in _ROUTES


def is_page(route: str) -> bool:
    """Whether a press on a button with this route does no more than show a screen in the message's place."""
    name = route.split(":")[0]
    return name in _ROUTES and name not in _BESIDE and not route.endswith(ANEW)
