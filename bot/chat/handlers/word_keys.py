"""Five words in place of the phone's keyboard, for who wants them: each opens what its command does."""

from collections.abc import Mapping

from bot import rendering
from bot.chat.screen import Screen
from bot.domain.text import Lang
from bot.i18n import N_, Translator
from bot.rendering.view import View

# What is written on a key, and the command that it stands for.
_KEYS: Mapping[str, str] = {
    N_("Summary"): "story",
    N_("Status"): "status",
    N_("Timeline"): "timeline",
    N_("Who is who"): "who",
    N_("Updates"): "new",
}
_ROWS = (2, 3)  # keys a row
_OFF = frozenset({"off", "uit", "weg", "away", "no", "nee"})


def show_keys(words: str, view: View) -> Screen:
    """`/keyboard` brings them, `/keyboard off` takes them away."""
    _ = view.translate
    if words.casefold() in _OFF:
        return Screen((rendering.escape(_("The five keys are gone. /keyboard brings them back.")),), keys=())
    labels = [_(key) for key in _KEYS]
    rows = (tuple(labels[: _ROWS[0]]), tuple(labels[_ROWS[0] :]))
    text = _(
        "There are now five keys below, and you can go on asking in your own words. /keyboard off takes them away."
    )
    return Screen((rendering.escape(text),), keys=rows)


def command_of_key(text: str) -> str | None:
    """The command of the key that was pressed, in either language; None where the text is no key's."""
    for lang in Lang:
        for key, command in _KEYS.items():
            if text == Translator(lang).gettext(key):
                return command
    return None
