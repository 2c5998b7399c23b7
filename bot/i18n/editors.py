"""The language in which editors are told what is wrong with their files: one for the whole program, as it was started."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.domain.text import Lang
from bot.i18n.translator import Translator

_chosen = [Lang.EN]


def speak_to_editors(lang: Lang) -> None:
    """From now on `tell` answers in `lang`."""
    _chosen[0] = lang


@contextmanager
def speaking_to_editors(lang: Lang) -> Iterator[None]:
    """As `speak_to_editors`, for as long as the block runs."""
    before = _chosen[0]
    speak_to_editors(lang)
    try:
        yield
    finally:
        speak_to_editors(before)


def tell(message: str, **places: object) -> str:
    """A phrase of the catalog (`N_`) in the editors' language."""
    return Translator(_chosen[0]).gettext(message, **places)
