"""How far the knowledge goes: the last line of every screen, and the first of one from an earlier day."""

from bot.i18n import format_day
from bot.rendering.markup.html import italic
from bot.rendering.view import View


def render_footer(view: View) -> str:
    """`Known up to 30 June 2026.`; of what was known at an earlier moment, up to that one's day."""
    day = format_day(min(view.dossier.known_until, view.moment.date()), view.lang)
    return italic(view.translate("Known up to %(day)s.", day=day))


def render_as_of(view: View) -> str:
    """The line above what is shown as it was known on an earlier day; empty where it is shown as it is now."""
    if view.as_of is None:
        return ""
    day = format_day(view.as_of.date(), view.lang)
    return italic(view.translate("As it stood on %(day)s:", day=day))
