"""Days as people write them, Dutch and English: `27-02-2026`, `27/2/2026`, `27 febr.`, `the 27th of February`, `1ste maart`.

Pure text: which year a day without one means is for the caller to say, who knows the moment. Texts are folded: lower
case, without accents and apostrophes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel import Locale

from bot.i18n.number_words import read_ordinals

MONTHS: dict[str, int] = {"febr": 2, "sept": 9}  # beside those of CLDR
for _code in ("nl", "en"):
    for _width in ("wide", "abbreviated"):
        for _number, _name in Locale(_code).months["format"][_width].items():
            MONTHS[_name.lower().strip(".")] = _number
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
SUFFIXES = ("ste", "st", "nd", "rd", "th", "de", "e")  # of an ordinal in figures

_LEAP_YEAR = 2024
_ORDINAL = rf"(?:{'|'.join(SUFFIXES)})?"
_YEAR = r"(?P<year>\d{4})"
_BEFORE = r"(?:op|on|van|of|from|tot|until|till|sinds|since|na|after|voor|before|vanaf|by)"
_SHAPES = (
    re.compile(
        rf"(?<![\d./-]){_YEAR}(?P<sign>[-/.])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}})(?![\d/-]|\.\d)"
    ),
    re.compile(
        rf"(?<![\d./-])(?P<day>\d{{1,2}})\s?(?P<sign>[-/.])\s?(?P<month>\d{{1,2}})\s?(?P=sign)\s?{_YEAR}(?![\d/-]|\.\d)"
    ),
    re.compile(
        rf"\b(?P<day>\d{{1,2}}){_ORDINAL}[\s./-]*(?:\b(?:of|van)\s+)?(?P<name>{MONTH})(?![a-z])\.?(?:[\s,./-]*{_YEAR}\b)?"
    ),
    re.compile(
        rf"\b(?P<name>{MONTH})\b\.?[\s-]*(?:\bthe\s+)?(?P<day>\d{{1,2}}){_ORDINAL}\b(?![:/-]\d|\.\d)(?:,?\s+{_YEAR}\b)?"
    ),
    re.compile(
        rf"\b{_BEFORE}\s+(?P<day>\d{{1,2}})(?P<sign>[-/])(?P<month>\d{{1,2}})(?![\d/-]|\.\d)(?P<year>)"
    ),
    re.compile(r"^\s*(?P<day>\d{1,2})(?P<sign>[-/])(?P<month>\d{1,2})\s*$(?P<year>)"),
)
# "The second March hearing" is no day: in English an ordinal in words is one only with "of".
_IN_WORDS = re.compile(rf"\b(?P<words>[a-z]+(?:[ -][a-z]+)?)(?P<joint>\s+(?:of\s+)?)(?={MONTH})")


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day as it stands in a text, from `start` to `end`; it may be one that there is not (31 April).

    `other`: what figures such as 3/4/2026 mean to Americans, where that is a day too, and another one.
    """

    start: int
    end: int
    day: int
    month: int
    year: int | None = None
    other: tuple[int, int] | None = None  # day, month
    in_figures: bool = False

    def in_year(self, year: int) -> date | None:
        """The day in its own year, or else in `year`; None for a day that there is not."""
        return _date(self.year or year, self.month, self.day)

    @property
    def exists(self) -> bool:
        """Whether there is such a day, in some year where none is written."""
        return self.in_year(_LEAP_YEAR) is not None


def with_ordinals(folded: str) -> str:
    """The text with days in words as figures: `de zevenentwintigste februari`, `the first of March`."""

    def replaced(found: re.Match[str]) -> str:
        figures = read_ordinals(found["words"])
        is_dutch = found["words"].endswith(("ste", "de"))
        return figures + found["joint"] if is_dutch or "of" in found["joint"] else found[0]

    return _IN_WORDS.sub(replaced, folded)


def find_written_days(folded: str) -> list[WrittenDay]:
    """The days that a folded text names in figures or with a month's name, in their order."""
    found: list[WrittenDay] = []
    for shape in _SHAPES:
        for match in shape.finditer(folded):
            if not any(match.start() < each.end and each.start < match.end() for each in found):
                found.extend(_read(match))
    return sorted(found, key=lambda each: each.start)


def _read(match: re.Match[str]) -> Iterator[WrittenDay]:
    parts = match.groupdict()
    year = int(parts["year"]) if parts["year"] else None
    day = int(parts["day"])
    start = match.start("day") if parts.get("sign") and not year else match.start()
    if parts.get("name"):
        yield WrittenDay(start, match.end(), day, MONTHS[parts["name"]], year)
        return
    month, other = int(parts["month"]), None
    if match.start("year") != match.start() or year is None:  # figures with the day or the month first
        if (
            _date(year or _LEAP_YEAR, month, day) is None
            and _date(year or _LEAP_YEAR, day, month) is not None
        ):
            day, month = month, day  # 02/27/2026: only the American reading is a day
        elif parts["sign"] == "/" and day != month and _date(year or _LEAP_YEAR, day, month) is not None:
            other = (month, day)
    yield WrittenDay(start, match.end(), day, month, year, other, in_figures=True)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
