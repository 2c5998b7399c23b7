"""The one list of commands: the menu, the help, the table of handlers and docs/commands.md are made from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, Flag

from bot.chat.route import Who
from bot.i18n import N_


class Where(Enum):
    """In which chats a command is heard."""

    PRIVATE = "private chats"
    CHATS = "private chats and groups"
    ANYWHERE = "everywhere, also as a channel's post"


class Listed(Flag):
    """Where readers see that there is such a command."""

    NOWHERE = 0
    MENU = 1
    HELP = 2
    BOTH = 3


@dataclass(frozen=True, slots=True)
class Command:
    """A command of Telegram's, without its slash.

    `meaning` is a phrase where it is listed; `in_full` is what the help says instead. `spelt` is a phrase with a slash, for a
    command whose name differs by language; each of these is heard in every language, as `aliases` are.
    """

    name: str
    meaning: str
    route: str = ""  # of the screen that it opens when nothing follows; empty: it has none
    takes: str = ""  # what may follow it; empty: nothing
    listed: Listed = Listed.NOWHERE
    in_full: str = ""
    spelt: str = ""
    aliases: tuple[str, ...] = ()
    where: Where = Where.CHATS
    who: Who = Who.ANYONE

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is called, its own name first."""
        return (self.name, *self.aliases)

    @property
    def is_read_alone(self) -> bool:
        """Whether it shows something that the others of a group need not see: the command and its answer are for one person."""
        return self.where is Where.CHATS and self.who is Who.ANYONE and Listed.MENU in self.listed

    def name_in(self, translate: Callable[[str], str]) -> str:
        """What it is called in a language."""
        return translate(self.spelt).removeprefix("/") if self.spelt else self.name


# In the order of the menu and the help.
COMMANDS: Sequence[Command] = (
    Command("start", N_("where the dispute stands"), "home", "a link's route", listed=Listed.MENU),
    Command("story", N_("the story in five cards"), "story:0", listed=Listed.HELP),
    Command("briefing", N_("the story, long or short"), "brief", "a briefing", listed=Listed.BOTH),
    Command(
        "status",
        N_("where each measure stands now"),
        "status",
        "a measure",
        listed=Listed.BOTH,
        spelt=N_("/status"),
        aliases=("stand",),
    ),
    Command("timeline", N_("what happened when"), "time:last", "a day or month", listed=Listed.BOTH),
    Command("who", N_("who is who"), "who:0", "a name", listed=Listed.BOTH),
    Command(
        "said",
        N_("who said what"),
        "said",
        "a name or subject",
        listed=Listed.BOTH,
        in_full=N_("who said what, by person or by topic"),
    ),
    Command(
        "deadlines", N_("deadlines and what came of them"), "dead", "“open” or “past”", listed=Listed.BOTH
    ),
    Command(
        "stakes",
        N_("what is at stake"),
        "stakes",
        "whose",
        listed=Listed.BOTH,
        in_full=N_("what is at stake, and for whom"),
    ),
    Command(
        "subscribe",
        N_("updates as they are published"),
        "subscribe",
        "a subject",
        listed=Listed.BOTH,
        where=Where.ANYWHERE,
        who=Who.CHAT_ADMINS,
    ),
    Command(
        "settings",
        N_("how often, about what, when"),
        "set",
        listed=Listed.BOTH,
        where=Where.ANYWHERE,
        who=Who.CHAT_ADMINS,
    ),
    Command("new", N_("what changed since you last looked"), "new", listed=Listed.BOTH, where=Where.ANYWHERE),
    Command(
        "stop",
        N_("no more updates"),
        "stop",
        listed=Listed.BOTH,
        where=Where.ANYWHERE,
        who=Who.CHAT_ADMINS,
    ),
    Command(
        "asof",
        N_("answers from what was known on a day"),
        takes="a day",
        listed=Listed.BOTH,
        in_full=N_("answers from what was known on a day, for example /asof 27 Feb"),
    ),
    Command("sources", N_("where this comes from"), "src:0", listed=Listed.BOTH),
    Command("about", N_("who made this, from what, and may you trust it"), "about", listed=Listed.BOTH),
    Command("corrections", N_("what we put right"), "fixed:0", listed=Listed.BOTH),
    Command(
        "language",
        N_("Dutch or English"),
        "language",
        "a language, from a chat's administrators",
        listed=Listed.BOTH,
        where=Where.ANYWHERE,
    ),
    Command(
        "keyboard",
        N_("five words to press, in place of typing"),
        takes="“off”",
        listed=Listed.HELP,
        where=Where.PRIVATE,
    ),
    Command("privacy", N_("what I keep about you"), "privacy", listed=Listed.BOTH),
    Command("mydata", N_("everything I keep about you, as a file"), listed=Listed.MENU, where=Where.PRIVATE),
    Command(
        "forget",
        N_("delete everything about this chat"),
        listed=Listed.MENU,
        where=Where.ANYWHERE,
        who=Who.CHAT_ADMINS,
    ),
    Command("help", N_("what you can ask"), "help", listed=Listed.MENU),
    Command(
        "time",
        "when a digest comes",
        "set:time",
        "a time of day",
        where=Where.ANYWHERE,
        who=Who.CHAT_ADMINS,
    ),
    Command(
        "quiet",
        "the hours in which nothing comes",
        "set:quiet",
        "two times of day, or “off”",
        where=Where.ANYWHERE,
        who=Who.CHAT_ADMINS,
    ),
    Command(
        "pause",
        "no updates for a while",
        "set:more",
        "days, weeks, a day, or “off”",
        where=Where.ANYWHERE,
        who=Who.CHAT_ADMINS,
    ),
    Command(
        "zone",
        "the time zone of all that",
        "set:zone",
        "a city or country",
        where=Where.ANYWHERE,
        who=Who.CHAT_ADMINS,
    ),
    Command("admin", "content, queue and pushes", "admin", where=Where.PRIVATE, who=Who.BOT_ADMINS),
    Command(
        "draft",
        "the real message of a record, in both languages",
        takes="an id",
        where=Where.PRIVATE,
        who=Who.BOT_ADMINS,
    ),
)
BY_NAME: Mapping[str, Command] = {command.name: command for command in COMMANDS}


def list_help(translate: Callable[[str], str]) -> list[tuple[str, str]]:
    """What the help says: each command with its slash, and what it is for."""
    return [
        (f"/{command.name_in(translate)}", translate(command.in_full or command.meaning))
        for command in COMMANDS
        if Listed.HELP in command.listed
    ]


def list_menu(*, is_private: bool) -> list[Command]:
    """What Telegram lists when somebody types "/"."""
    return [
        command
        for command in COMMANDS
        if Listed.MENU in command.listed and (is_private or command.where is not Where.PRIVATE)
    ]
