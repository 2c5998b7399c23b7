"""Words that open a screen, as its command would; what changes something is asked first."""

from collections.abc import Mapping

from telegram import Bot, Message, Update

from bot import rendering
from bot.chat.screen import CALLBACK_BYTES, Button, Screen
from bot.chat.screens.arguments import find_language, show_with
from bot.chat.screens.lists import find_status
from bot.chat.screens.routes import show
from bot.domain.answer import Answered, Reply, ShowScreen
from bot.i18n import N_
from bot.rendering.view import View

DO = "do"  # the route of a button that does what a command does: do:stop, do:pause:2 weeks
NOT = "no"  # what follows it where nothing is to be done

# Commands that show a screen which anybody may see, and its route.
SCREENS: Mapping[str, str] = {
    "start": "home",
    "help": "help",
    "briefing": "brief",
    "story": "story:0",
    "timeline": "time:last",
    "who": "who:0",
    "said": "said",
    "deadlines": "dead",
    "stakes": "stakes",
    "status": "status",
    "about": "about",
    "sources": "src:0",
    "corrections": "fixed:0",
    "privacy": "privacy",
}
# Commands that change something for good, with what is asked before.
_ASKED_FIRST: Mapping[str, str] = {
    "subscribe": N_("Shall I subscribe you to updates, as they are published?"),
    "stop": N_("Shall I stop the updates?"),
    "forget": N_("Shall I delete everything that I keep about this chat? That cannot be undone."),
}
_ASKED_WITH_WORDS = frozenset({"time", "quiet", "pause", "zone"})


def opening_of(reply: Reply) -> ShowScreen | None:
    """What a reply opens; None for any other reply."""
    if isinstance(reply, Answered) and len(reply.blocks) == 1 and isinstance(reply.blocks[0], ShowScreen):
        return reply.blocks[0]
    return None


def show_opening(opening: ShowScreen, view: View) -> Screen | None:
    """The screen itself, or the question that comes before a change; None: only the command can do it."""
    command, words = opening.screen, opening.words
    if command in SCREENS:
        if command == "status" and words:
            return show(f"status:{find_status(words, view) or ''}".rstrip(":"), view)
        return show_with(command, words, view) or show(SCREENS[command], view)
    if command == "language" and not find_language(words):
        return show("language", view)
    if command in _ASKED_FIRST or (command in _ASKED_WITH_WORDS and words):
        return _ask_first(command, words, view)
    return None


def _ask_first(command: str, words: str, view: View) -> Screen | None:
    _ = view.translate
    route = ":".join(filter(None, (DO, command, words)))
    if len(route.encode()) > CALLBACK_BYTES:
        return None
    question = _ASKED_FIRST.get(command)
    text = _(question) if question else _("Shall I do this: %(command)s?", command=f"/{command} {words}")
    buttons = (Button(_("Yes, please"), route), Button(_("No, leave it as it is"), f"{DO}:{NOT}"))
    return Screen((rendering.escape(text),), (buttons,))


def as_command(update: Update, bot: Bot, command: str, words: str = "") -> Update | None:
    """The update as if its sender had typed the command in that place; None where there is no place."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return None
    text = f"/{command} {words}".strip()
    written = {
        "message_id": message.message_id,
        "date": int(message.date.timestamp()) if isinstance(message, Message) else 1,
        "chat": message.chat.to_dict(),
        "from": user.to_dict(),
        "text": text,
        "entities": [{"type": "bot_command", "offset": 0, "length": len(command) + 1}],
    }
    if isinstance(message, Message) and message.is_topic_message:
        written |= {"message_thread_id": message.message_thread_id, "is_topic_message": True}
    if update.callback_query is None and message.sender_chat is not None:
        written["sender_chat"] = message.sender_chat.to_dict()
    return Update.de_json({"update_id": update.update_id, "message": written}, bot)
