"""Writes docs/commands.md: the commands, and the routes of buttons and links, from the lists that the bot runs on.

python -m benchmarks.commands
"""

from collections.abc import Iterable, Sequence

from benchmarks.house import ROOT
from bot.chat.commands import COMMANDS, Command, Listed
from bot.chat.handlers.buttons.press import Act
from bot.chat.handlers.buttons.table import ROUTES
from bot.chat.route import Route
from bot.domain.text import Lang
from bot.i18n import Translator

PAGE = ROOT / "docs" / "commands.md"
_HEAD = """# Commands and buttons

Made by `python -m benchmarks.commands` from `bot/chat/commands.py` and `bot/chat/handlers/buttons/table.py`; a test holds it to them.
"""
_COMMANDS = """
## Commands

The menu, `/help` and the handlers are made from the same list. In a group what is for a chat's administrators is refused to others.
What a reader types after a command is done or asked back ([typed-words.md](typed-words.md)).
"""
_ROUTES = """
## Buttons and links

A route is a button's data: its name, and arguments with colons between. A link is the same with underscores,
`t.me/<bot>?start=status_oven-order`. "Its screen goes" is where after a press; under a push (`:push` at the end of the data) and under a
message too old to change it is a new message, as it is when the button is named by typing. In a channel only its administrators
turn a post into something else: others are led to a chat of their own. A link changes no more than the language and the day that is
looked back to; for the rest it opens the screen, or asks first.
"""


def write() -> str:
    """The page as text; the same lists give the same bytes."""
    commands = _table(
        ("command", "what for", "takes", "opens", "heard in", "for", "in menu", "in help"),
        map(_command_row, COMMANDS),
    )
    routes = _table(("route", "does", "for", "its screen goes", "by a link"), map(_route_row, ROUTES))
    return f"{_HEAD}{_COMMANDS}\n{commands}\n{_ROUTES}\n{routes}\n"


def _command_row(command: Command) -> Sequence[str]:
    english = Translator(Lang.EN).gettext
    return (
        ", ".join(f"`/{name}`" for name in command.names),
        english(command.in_full or command.meaning),
        command.takes,
        f"`{command.route}`" if command.route else "",
        command.where.value,
        command.who.value,
        "yes" if Listed.MENU in command.listed else "",
        "yes" if Listed.HELP in command.listed else "",
    )


def _route_row(route: Route[Act]) -> Sequence[str]:
    if route.linked is None:
        linked = "leads nowhere"
    elif route.linked is route.does:
        linked = "the same"
    else:
        linked = _first_sentence(route.linked)
    does = "shows its screen" if route.is_screen else _first_sentence(route.does)
    return f"`{route.name}`", does, route.who.value, route.place.value, linked


def _first_sentence(act: Act) -> str:
    text = " ".join((act.__doc__ or "").split())
    return text.partition(". ")[0].rstrip(".")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(write(), "utf-8")
