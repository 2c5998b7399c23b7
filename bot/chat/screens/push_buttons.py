"""The buttons under a push."""

import orjson

from bot.chat.route import ANEW
from bot.chat.screen import Button, Rows, keyboard_of
from bot.chat.screens.sharing import share_button
from bot.chat.screens.short_ids import shorten
from bot.domain.delivery.push import Body
from bot.domain.records.record import RecordKind, record_key
from bot.domain.text import Lang
from bot.i18n import Translator


def dress(html: str, lang: Lang, *, facts: tuple[str, ...]) -> Body:
    """A push with its buttons under it."""
    keyboard = keyboard_of(rows_under(lang, facts))
    return Body(html, orjson.dumps(keyboard.to_dict()).decode() if keyboard else None)


def rows_under(lang: Lang, facts: tuple[str, ...]) -> Rows:
    """What a reader asks next, a push's sources, the way to share it, the settings and the way out."""
    _ = Translator(lang).gettext
    ways = (Button(_("Settings"), f"set{ANEW}"), Button(_("Stop updates"), f"stop{ANEW}"))
    if not facts:
        return (ways,)
    first = facts[0]
    return (
        (
            Button(_("What does it mean?"), f"means:{first}{ANEW}"),
            Button(_("What came before"), f"before:{first}{ANEW}"),
        ),
        (
            Button(_("Where it stands"), f"status{ANEW}"),
            Button(_("Sources"), f"cite:{shorten(facts)}"),
            share_button(record_key(RecordKind.FACT, first), lang),
        ),
        ways,
    )
