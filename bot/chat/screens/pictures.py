"""Pictures by route, `pic:NAME:PAGE:THEME`, and what leads from one to the next, to its other theme and to its words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.chat.screen import Button, Screen
from bot.rendering.pictures import (
    Picture,
    Theme,
    draw_chapter,
    draw_corrections,
    draw_deadline_day,
    draw_replies,
    draw_sides,
    draw_standing,
    draw_tracks,
    draw_turning_points,
    draw_who,
)
from bot.rendering.view import View

PICTURE = "pic"  # the route of a picture


class Draw(Protocol):
    """One page of a picture at a moment; None where nothing may be shown."""

    def __call__(self, view: View, *, theme: Theme, page: int = 0) -> Picture | None: ...


@dataclass(frozen=True, slots=True)
class _Kind:
    draw: Draw
    words: str  # the route of the same in words


_KINDS: Mapping[str, _Kind] = {
    "stand": _Kind(draw_standing, "status"),
    "turns": _Kind(draw_turning_points, "time:last"),
    "part": _Kind(draw_chapter, "part"),
    "day": _Kind(draw_deadline_day, "dead"),
    "laws": _Kind(draw_tracks, "status"),
    "who": _Kind(draw_who, "who:0"),
    "said": _Kind(draw_replies, "said"),
    "sides": _Kind(draw_sides, "said"),
    "fixed": _Kind(draw_corrections, "fixed:0"),
}
_THEMES = {theme.value[0]: theme for theme in Theme}  # `l`, `d`: a route has 64 bytes


def show_picture(args: Sequence[str], view: View) -> Screen | None:
    """The screen of a picture: its words are the caption. None for one that there is not."""
    name, page, letter = (*args, "", "", "")[:3]
    kind, theme = _KINDS.get(name), _THEMES.get(letter or "l")
    if kind is None or theme is None or not (page or "0").isdecimal() or len(page) > 3:
        return None
    picture = kind.draw(view, theme=theme, page=int(page or "0"))
    if picture is None:
        return None
    facts = view.snapshot.revisions_of(picture.facts)
    return Screen(
        (picture.caption,), _rows(name, picture, theme, kind, view), facts, picture=picture.svg, is_page=True
    )


def pictures_of(view: View, theme: Theme) -> Iterator[Picture]:
    """Every page of every picture that there is now."""
    return (picture for _, picture in routes_of(view, theme))


def routes_of(view: View, theme: Theme) -> Iterator[tuple[str, Picture]]:
    """The same, each with the route that opens it."""
    for name, kind in _KINDS.items():
        page, pages = 0, 1
        while page < pages:
            picture = kind.draw(view, theme=theme, page=page)
            if picture is None:
                break
            yield _route(name, page, theme), picture
            page, pages = page + 1, picture.pages


def _route(name: str, page: int, theme: Theme) -> str:
    return f"{PICTURE}:{name}:{page}:{theme.value[0]}"


def _rows(
    name: str, picture: Picture, theme: Theme, kind: _Kind, view: View
) -> tuple[tuple[Button, ...], ...]:
    _ = view.translate

    ways = []
    if picture.page > 0:
        ways.append(Button("‹", _route(name, picture.page - 1, theme)))
    if picture.page + 1 < picture.pages:
        ways.append(Button("›", _route(name, picture.page + 1, theme)))
    label = _("Dark") if theme is Theme.LIGHT else _("Light")
    last = (Button(label, _route(name, picture.page, theme.other)), Button(_("In words"), kind.words))
    return (tuple(ways), last) if ways else (last,)
