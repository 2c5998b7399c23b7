"""Pushes as they are kept: both languages rendered once, with their buttons."""

from collections.abc import Callable, Mapping
from typing import Protocol

from bot.domain.push import Body
from bot.domain.text import Lang


class Dress(Protocol):
    """Puts the keyboard of a push under its text; the edge knows how Telegram writes one."""

    def __call__(self, html: str, lang: Lang, *, facts: tuple[str, ...]) -> Body: ...


def in_both(render: Callable[[Lang], str], dress: Dress, facts: tuple[str, ...] = ()) -> Mapping[Lang, Body]:
    """The texts of a push in each language."""
    return {lang: dress(render(lang), lang, facts=facts) for lang in Lang}
