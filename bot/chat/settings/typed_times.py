"""Times of day, and lengths of a pause, as readers type them in both languages.

A small grammar: of the libraries that were tried none reads Dutch rightly (docs/typed-words.md). Whatever stands in the
text beside what is understood makes it not understood: "every 2 hours" is no time of day, nor is "8:00 UTC" one here.
"""

import re
from datetime import date, time, timedelta

from babel import Locale

from bot.answering.understanding.text import fold
from bot.domain.text import Lang
from bot.i18n.number_words import read_numbers
from bot.i18n.written_days import find_written_days, with_ordinals

DAYS_OF_MONTH = 30  # of a pause

_PARTS = {
    "morning": "ochtends|morgens|ochtend|morning",
    "afternoon": "middags|namiddag|middag|afternoon",
    "evening": "avonds|avond|evening",
    "night": "nachts|nacht|night",
}
_HOURS = {
    "morning": range(1, 12),
    "afternoon": range(12, 19),
    "evening": range(17, 24),
    "night": (20, 21, 22, 23, 0, 1, 2, 3, 4, 5),
}
_PART = r"(?:s\s+|in\s+(?:de|the)\s+|at\s+)?(?:{})\b"
_ANY_PART = _PART.format("|".join(_PARTS.values()))
_SHIFT = r"(?P<{0}minutes>\d{{1,2}}|kwart|(?:a\s+)?quarter)\s*(?:minuten|minuut|minutes|min)?\s+(?P<{0}way>voor|over|past|to|before|after)\s+"
_TIME = re.compile(
    rf"""(?<![\d.:])
    (?:(?P<before>{_ANY_PART})\s+(?:om\s+|at\s+)?)?
    (?:
        (?P<named>(?:12\s+)?noon|midday|(?:12\s+)?midnight|middernacht)\b
      | half\s+past\s+(?P<past>\d{{1,2}})
      | (?:{_SHIFT.format("half_")})?half\s+(?P<half>\d{{1,2}})
      | {_SHIFT.format("")}(?P<of>\d{{1,2}})
      | (?P<hour>\d{{1,2}})(?:\s*(?:[.:h]|uur|u)\s*(?P<minute>\d{{2}}))?
    )(?![.:]?\d)
    \s*(?:(?:uur|u|h|o?\s?clock)\b)?
    \s*(?:(?P<noon>[ap])\.?\s?m\b\.?|(?P<after>{_ANY_PART}))?
    """,
    re.VERBOSE,
)
# "22 to 7" are hours from and to; only with the word for minutes does English "to" count back from the hour.
_FROM_TO = re.compile(r"(?<![\d.:])(\d{1,2})\s+to\s+(?=\d)")
_BETWEEN = re.compile(
    r"(?:elke|iedere|every|each)\s+(?:dag|day|ochtend|morning|middag|afternoon|avond|evening)|dagelijks|daily|"
    r"\b(?:om|at|van|from|tot|to|until|till|tussen|between|en|and|graag|please|aub|precies|stipt|sharp|exactly|op|on|de|het|the)\b|[\s,;.!–—-]"
)
_EVERY_PART = re.compile(rf"\b(?:elke|iedere|every|each)\s+(?={'|'.join(_PARTS.values())})")
# To the British "half eight" is 8:30, to the Dutch "half acht" is 7.30.
_BRITISH_HALF = re.compile(r"\bhalf\s+(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b")
_HALF = re.compile(r"\bhalf\s+(\d{1,2})\b")

_UNITS = {
    "d|dag|dagen|dagje|dagjes|day|days": 1,
    "w|wk|week|weken|weekje|weekjes|weeks": 7,
    "fortnight|fortnights": 14,
    "maand|maanden|maandje|month|months": DAYS_OF_MONTH,
}
_LENGTH = re.compile(rf"(?<![\d.,])(?P<number>\d{{1,3}}|een|a|an|one)\s*(?P<unit>{'|'.join(_UNITS)})\b")
_AROUND_LENGTH = re.compile(
    r"\b(?:voor|for|the|de|komende|next|coming|lang|en|and|graag|please|aub|van|of)\b|[\s,;.!]"
)
_UNTIL = re.compile(
    r"^\s*(?:(?P<through>tot en met|t/m|through|thru|up to and including)|tot|until|till|til|to)\s+(?P<day>.+)$"
)
_OFF = frozenset(
    {"off", "uit", "stop", "stoppen", "einde", "end", "geen", "nee", "no", "none", "niet", "over"}
)


def read_times(words: str) -> list[time]:
    """The times of day in `words`, in their order; empty where any is none, or where other things are said beside them."""
    folded = fold(words)
    if _BRITISH_HALF.search(folded):
        return []
    text = _FROM_TO.sub(r"\1 - ", _EVERY_PART.sub("", read_numbers(folded)))
    found: list[time | None] = []
    left: list[str] = []
    end = 0
    for match in _TIME.finditer(text):
        found.append(_time_of(match))
        left.append(text[end : match.start()])
        end = match.end()
    left.append(text[end:])
    if None in found or any(_BETWEEN.sub("", each) for each in left):
        return []
    return [each for each in found if each is not None]


def read_half(words: str) -> tuple[time, time] | None:
    """What "half 8" means to the Dutch and to the British, who do not agree; None where it is not said."""
    found = _HALF.search(read_numbers(fold(words)))
    if found is None or not 1 <= int(found[1]) <= 12:
        return None
    return time((int(found[1]) - 1) % 12, 30), time(int(found[1]) % 24, 30)


def read_days(words: str) -> int | None:
    """How many days a pause lasts: `10`, `2 weken`, `a month`, `1 week en 3 dagen`; None for hours, and what is no length."""
    text = read_numbers(fold(words)).strip()
    if text.isascii() and text.isdigit() and len(text) < 4:
        return int(text)
    days, end = 0, 0
    for match in _LENGTH.finditer(text):
        if _AROUND_LENGTH.sub("", text[end : match.start()]):
            return None
        days += (int(match["number"]) if match["number"].isdigit() else 1) * _days_in(match["unit"])
        end = match.end()
    return days if end and not _AROUND_LENGTH.sub("", text[end:]) else None


def read_until(words: str, today: date) -> date | None:
    """The first day after a pause `until 3 March`, `t/m zondag`, `tot morgen`; None where no day to come is named."""
    found = _UNTIL.match(fold(words))
    if found is None:
        return None
    day = read_day_to_come(found["day"], today)
    return day + timedelta(days=1) if day is not None and found["through"] else day


def read_day_to_come(words: str, today: date) -> date | None:
    """The next day that `words` name, and nothing else with it: `3 maart`, `vrijdag`, `tomorrow`."""
    text = with_ordinals(fold(words)).strip(" .!")
    text = re.sub(r"^(?:op|on|de|the)\s+", "", text)
    if text in ("morgen", "tomorrow"):
        return today + timedelta(days=1)
    if text in ("overmorgen", "the day after tomorrow", "day after tomorrow"):
        return today + timedelta(days=2)
    for lang in Lang:
        for number, name in Locale(lang.value).days["format"]["wide"].items():
            if text == name.lower():
                return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    written = find_written_days(text)
    if len(written) != 1 or written[0].other or text[: written[0].start] or text[written[0].end :]:
        return None
    for year in (today.year, today.year + 1):
        day = written[0].in_year(year)
        if day is not None and day > today:
            return day
    return None


def is_off(words: str) -> bool:
    """Whether a setting is to end: `off`, `uit`."""
    return fold(words).strip(" .!") in _OFF


def _time_of(match: re.Match[str]) -> time | None:
    if match["named"]:
        return time(0) if match["named"].endswith(("midnight", "middernacht")) else time(12)
    minutes = _minutes_of(match)
    if minutes is None:
        return None
    hour, minute = divmod(minutes, 60)
    if match["noon"]:
        moved = hour % 12 + 12 * (match["noon"] == "p") if 1 <= hour <= 12 else None
    elif match["before"] or match["after"]:
        moved = _in_part(hour, match["after"] or match["before"])
    else:
        moved = hour
    return None if moved is None else time(moved, minute)


def _minutes_of(match: re.Match[str]) -> int | None:
    """Minutes after midnight, before the part of the day is looked at."""
    hour, shift = match["hour"], 0
    if hour:
        shift = int(match["minute"] or 0)
        return int(hour) * 60 + shift if int(hour) < 24 and shift < 60 else None
    if match["past"]:
        hour, shift = match["past"], 30
    elif match["half"]:
        hour, shift = match["half"], _shift(match["half_minutes"], match["half_way"]) - 30
    else:
        hour, shift = match["of"], _shift(match["minutes"], match["way"])
    if not 0 <= int(hour) < 24 or abs(shift) > 59:
        return None
    return (int(hour) * 60 + shift) % (24 * 60)


def _shift(minutes: str | None, way: str | None) -> int:
    if minutes is None or way is None:
        return 0
    number = int(minutes) if minutes.isdigit() else 15
    return -number if way in ("voor", "to", "before") else number


def _in_part(hour: int, words: str) -> int | None:
    """The hour on the clock of 24, where it is one of that part of the day; None where the two do not go together."""
    part = next(name for name, forms in _PARTS.items() if re.search(rf"(?:{forms})\b", words))
    hours = (hour, (hour + 12) % 24) if hour <= 12 else (hour,)
    return next((each for each in hours if each in _HOURS[part]), None)


def _days_in(unit: str) -> int:
    return next(days for forms, days in _UNITS.items() if unit in forms.split("|"))
