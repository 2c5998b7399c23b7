"""The buttons under a push."""

import orjson

from bot.chat.screen import Button, keyboard_of
from bot.chat.short_ids import shorten
from bot.domain.push import Body
from bot.domain.text import Lang
from bot.i18n import Translator


def dress(html: str, lang: Lang, *, facts: tuple[str, ...]) -> Body:
    """A push with its sources, the settings and the way out under it."""
    _ = Translator(lang).gettext
    rows = [[Button(_("Settings"), "set:push"), Button(_("Stop updates"), "stop:push")]]
    if facts:
        rows.insert(0, [Button(_("Sources"), f"cite:{shorten(facts)}")])
    keyboard = keyboard_of(tuple(tuple(row) for row in rows))
    return Body(html, orjson.dumps(keyboard.to_dict()).decode() if keyboard else None)
