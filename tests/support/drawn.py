"""What a picture's SVG says and where: its texts as measured boxes, and a hash of how it looks."""

import struct
import zlib
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree

from bot.rendering.pictures.canvas import HEIGHT, WIDTH
from bot.rendering.pictures.fonts import Weight, font_files, width_of
from bot.rendering.pictures.rasterise import rasterise

_SVG = "{http://www.w3.org/2000/svg}"
_SIDE = 16  # a hash has so many columns and rows
_SMALL = 68  # px: a picture's width when it is looked at as a whole


@dataclass(frozen=True)
class Box:
    """A line of text: its letters lie within these sides, in pixels."""

    text: str
    size: float
    left: float
    top: float
    right: float
    bottom: float
    colour: str

    def overlaps(self, other: "Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    @property
    def is_inside(self) -> bool:
        return self.left >= 0 and self.top >= 0 and self.right <= WIDTH and self.bottom <= HEIGHT


def boxes_of(svg: str) -> list[Box]:
    """Every line of text. Raises ParseError for an SVG that is not well-formed."""
    return [
        _box(line) for group in _groups(ElementTree.fromstring(svg)) for line in group.findall(f"{_SVG}text")
    ]


def paragraphs_of(svg: str) -> list[str]:
    """Texts as they were before they were broken into lines, with plain spaces."""
    groups = _groups(ElementTree.fromstring(svg))
    lines = ([line.text or "" for line in group.findall(f"{_SVG}text")] for group in groups)
    return [" ".join(each).replace("\N{NO-BREAK SPACE}", " ") for each in lines]


def markers_of(svg: str) -> list[float]:
    """How much of each disc is filled, from the top down."""
    root = ElementTree.fromstring(svg)
    halves = {path.get("d", "").split("A")[0] for path in root.iter(f"{_SVG}path")}
    found = []
    for disc in root.iter(f"{_SVG}circle"):
        x, y, radius = (float(disc.get(name, "0")) for name in ("cx", "cy", "r"))
        is_half = any(half == f"M{x:g} {y - radius:g}" for half in halves)
        found.append((y, 0.5 if is_half else float(disc.get("fill") == disc.get("stroke"))))
    return [filled for _, filled in sorted(found)]


def lines_of(svg: str) -> list[tuple[float, float, float]]:
    """Level lines: from where, how high, to where."""
    found = []
    for path in ElementTree.fromstring(svg).iter(f"{_SVG}path"):
        numbers = (
            [
                float(each)
                for each in path.get("d", "").strip("M").replace("L", " ").split()
                if "Z" not in each
            ]
            if path.get("d", "").count("L") == 1
            else []
        )
        if len(numbers) == 4 and numbers[1] == numbers[3]:
            found.append((numbers[0], numbers[1], numbers[2]))
    return found


def _groups(root: ElementTree.Element) -> list[ElementTree.Element]:
    return [group for group in root.iter(f"{_SVG}g") if group.get("class") == "text"]


def _box(line: ElementTree.Element) -> Box:
    text, size = line.text or "", float(line.get("font-size", "0"))
    weight = Weight(int(line.get("font-weight", "400")))
    left, baseline = float(line.get("x", "0")), float(line.get("y", "0"))
    right = left + width_of(text, size, weight)
    # Capitals and ascenders reach 0.73 of the size above the baseline, descenders 0.22 below it.
    return Box(text, size, left, baseline - 0.73 * size, right, baseline + 0.22 * size, line.get("fill", ""))


def look_of(svg: str) -> str:
    """A perceptual hash (difference hash, 256 bits): what looks alike differs in few of them."""
    grey = grey_of(rasterise(svg, font_files(), _SMALL))
    bits = ""
    for row in range(_SIDE):
        cells = [_mean(grey, column, row) for column in range(_SIDE + 1)]
        bits += "".join("1" if right > left + 0.5 else "0" for left, right in pairwise(cells))
    return f"{int(bits, 2):064x}"


def differing_bits(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _mean(grey: list[list[float]], column: int, row: int) -> float:
    high, wide = len(grey) / _SIDE, len(grey[0]) / (_SIDE + 1)
    lines = grey[round(row * high) : round((row + 1) * high)]
    cells = [cell for line in lines for cell in line[round(column * wide) : round((column + 1) * wide)]]
    return sum(cells) / len(cells)


def grey_of(png: bytes) -> list[list[float]]:
    """The brightness of each pixel of a PNG with eight bits a channel."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert depth == 8
    channels = {2: 3, 6: 4}[kind]
    packed, place = b"", 8
    while place < len(png):
        length = int.from_bytes(png[place : place + 4], "big")
        if png[place + 4 : place + 8] == b"IDAT":
            packed += png[place + 8 : place + 8 + length]
        place += 12 + length
    raw, step, before, rows = zlib.decompress(packed), width * channels, bytes(width * channels), []
    for number in range(height):
        start = number * (step + 1)
        line = _unfilter(raw[start], bytearray(raw[start + 1 : start + 1 + step]), before, channels)
        rows.append([sum(line[at : at + 3]) / 3 for at in range(0, step, channels)])
        before = line
    return rows


def _unfilter(kind: int, line: bytearray, above: bytes, channels: int) -> bytes:
    """A row as it was before PNG's filter (PNG specification, 9.2)."""
    for at in range(len(line)):
        left = line[at - channels] if at >= channels else 0
        corner = above[at - channels] if at >= channels else 0
        line[at] = (line[at] + _predicted(kind, left, above[at], corner)) % 256
    return bytes(line)


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 4:
        guess = left + up - corner
        return min((left, up, corner), key=lambda each: abs(guess - each))
    return (0, left, up, (left + up) // 2)[kind]
