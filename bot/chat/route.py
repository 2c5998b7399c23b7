"""A row of the table of routes: what a button is called, what it does, who may press it, and where its screen goes."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

ANEW = (
    ":push"  # ends the data of a button, as those of a push: what it opens must not take the message's place
)

Does = TypeVar("Does")


class Who(Enum):
    """Who may press a button, or give a command."""

    ANYONE = "anyone"
    CHAT_ADMINS = "a chat's administrators"  # in private chats whoever writes
    BOT_ADMINS = "the bot's administrators"  # `ADMIN_IDS`; to anyone else it leads nowhere


class Place(Enum):
    """Where a screen goes when its button is pressed; one under a push, and one of a message too old, opens a new message."""

    IN_PLACE = "in its message's place"
    ADDED = "under its message's text"
    BELOW = "below"
    BELOW_ONCE = "below, and the button goes"
    BELOW_CHOSEN = "below, and the button is marked"
    NOTICE = "a notice"


@dataclass(frozen=True, slots=True)
class Route(Generic[Does]):
    """All that is so of the buttons whose data begins with this name; arguments follow, with colons between.

    `named`: what it does when its button is named by typing, where that differs. `linked`: what `/start` with this route
    does; None: a link leads nowhere. `is_screen`: no more than a screen that anybody may see, wherever it is shown.
    """

    name: str
    does: Does
    who: Who = Who.ANYONE
    place: Place = Place.IN_PLACE
    named: Does | None = None
    linked: Does | None = None
    is_screen: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        """What the data of its buttons looks like, from the start on."""
        return re.compile(rf"{re.escape(self.name)}(?=:|\Z)")

    def is_page(self, data: str) -> bool:
        """Whether a press on the button with this data does no more than show a screen in the message's place."""
        return self.is_screen and self.place is Place.IN_PLACE and not data.endswith(ANEW)


def name_of(data: str) -> str:
    """The name that a button's data, or a link's route, begins with."""
    return data.partition(":")[0]


def arguments_of(data: str) -> list[str]:
    """What follows the name."""
    rest = data.removesuffix(ANEW).partition(":")[2]
    return rest.split(":") if rest else []
