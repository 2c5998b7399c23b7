"""Where it stands: of each measure the question, a marker for the answer, the state, since when, and which court."""

from dataclasses import dataclass

from bot.domain.records.status import Status
from bot.rendering.facts import name_of
from bot.rendering.markup.html import bold, capital
from bot.rendering.pictures.canvas import HEADING, MARGIN, SMALL, STRONG, TEXT, Canvas, Paragraph, height_of
from bot.rendering.pictures.fonts import width_of
from bot.rendering.pictures.frame import ROOM, Picture, caption_of, frame_of, in_pages, words_line
from bot.rendering.pictures.themes import Theme
from bot.rendering.status import Holds, holds_of, span_of, verdicts
from bot.rendering.view import View

_MARKER = 28  # px: a marker's radius
_COLUMN = 128  # px for the marker and the word below it
_WIDTH = ROOM - _COLUMN
_GAP = 30  # px between two measures, at the least
_MOST_GAP = 84


@dataclass(frozen=True, slots=True)
class _Row:
    status: Status
    holds: Holds | None  # None: there is no answer at that moment, or it begins with something else
    answer: str  # the word for it
    lines: tuple[Paragraph, ...]
    words: str  # the same, as HTML

    @property
    def height(self) -> float:
        return max(height_of(self.lines, _WIDTH), 2 * _MARKER + 56) + _GAP


def draw_standing(view: View, *, theme: Theme, page: int = 0) -> Picture | None:
    """One page of the board, in the editors' order; None where nothing may be told."""
    translate = view.translate
    rows = [_row(status, view) for status in view.visible.statuses]
    if not rows:
        return None
    title = translate("Where it stands")
    every = [fact for row in rows for fact in row.status.facts]
    frame = frame_of(title, every, view, pages=2)
    pages = in_pages(rows, frame.bottom - frame.top + _GAP, lambda row: row.height, lambda row: row.words)
    page = min(page, len(pages) - 1)
    shown = pages[page]
    facts = tuple(dict.fromkeys(fact for row in shown for fact in row.status.facts))
    frame = frame_of(title, facts, view, page=page, pages=len(pages))
    canvas = Canvas(theme)
    frame.draw(canvas)
    _draw_rows(canvas, shown, frame.top, frame.bottom)
    caption = caption_of(title, [row.words for row in shown], facts, view)
    return Picture(canvas.svg(), caption, facts, page, len(pages))


def _row(status: Status, view: View) -> _Row:
    period = status.periods[-1]
    holds = holds_of(status, view.lang)
    answer = verdicts(view.lang)[holds] if holds else ""
    state = capital(period.state[view.lang])
    court = period.court or status.court
    since = [capital(span_of(period, view)), name_of(view, court) if court else ""]
    lines = (
        Paragraph(status.question[view.lang], HEADING),
        Paragraph(state, TEXT, 4),
        *(Paragraph(line, SMALL, 2) for line in _broken(since)),
    )
    said = words_line(answer, state, *since)
    return _Row(status, holds, answer, lines, f"{bold(status.question[view.lang])}\n{said}")


def _broken(parts: list[str]) -> list[str]:
    """Parts on one line with a dot between where they fit, else each on its own."""
    said = [part for part in parts if part]
    line = " · ".join(said)
    return [line] if width_of(line, SMALL.size, SMALL.weight) <= _WIDTH else [capital(part) for part in said]


def _draw_rows(canvas: Canvas, rows: tuple[_Row, ...], top: float, bottom: float) -> None:
    free = bottom - top - (sum(row.height for row in rows) - _GAP)
    more = max(0.0, min(_MOST_GAP - _GAP, free / max(1, len(rows) - 1)))
    for row in rows:
        middle = MARGIN + _COLUMN / 2 - 12
        if row.holds is not None:
            canvas.disc(middle, top + 8 + _MARKER, _MARKER, filled=row.holds.value)
            canvas.write_centred(middle, top + 2 * _MARKER + 16, row.answer, STRONG)
        canvas.write(MARGIN + _COLUMN, top, _WIDTH, row.lines)
        top += row.height + more
