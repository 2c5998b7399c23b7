"""What every picture has around what it shows: title, how far the knowledge goes, how many sources, who made it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.i18n import format_day
from bot.rendering.facts import sources_of
from bot.rendering.markup.footer import render_as_of
from bot.rendering.markup.html import bold, escape, italic, to_plain
from bot.rendering.pictures.canvas import (
    HEIGHT,
    HOUSE,
    MARGIN,
    SMALL,
    TITLE,
    WIDTH,
    Canvas,
    Paragraph,
    height_of,
)
from bot.rendering.pictures.themes import Tone
from bot.rendering.view import View

ROOM = WIDTH - 2 * MARGIN  # px between the margins
# Characters of a caption for what a page shows: Telegram takes 1,024 (Bot API, sendPhoto), title and foot among them.
LONGEST_ROW = 780
_BAND = 14  # px: the coloured edge at the top
_HATCH = 34  # px: the width of the field that stands for what is not known
_LONGEST = 320  # characters of a fact: some eight lines
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, and the same facts in words.

    `svg` is 1080 × 1350 and a pure function of what it was made from: another fact, another text.
    `caption` is Telegram HTML of at most 1,024 characters; `facts` are those that it rests on.
    """

    svg: str
    caption: str
    facts: tuple[str, ...]
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Frame:
    """The words around one page of a picture."""

    head: tuple[Paragraph, ...]
    place: str  # `1/2`; empty where there is one page
    unknown: str  # what lies beyond the last day that is known; empty for a look back
    foot: tuple[Paragraph, ...]

    @property
    def top(self) -> float:
        """Where what is shown may begin."""
        return _BAND + 44 + height_of(self.head, ROOM) + 36

    @property
    def bottom(self) -> float:
        """Where it must end."""
        return HEIGHT - 36 - height_of(self.foot, ROOM) - self._band_height() - 50

    def _band_height(self) -> float:
        return 24 + height_of(self._unknown(), ROOM - _HATCH - 24) if self.unknown else 0

    def _unknown(self) -> tuple[Paragraph, ...]:
        return (Paragraph(self.unknown, SMALL),) if self.unknown else ()

    def draw(self, canvas: Canvas) -> None:
        canvas.box(0, 0, WIDTH, _BAND, Tone.HOUSE)
        canvas.write(MARGIN, _BAND + 44, ROOM, self.head)
        if self.place:
            canvas.write_right(WIDTH - MARGIN, _BAND + 44, self.place, SMALL)
        top = self.bottom + 36
        canvas.line(MARGIN, top - 9, WIDTH - MARGIN, top - 9, Tone.RULE, 2)
        if self.unknown:
            words = self._unknown()
            high = height_of(words, ROOM - _HATCH - 24)
            canvas.hatched(MARGIN, top + 12, _HATCH, high)
            canvas.write(MARGIN + _HATCH + 24, top + 10, ROOM - _HATCH - 24, words)
            top += high + 24
        canvas.write(MARGIN, top, ROOM, self.foot)


def frame_of(
    title: str, facts: Iterable[str], view: View, *, legend: str = "", page: int = 0, pages: int = 1
) -> Frame:
    """Title above; below it the legend, the last day that is known, and on how many sources this rests."""
    translate = view.translate
    dossier = view.dossier
    known = format_day(dossier.known_until, view.lang)
    head = [Paragraph(dossier.title[view.lang], HOUSE), Paragraph(title, TITLE, 6)]
    if view.as_of is not None:
        day = format_day(view.as_of.date(), view.lang)
        head.append(Paragraph(translate("As it stood on %(day)s:", day=day).rstrip(":"), SMALL, 4))
    place = f"{page + 1}/{pages}" if pages > 1 else ""
    foot = [Paragraph(legend, SMALL, 6)] if legend else []
    foot.append(Paragraph(f"{sources_line(facts, view)} {dossier.disclosure_short[view.lang]}", SMALL, 6))
    unknown = "" if view.as_of else translate("What happened after %(day)s we do not know.", day=known)
    return Frame(tuple(head), place, unknown, tuple(foot))


def caption_of(title: str, rows: Sequence[str], facts: Iterable[str], view: View) -> str:
    """The facts of a picture in words, as Telegram HTML."""
    known = format_day(view.dossier.known_until, view.lang)
    until = view.translate("Known up to %(day)s.", day=known)
    foot = f"{until} {sources_line(facts, view)}"
    return "\n\n".join(filter(None, [bold(title), render_as_of(view), *rows, italic(foot)]))


def sources_line(facts: Iterable[str], view: View) -> str:
    """`12 sources.`"""
    number = len(sources_of((view.snapshot.facts[fact] for fact in facts), view.snapshot))
    return view.ngettext("%(number)s source.", "%(number)s sources.", number)


def in_pages(
    rows: Sequence[T], room: float, height: Callable[[T], float], words: Callable[[T], str]
) -> tuple[tuple[T, ...], ...]:
    """Rows in as few pages as hold them, each about as full; one that alone is too high has a page of its own.

    `words` are a row's part of the caption, as HTML: a page's captions fit a message too.
    """
    sizes = [(height(row), len(to_plain(words(row))) + 2) for row in rows]
    fewest = len(_fill(sizes, room))
    limits = sorted(
        {sum(high for high, _ in sizes[a:b]) for a in range(len(rows)) for b in range(a + 1, len(rows) + 1)}
    )
    limit = next((each for each in limits if each <= room and len(_fill(sizes, each)) == fewest), room)
    pages, start = [], 0
    for count in _fill(sizes, limit):
        pages.append(tuple(rows[start : start + count]))
        start += count
    return tuple(pages)


def _fill(sizes: Sequence[tuple[float, int]], room: float) -> list[int]:
    """How many rows each page takes."""
    pages: list[int] = []
    high, long = 0.0, 0
    for row_high, row_long in sizes:
        if pages and pages[-1] and high + row_high <= room and long + row_long <= LONGEST_ROW:
            pages[-1] += 1
            high, long = high + row_high, long + row_long
        else:
            pages.append(1)
            high, long = row_high, row_long
    return pages


def words_line(*parts: str) -> str:
    """Parts of a line with a middle dot between, escaped."""
    return escape(" · ".join(part for part in parts if part))


def cut(text: str, longest: int = _LONGEST) -> str:
    """A text that is too long for a picture ends between two words of it."""
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0].rstrip(",;:.") + "…"
