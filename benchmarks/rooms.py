"""Draws docs/rooms.svg: the rooms of `bot/` in their layers, and who needs whom, from the imports as they are.

    python -m benchmarks.rooms

Rows are the layers of `pyproject.toml`. A line goes from a room to the highest ones that it imports; what is reached
through those anyway is left out, and what stands in the lowest row is open to all.
"""

import tomllib
from collections.abc import Mapping, Sequence
from html import escape

from benchmarks.house import ROOT, House

PICTURE = ROOT / "docs" / "rooms.svg"
_WIDTH, _GAP, _BETWEEN = 980, 26, 34  # px: of the picture, between boxes, between rows
_FONT = "font-family='Source Sans 3, Source Sans Pro, Helvetica, Arial, sans-serif'"


def draw(house: House) -> str:
    """The picture as SVG text; the same imports give the same bytes."""
    layers = _layers(house)
    inner = _inner_rooms(house)
    needs = _reduced(house.wide_arrows, layers)
    boxes: dict[str, tuple[float, float, float, float]] = {}
    parts: list[str] = []
    top = 20.0
    for layer in layers:
        widths = [
            max(9.4 * len(room) + 30, *(7.2 * len(name) + 30 for name in _lines(inner[room])))
            for room in layer
        ]
        high = max(34 + 17 * len(_lines(inner[room])) for room in layer)
        left = (_WIDTH - sum(widths) - _GAP * (len(layer) - 1)) / 2
        for room, width in zip(layer, widths, strict=True):
            boxes[room] = (left, top, width, high)
            parts += _box(room, _lines(inner[room]), left, top, width, high)
            left += width + _GAP
        top += high + _BETWEEN
    lines = [_line(boxes[one], boxes[other]) for one, other in sorted(needs)]
    return "\n".join(
        [
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {top - 20:.0f}' role='img'>",
            "<title>The rooms of bot/, in layers: each imports only from those below it</title>",
            f"<rect width='{_WIDTH}' height='{top - 20:.0f}' fill='#fff'/>",
            *lines,
            *parts,
            "</svg>\n",
        ]
    )


def _layers(house: House) -> Sequence[Sequence[str]]:
    """The rooms right below `bot` from the top down, as the contract has them."""
    config = tomllib.loads((house.root / "pyproject.toml").read_text("utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    rows = next(each["layers"] for each in contracts if each.get("containers") == ["bot"])
    return [[name.strip() for name in row.split("|")] for row in rows]


def _inner_rooms(house: House) -> Mapping[str, Sequence[str]]:
    found: dict[str, set[str]] = {}
    for module in house.files:
        parts = module.split(".")
        room = parts[1] if len(parts) > 1 else ""
        found.setdefault(room, set())
        if len(parts) > 2 and f"bot.{room}.{parts[2]}" in house.rooms:
            found[room].add(parts[2])
    return {room: sorted(names) for room, names in found.items()}


def _lines(names: Sequence[str]) -> Sequence[str]:
    """Names in lines of two."""
    return [" · ".join(names[first : first + 2]) for first in range(0, len(names), 2)] or [""]


def _reduced(
    arrows: frozenset[tuple[str, str]], layers: Sequence[Sequence[str]]
) -> frozenset[tuple[str, str]]:
    """Without the arrows that others lead along anyway, and those to the lowest row."""
    lowest = set(layers[-1])
    needs: dict[str, set[str]] = {}
    for one, other in arrows:
        needs.setdefault(one.removeprefix("bot."), set()).add(other.removeprefix("bot."))

    def below(room: str) -> set[str]:
        found = set(needs.get(room, ()))
        for each in tuple(found):
            found |= below(each)
        return found

    return frozenset(
        (one, other)
        for one, others in needs.items()
        for other in others
        if other not in lowest and not any(other in below(each) for each in others - {other})
    )


def _box(room: str, lines: Sequence[str], left: float, top: float, width: float, high: float) -> list[str]:
    middle = left + width / 2
    return [
        f"<rect x='{left:.1f}' y='{top:.1f}' width='{width:.1f}' height='{high:.1f}' rx='7' fill='#f3f5f8' stroke='#4a5a70'/>",
        f"<text x='{middle:.1f}' y='{top + 23:.1f}' {_FONT} font-size='17' font-weight='600' text-anchor='middle' fill='#16202e'>{escape(room)}</text>",
        *(
            f"<text x='{middle:.1f}' y='{top + 42 + 17 * number:.1f}' {_FONT} font-size='13' text-anchor='middle' fill='#46525f'>{escape(line)}</text>"
            for number, line in enumerate(lines)
            if line
        ),
    ]


def _line(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> str:
    x1, y1 = one[0] + one[2] / 2, one[1] + one[3]
    x2, y2 = other[0] + other[2] / 2, other[1]
    half = (y2 - y1) / 2
    curve = f"M{x1:.1f},{y1:.1f} C{x1:.1f},{y1 + half:.1f} {x2:.1f},{y2 - half:.1f} {x2:.1f},{y2:.1f}"
    return f"<path d='{curve}' fill='none' stroke='#9aa7b8' stroke-width='1.3'/>"


if __name__ == "__main__":
    PICTURE.write_text(draw(House(ROOT)), "utf-8")
