"""Moments below one another on a line: on its left when, on its right what."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.rendering.markup.html import escape, to_plain
from bot.rendering.pictures.canvas import MARGIN, Canvas, Paragraph, height_of
from bot.rendering.pictures.fonts import width_of
from bot.rendering.pictures.frame import (
    LONGEST_ROW,
    ROOM,
    Frame,
    Picture,
    caption_of,
    frame_of,
    in_pages,
)
from bot.rendering.pictures.themes import Theme, Tone
from bot.rendering.view import View

_MOST_WHEN = 226  # px for the day or the time, which is broken where it is wider
_RAIL = 76  # px between when and what
_MARKER = 13  # px: a marker's radius
_GAP = 30  # px between two moments, at the least
_MOST_GAP = 70


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a moment. `words` are the same as HTML, for the caption."""

    what: tuple[Paragraph, ...]
    words: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """One moment with what there is of it, one thing or more; `is_open`: its marker is a ring."""

    when: tuple[Paragraph, ...]
    head: str  # the moment as HTML
    items: tuple[Item, ...]
    is_open: bool = False

    @property
    def what(self) -> tuple[Paragraph, ...]:
        return tuple(part for item in self.items for part in item.what)

    @property
    def words(self) -> str:
        return "\n".join((self.head, *(item.words for item in self.items if item.words)))

    def height(self, when: float) -> float:
        """With the room below it, where the left column is `when` pixels wide."""
        return max(height_of(self.when, when), height_of(self.what, _what(when))) + _GAP


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one page of a picture shows, before it is drawn."""

    title: str
    legend: str  # what the markers say; of the picture alone
    note: str  # what is to be said beside the stops, in picture and caption
    stops: tuple[Stop, ...]

    when: float  # px: how wide the left column is

    @property
    def facts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fact for stop in self.stops for item in stop.items for fact in item.facts))

    def frame(self, view: View, page: int = 0, pages: int = 1) -> Frame:
        return frame_of(
            self.title, self.facts, view, legend=f"{self.legend} {self.note}".strip(), page=page, pages=pages
        )


def in_sheets(
    title: str, stops: Sequence[Stop], view: View, *, legend: str = "", note: str = ""
) -> list[Sheet]:
    """As few pages as show all of the stops, in order; none where there are none."""
    widths = (width_of(part.text, part.style.size, part.style.weight) for stop in stops for part in stop.when)
    when = min(_MOST_WHEN, max(widths, default=0))
    whole = Sheet(title, legend, note, tuple(stops), when)
    frame = whole.frame(view)
    room = frame.bottom - frame.top + _GAP  # the last stop needs none below it
    parts = [part for stop in stops for part in _split(stop, room, when)]
    pages = in_pages(parts, room, lambda stop: stop.height(when), lambda stop: stop.words)
    return [replace(whole, stops=each) for each in pages]


def draw_one_of(sheets: Sequence[Sheet], page: int, view: View, *, theme: Theme) -> Picture | None:
    """One of them; the last one for a page beyond. None where there are none."""
    if not sheets:
        return None
    page = min(page, len(sheets) - 1)
    return draw_sheet(sheets[page], view, theme=theme, page=page, pages=len(sheets))


def draw_sheet(sheet: Sheet, view: View, *, theme: Theme, page: int, pages: int) -> Picture:
    """It, as that page of so many."""
    frame = sheet.frame(view, page, pages)
    canvas = Canvas(theme)
    frame.draw(canvas)
    _draw_rail(canvas, sheet, frame.top, frame.bottom)
    words = [*([escape(sheet.note)] if sheet.note else []), *(stop.words for stop in sheet.stops)]
    caption = caption_of(sheet.title, words, sheet.facts, view)
    return Picture(canvas.svg(), caption, sheet.facts, page, pages)


def _draw_rail(canvas: Canvas, sheet: Sheet, top: float, bottom: float) -> None:
    """The stops from `top` on, with what room is left until `bottom` between them."""
    heights = [stop.height(sheet.when) for stop in sheet.stops]
    free = bottom - top - (sum(heights) - _GAP)
    more = max(0.0, min(_MOST_GAP - _GAP, free / max(1, len(heights) - 1)))
    middle = MARGIN + sheet.when + _RAIL / 2
    if len(heights) > 1:
        last = sum(height + more for height in heights[:-1])
        canvas.line(middle, top + 24, middle, top + 24 + last, Tone.MUTED)
    for stop, height in zip(sheet.stops, heights, strict=True):
        canvas.write(MARGIN, top, sheet.when, stop.when)
        canvas.disc(middle, top + 24, _MARKER, filled=0 if stop.is_open else 1)
        canvas.write(MARGIN + sheet.when + _RAIL, top, _what(sheet.when), stop.what)
        top += height + more


def _split(stop: Stop, room: float, when: float) -> list[Stop]:
    """A moment with more than a page holds, in several that each fit one, all under the same time."""
    parts: list[tuple[Item, ...]] = [()]
    for item in stop.items:
        longer = replace(stop, items=(*parts[-1], item))
        fits = longer.height(when) <= room and len(to_plain(longer.words)) <= LONGEST_ROW
        if parts[-1] and not fits:
            parts.append(())
        parts[-1] = (*parts[-1], item)
    return [replace(stop, items=part) for part in parts]


def _what(when: float) -> float:
    """How wide the right column is."""
    return ROOM - when - _RAIL
