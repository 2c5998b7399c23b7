"""Phrases by gettext, compiled from .po in memory."""

import io
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.domain.text import Lang


def _find_locales() -> Traversable:
    """The catalogs: inside the package where it was installed, beside it in a checkout."""
    installed = files("bot") / "locales"
    return installed if installed.is_dir() else Path(str(files("bot"))).resolve().parent / "locales"


LOCALES = _find_locales()


def N_(message: str) -> str:  # noqa: N802 - gettext's customary name
    """Marks a phrase in a table for extraction; it is translated where it is shown."""
    return message


def negotiate(language_code: str | None) -> Lang:
    """The language for Telegram's `language_code` (IETF tag): Dutch for nl and its regions, else English."""
    primary = (language_code or "").replace("_", "-").split("-")[0].lower()
    return Lang.NL if primary == "nl" else Lang.EN


class Translator:
    """Phrases in one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._catalog = _load(lang)

    def gettext(self, message: str, **places: object) -> str:
        """The phrase, its named places filled."""
        translated = self._catalog.gettext(message)
        return translated % places if places else translated

    def ngettext(self, singular: str, plural: str, number: int, **places: object) -> str:
        """The phrase in the form that `number` asks for; `%(number)s` is filled with it."""
        return self._catalog.ngettext(singular, plural, number) % {"number": number, **places}


@cache
def _load(lang: Lang) -> GNUTranslations:
    with (LOCALES / lang.value / "LC_MESSAGES" / "bot.po").open("rb") as file:
        catalog = read_po(file, locale=lang.value)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)
