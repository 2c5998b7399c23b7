"""The one family of the pictures: its files, and how wide its letters are."""

from collections.abc import Mapping
from enum import IntEnum
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

from fontTools.ttLib import TTFont

FAMILY = "Source Sans Pro"  # SIL Open Font License 1.1
LINE_HEIGHT = 1.26  # of the size: from one baseline to the next
_MOST_WRAPPED = 4096  # texts whose lines are kept: a page is tried with fewer and fewer of the same
ASCENT = 0.95  # of the size: from the top of a line to its baseline


class Weight(IntEnum):
    """As CSS counts them."""

    REGULAR = 400
    BOLD = 700


_FILES = {Weight.REGULAR: "SourceSansPro-Regular.ttf", Weight.BOLD: "SourceSansPro-Bold.ttf"}


def font_files() -> tuple[str, ...]:
    """The paths of the files, for whoever draws."""
    return tuple(_path(weight) for weight in Weight)


def width_of(text: str, size: float, weight: Weight = Weight.REGULAR) -> float:
    """How wide a line of text is, in pixels at `size` pixels, without kerning (which mostly makes it narrower)."""
    advances = _advances(weight)
    widest = advances[ord("—")]  # stands for a letter that the family has not
    return size * sum(advances.get(ord(letter), widest) for letter in text)


def has_letter(letter: str) -> bool:
    """Whether the family can draw it, in every weight."""
    return all(ord(letter) in _advances(weight) for weight in Weight)


@lru_cache(maxsize=_MOST_WRAPPED)
def wrap(text: str, size: float, weight: Weight, width: float) -> tuple[str, ...]:
    """The lines of a text, none wider than `width` pixels, broken at spaces; a word that alone is wider is broken too."""
    lines: list[str] = []
    line = ""
    for word in filter(None, text.split(" ")):
        longer = f"{line} {word}" if line else word
        if width_of(longer, size, weight) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, size, weight, width)
        lines += whole
    return (*lines, line) if line else tuple(lines)


def keep_together(text: str, part: str | None) -> str:
    """`text` with the spaces of `part` such that no line ends there: a name, a law."""
    return text.replace(part, part.replace(" ", "\N{NO-BREAK SPACE}")) if part else text


def _pieces(word: str, size: float, weight: Weight, width: float) -> list[str]:
    pieces, piece = [], ""
    for letter in word:
        if piece and width_of(piece + letter, size, weight) > width:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


def _path(weight: Weight) -> str:
    return str(files("font_source_sans_pro") / "files" / _FILES[weight])


@cache
def _advances(weight: Weight) -> Mapping[int, float]:
    """By code point, in parts of the size."""
    with TTFont(_path(weight), lazy=True) as font:
        units = font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        found = {code: metrics[glyph][0] / units for code, glyph in font.getBestCmap().items()}
    return MappingProxyType(found)
