"""The colours of a picture, light and dark. Nothing is told by colour alone, and the two sides are equal neutrals."""

from dataclasses import dataclass
from enum import StrEnum


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"

    @property
    def other(self) -> "Theme":
        return Theme.DARK if self is Theme.LIGHT else Theme.LIGHT


class Tone(StrEnum):
    """What a colour is for."""

    GROUND = "ground"
    PANEL = "panel"  # behind a part that stands apart
    INK = "ink"
    MUTED = "muted"  # circumstances: since when, which court
    HOUSE = "house"  # of the frame alone
    RULE = "rule"  # lines that no reading depends on


@dataclass(frozen=True, slots=True)
class Palette:
    ground: str
    panel: str
    ink: str
    muted: str
    house: str
    rule: str

    def __getitem__(self, tone: Tone) -> str:
        return str(getattr(self, tone.value))


PALETTES = {
    Theme.LIGHT: Palette("#ffffff", "#eef2f4", "#1a2126", "#46525b", "#0a6464", "#c3ccd2"),
    Theme.DARK: Palette("#11181c", "#1d272d", "#f1f4f6", "#b9c4cb", "#63cfc6", "#46535c"),
}


def contrast(one: str, other: str) -> float:
    """The ratio of two colours (`#rrggbb`) by WCAG 2.2, 1 to 21; text asks for 4.5."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
