"""The two languages: catalogs, negotiation, and dates, numbers and lists by CLDR.

Phrases are English sentences in the code, marked by `gettext(…)`, `_(…)`, `ngettext(…)` or, in tables, `N_(…)`; named
places only: `_("Page %(page)s of %(pages)s", page=1, pages=9)`. `python -m bot.i18n.catalogs --update` brings
locales/*.po up to date, `python -m bot.i18n.catalogs` checks them.
"""

from bot.i18n.formats import (
    format_ago,
    format_clock,
    format_clock_at,
    format_day,
    format_duration,
    format_list,
    format_moment,
    format_number,
    format_span,
    format_time_at,
    format_zone,
    list_places_and_languages,
)
from bot.i18n.translator import N_, Translator, negotiate

__all__ = [
    "N_",
    "Translator",
    "format_ago",
    "format_clock",
    "format_clock_at",
    "format_day",
    "format_duration",
    "format_list",
    "format_moment",
    "format_number",
    "format_span",
    "format_time_at",
    "format_zone",
    "list_places_and_languages",
    "negotiate",
]
