"""A picture in the making: measured text and a few shapes, and the SVG that comes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.rendering.markup.html import escape
from bot.rendering.pictures.fonts import ASCENT, FAMILY, LINE_HEIGHT, Weight, width_of, wrap
from bot.rendering.pictures.themes import PALETTES, Theme, Tone

WIDTH, HEIGHT = 1080, 1350  # 4:5, which a phone shows whole
MARGIN = 64
LEAST_SIZE = 34  # px: 11 pt where the picture is 360 px wide


@dataclass(frozen=True, slots=True)
class Style:
    size: int
    weight: Weight = Weight.REGULAR
    tone: Tone = Tone.INK

    def __post_init__(self) -> None:
        if self.size < LEAST_SIZE:
            raise ValueError(f"text of {self.size} px cannot be read on a phone: {LEAST_SIZE} px at least")


TITLE = Style(58, Weight.BOLD)
HEADING = Style(40, Weight.BOLD)
TEXT = Style(36)
STRONG = Style(36, Weight.BOLD)
SMALL = Style(34, tone=Tone.MUTED)
HOUSE = Style(34, Weight.BOLD, Tone.HOUSE)


class Mark(Enum):
    """A line through or under words: how far above the baseline it lies, in parts of the size."""

    STRUCK = 0.27
    UNDERLINED = -0.12


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text in one style; `gap` is the room above it, in pixels.

    `marked` are parts of the text, from one place to another, that have `mark`; the text then has single spaces.
    """

    text: str
    style: Style
    gap: float = 0.0
    mark: Mark | None = None
    marked: tuple[tuple[int, int], ...] = ()

    def lines(self, width: float) -> tuple[str, ...]:
        return wrap(self.text, self.style.size, self.style.weight, width)

    def height(self, width: float) -> float:
        return self.gap + len(self.lines(width)) * self.style.size * LINE_HEIGHT


def height_of(paragraphs: Sequence[Paragraph], width: float) -> float:
    """How high paragraphs below one another are."""
    return sum(paragraph.height(width) for paragraph in paragraphs)


class Canvas:
    """What was put on it so far; the same steps give the same SVG, to the letter."""

    def __init__(self, theme: Theme) -> None:
        self._palette = PALETTES[theme]
        self._marks: list[str] = []

    def write(self, x: float, top: float, width: float, paragraphs: Sequence[Paragraph]) -> float:
        """Paragraphs below one another from `top` on; returns where they end."""
        for paragraph in paragraphs:
            top += paragraph.gap
            lines = paragraph.lines(width)
            self._marks.append(f'<g class="text">{"".join(self._lines(x, top, lines, paragraph.style))}</g>')
            if paragraph.mark is not None:
                self._mark(x, top, lines, paragraph, paragraph.mark)
            top += len(lines) * paragraph.style.size * LINE_HEIGHT
        return top

    def write_centred(self, x: float, top: float, text: str, style: Style) -> None:
        """One line with its middle at `x`."""
        left = x - width_of(text, style.size, style.weight) / 2
        self._marks.append(f'<g class="text">{"".join(self._lines(left, top, (text,), style))}</g>')

    def write_right(self, x: float, top: float, text: str, style: Style) -> None:
        """One line that ends at `x`."""
        left = x - width_of(text, style.size, style.weight)
        self._marks.append(f'<g class="text">{"".join(self._lines(left, top, (text,), style))}</g>')

    def box(self, x: float, top: float, width: float, height: float, tone: Tone) -> None:
        self._marks.append(
            f'<rect x="{_n(x)}" y="{_n(top)}" width="{_n(width)}" height="{_n(height)}" fill="{self._palette[tone]}"/>'
        )

    def hatched(self, x: float, top: float, width: float, height: float) -> None:
        """A field of slanted lines: what is not known."""
        self._marks.append(
            f'<rect x="{_n(x)}" y="{_n(top)}" width="{_n(width)}" height="{_n(height)}" fill="url(#hatch)" '
            f'stroke="{self._palette[Tone.MUTED]}" stroke-width="2"/>'
        )

    def line(
        self, x: float, top: float, to_x: float, bottom: float, tone: Tone, thickness: float = 3
    ) -> None:
        self._marks.append(
            f'<path d="M{_n(x)} {_n(top)}L{_n(to_x)} {_n(bottom)}" stroke="{self._palette[tone]}" '
            f'stroke-width="{_n(thickness)}"/>'
        )

    def disc(self, x: float, y: float, radius: float, *, filled: float) -> None:
        """A marker around a middle: whole (1), its left half (0.5) or empty (0)."""
        ink, ground = self._palette[Tone.INK], self._palette[Tone.GROUND]
        ring = f'cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" stroke="{ink}" stroke-width="6"'
        self._marks.append(f'<circle {ring} fill="{ink if filled == 1 else ground}"/>')
        if filled == 0.5:
            r = _n(radius)
            self._marks.append(
                f'<path d="M{_n(x)} {_n(y - radius)}A{r} {r} 0 0 0 {_n(x)} {_n(y + radius)}Z" fill="{ink}"/>'
            )

    def ring(self, x: float, y: float, radius: float) -> None:
        """A circle around what is written in it; no marker."""
        self._marks.append(
            f'<circle class="ring" cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{self._palette[Tone.PANEL]}" '
            f'stroke="{self._palette[Tone.MUTED]}" stroke-width="3"/>'
        )

    def svg(self) -> str:
        ground, muted = self._palette[Tone.GROUND], self._palette[Tone.MUTED]
        hatch = (
            '<defs><pattern id="hatch" width="16" height="16" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><path d="M0 0V16" stroke="{muted}" stroke-width="6"/></pattern></defs>'
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FAMILY}">{hatch}'
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{ground}"/>{"".join(self._marks)}</svg>'
        )

    def _mark(self, x: float, top: float, lines: Sequence[str], paragraph: Paragraph, mark: Mark) -> None:
        """Lines through or under the marked words, wherever the text was broken."""
        size, weight = paragraph.style.size, paragraph.style.weight
        place = 0
        for number, line in enumerate(lines):
            place = paragraph.text.index(line, place)
            y = top + number * size * LINE_HEIGHT + size * (ASCENT - mark.value)
            for first, last in paragraph.marked:
                begin, end = max(first, place) - place, min(last, place + len(line)) - place
                if begin < end:
                    left, right = (x + width_of(line[:at], size, weight) for at in (begin, end))
                    self.line(left, y, right, y, paragraph.style.tone)
            place += len(line)

    def _lines(self, x: float, top: float, lines: Sequence[str], style: Style) -> list[str]:
        step = style.size * LINE_HEIGHT
        colour = self._palette[style.tone]
        return [
            f'<text x="{_n(x)}" y="{_n(top + number * step + style.size * ASCENT)}" font-size="{style.size}" '
            f'font-weight="{style.weight.value}" fill="{colour}">{escape(line)}</text>'
            for number, line in enumerate(lines)
        ]


def _n(number: float) -> str:
    """A length without more decimals than a screen shows."""
    return f"{number:.1f}".removesuffix(".0")
