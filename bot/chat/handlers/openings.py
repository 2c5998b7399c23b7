"""Words that open a screen, as its command would; what changes something is asked first."""

from collections.abc import Mapping

from bot import rendering
from bot.chat.commands import BY_NAME
from bot.chat.route import Who
from bot.chat.screen import CALLBACK_BYTES, Button, Screen
from bot.chat.screens.arguments import find_language, show_with
from bot.chat.screens.routes import SCREEN_COMMANDS, show
from bot.domain.answer import Answered, Reply
from bot.domain.blocks import ShowScreen
from bot.i18n import N_
from bot.rendering.view import View

DO = "do"  # the route of a button that does what a command does: do:stop, do:pause:2 weeks
NOT = "no"  # what follows it where nothing is to be done

# Commands that change something for good, with what is asked before.
_ASKED_FIRST: Mapping[str, str] = {
    "subscribe": N_("Shall I subscribe you to updates, as they are published?"),
    "stop": N_("Shall I stop the updates?"),
    "forget": N_("Shall I delete everything that I keep about this chat? That cannot be undone."),
}


def opening_of(reply: Reply) -> ShowScreen | None:
    """What a reply opens; None for any other reply."""
    if isinstance(reply, Answered) and len(reply.blocks) == 1 and isinstance(reply.blocks[0], ShowScreen):
        return reply.blocks[0]
    return None


def show_opening(opening: ShowScreen, view: View) -> Screen | None:
    """The screen itself, or the question that comes before a change; None: only the command can do it."""
    command, words = opening.screen, opening.words
    if command == "language" and find_language(words):
        return None
    if command in SCREEN_COMMANDS:
        return show_with(command, words, view) or show(SCREEN_COMMANDS[command], view)
    if command in _ASKED_FIRST or (words and _changes_a_chat(command)):
        return ask_first(command, words, view)
    return None


def _changes_a_chat(command: str) -> bool:
    known = BY_NAME.get(command)
    return known is not None and known.who is Who.CHAT_ADMINS and bool(known.takes)


def ask_first(command: str, words: str, view: View) -> Screen | None:
    """The question whether to do what the command does with these words; None: they are too long for a button."""
    _ = view.translate
    route = ":".join(filter(None, (DO, command, words)))
    if len(route.encode()) > CALLBACK_BYTES:
        return None
    question = None if words else _ASKED_FIRST.get(command)
    text = _(question) if question else _("Shall I do this: %(command)s?", command=f"/{command} {words}")
    buttons = (Button(_("Yes, please"), route), Button(_("No, leave it as it is"), f"{DO}:{NOT}"))
    return Screen((rendering.escape(text),), (buttons,))
