"""How far the knowledge goes: the last line of every screen, and the first of one from an earlier day."""

from datetime import datetime

from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.i18n import Translator, format_day
from bot.rendering.markup.html import italic


def render_footer(snapshot: Snapshot, *, lang: Lang, at: datetime | None = None) -> str:
    """`Known up to 30 June 2026.`; of what was known `at` an earlier moment, up to that one's day."""
    until = snapshot.dossier.known_until
    day = format_day(min(until, at.date()) if at else until, lang)
    return italic(Translator(lang).gettext("Known up to %(day)s.", day=day))


def render_as_of(as_of: datetime, *, lang: Lang) -> str:
    """The line above what is shown as it was known on an earlier day."""
    day = format_day(as_of.date(), lang)
    return italic(Translator(lang).gettext("As it stood on %(day)s:", day=day))
