"""How far the knowledge goes: the last line of every screen."""

from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.i18n import Translator, format_day
from bot.rendering.html import italic


def render_footer(snapshot: Snapshot, *, lang: Lang) -> str:
    """`As far as we know, up to about 30 June 2026.`"""
    day = format_day(snapshot.dossier.known_until, lang)
    return italic(
        Translator(lang).gettext(
            "State of knowledge: about %(day)s. What came later is not in here.", day=day
        )
    )
