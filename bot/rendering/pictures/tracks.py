"""Measures under different laws before different courts: a column each, with how each came to where it stands."""

from dataclasses import dataclass, replace

from bot.domain.records.status import Status
from bot.domain.text import Lang
from bot.i18n import Translator, format_moment
from bot.rendering.facts import name_of, without_aside
from bot.rendering.markup.html import bold, capital, escape, to_plain
from bot.rendering.pictures.canvas import MARGIN, SMALL, STRONG, Canvas, Paragraph, Style, height_of
from bot.rendering.pictures.fonts import Weight, keep_together
from bot.rendering.pictures.frame import LONGEST_ROW, ROOM, Picture, caption_of, frame_of, words_line
from bot.rendering.pictures.themes import Theme, Tone
from bot.rendering.view import View

COLUMNS = 2
_GUTTER = 44  # px between two columns
_COLUMN = (ROOM - _GUTTER) / COLUMNS
_RAIL = 48  # px at the left of a column
_MARKER = 13
_PAD = 22  # px within a column's head
_INNER = _COLUMN - 2 * _PAD
_GAP = 26  # px between two steps, at the least
_MOST_GAP = 86
_STATE = Style(34, Weight.BOLD)


@dataclass(frozen=True, slots=True)
class _Step:
    day: str
    state: str

    @property
    def what(self) -> tuple[Paragraph, ...]:
        state = (Paragraph(self.state, _STATE, 2),) if self.state else ()
        return (Paragraph(self.day, SMALL), *state)

    @property
    def height(self) -> float:
        return height_of(self.what, _COLUMN - _RAIL)

    @property
    def words(self) -> str:
        return escape(f"▪ {self.day}: {self.state}" if self.state else f"▪ {self.day}")


@dataclass(frozen=True, slots=True)
class _Track:
    status: Status
    measure: str
    head: tuple[Paragraph, ...]
    under: str  # law and court as HTML
    steps: tuple[_Step, ...]

    def words(self) -> str:
        """As HTML."""
        return "\n".join([bold(self.measure), self.under, *(step.words for step in self.steps)])

    def cut(self, room: float, words: int, lang: Lang) -> "_Track":
        """With as many of its newest steps as fit a height and a number of characters, and how many came before."""
        for first in range(len(self.steps)):
            before = Translator(lang).ngettext("%(number)s earlier step", "%(number)s earlier steps", first)
            kept = replace(self, steps=((_Step(before, ""),) if first else ()) + self.steps[first:])
            if kept.height <= room and len(to_plain(kept.words())) <= words:
                return kept
        return kept

    @property
    def height(self) -> float:
        return sum(step.height + _GAP for step in self.steps) - _GAP


def draw_tracks(view: View, *, theme: Theme, page: int = 0) -> Picture | None:
    """The measures that have a law and a court of their own, two a page; None where there are fewer than two."""
    found = [_track(status, view) for status in view.visible.statuses if status.is_ruled_on]
    if len(found) < COLUMNS:
        return None
    pages = -(-len(found) // COLUMNS)
    page = min(page, pages - 1)
    shown = found[page * COLUMNS :][:COLUMNS]
    title = view.translate("Law by law, court by court")
    facts = tuple(dict.fromkeys(fact for track in shown for fact in track.status.facts))
    frame = frame_of(title, facts, view, page=page, pages=pages)
    head = max(height_of(track.head, _INNER) for track in shown) + 2 * _PAD
    top = frame.top + head + 34
    shown = [track.cut(frame.bottom - top, LONGEST_ROW // len(shown), view.lang) for track in shown]
    canvas = Canvas(theme)
    frame.draw(canvas)
    for number, track in enumerate(shown):
        left = MARGIN + number * (_COLUMN + _GUTTER)
        canvas.box(left, frame.top, _COLUMN, head, Tone.PANEL)
        canvas.write(left + _PAD, frame.top + _PAD, _INNER, track.head)
        _draw_steps(canvas, track, left, top, frame.bottom)
    caption = caption_of(title, [track.words() for track in shown], facts, view)
    return Picture(canvas.svg(), caption, facts, page, pages)


def _track(status: Status, view: View) -> _Track:
    assert status.law is not None
    assert status.court is not None
    court = capital(name_of(view, status.court))
    days = [
        (capital(format_moment(period.begin, view.lang, view.zone)), capital(period.state[view.lang]))
        for period in status.periods
    ]
    measure = without_aside(status.title[view.lang])
    law = [] if status.law in measure else [status.law]
    return _Track(
        status,
        measure,
        (
            Paragraph(keep_together(measure, status.law), STRONG),
            *(Paragraph(each, SMALL, 2) for each in (*law, court)),
        ),
        words_line(*law, court),
        tuple(_Step(day, state) for day, state in days),
    )


def _draw_steps(canvas: Canvas, track: _Track, left: float, top: float, bottom: float) -> None:
    """Below one another, with what room is left between them."""
    heights = [step.height + _GAP for step in track.steps]
    more = max(0.0, min(_MOST_GAP - _GAP, (bottom - top - track.height) / max(1, len(heights) - 1)))
    middle = left + _MARKER + 3
    if len(heights) > 1:
        last = sum(height + more for height in heights[:-1])
        canvas.line(middle, top + 22, middle, top + 22 + last, Tone.MUTED)
    for step, height in zip(track.steps, heights, strict=True):
        canvas.disc(middle, top + 22, _MARKER, filled=1)
        canvas.write(left + _RAIL, top, _COLUMN - _RAIL, step.what)
        top += height + more
