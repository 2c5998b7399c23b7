"""The buttons under a push."""

import orjson

from bot.chat.screen import Button, Rows, keyboard_of
from bot.chat.screens.short_ids import shorten
from bot.domain.delivery.push import Body
from bot.domain.text import Lang
from bot.i18n import Translator


def dress(html: str, lang: Lang, *, facts: tuple[str, ...]) -> Body:
    """A push with its buttons under it."""
    keyboard = keyboard_of(rows_under(lang, facts))
    return Body(html, orjson.dumps(keyboard.to_dict()).decode() if keyboard else None)


def rows_under(lang: Lang, facts: tuple[str, ...]) -> Rows:
    """A push's sources, the settings and the way out."""
    _ = Translator(lang).gettext
    ways = (Button(_("Settings"), "set:push"), Button(_("Stop updates"), "stop:push"))
    return ((Button(_("Sources"), f"cite:{shorten(facts)}"),), ways) if facts else (ways,)
