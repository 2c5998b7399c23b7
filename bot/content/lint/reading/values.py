"""Numbers, dates and times in a text by what they mean, so that two languages can be compared."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bot.content.lint.reading.number_words import (
    LOOSE,
    MANY,
    MONTHS,
    NUMBERS,
    ORDINALS,
    PARTS_OF_DAY,
    SCALES,
    SHORT_SCALES,
    WEEKDAYS,
)
from bot.domain.text import Lang

Reading = tuple[str, *tuple[Decimal | int, ...]]


@dataclass(frozen=True, slots=True)
class Value:
    """A number or date as it stands in a text at `at`.

    `readings`: what it can mean; one of them is to be found in the other language too. `offers`: what else of the
    other language it accounts for. `is_loose`: the other language may do without.
    """

    shown: str
    at: int
    sort: Literal["number", "date"]
    readings: frozenset[Reading]
    offers: frozenset[Reading] = frozenset()
    is_loose: bool = False


def values_only_in(here: Iterable[Value], there: Iterable[Value]) -> list[Value]:
    """The values of one text that nothing in the other accounts for."""
    known = frozenset().union(*(value.readings | value.offers for value in there))
    return [value for value in here if not value.is_loose and not value.readings & known]


def find_values(text: str, lang: Lang) -> tuple[Value, ...]:
    """Every number, date and time of day in `text`, digits first and then words, each in order."""
    taken: list[tuple[int, int]] = []
    found = []
    for match in _DIGITS.finditer(text):
        value, end = _read_digits(text, match, lang)
        found.append(value)
        taken.append((match.start(), end))
    found += _read_words(text, lang, taken)
    return tuple(found)


_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")
_AFTER_HALF = re.compile(r"\s?([ap])\.?\s?m\b\.?", re.IGNORECASE)
_AFTER_HOUR = re.compile(r"\s?(?:uur|u)\b(?:\s's (\w+))?")
_AFTER_ZONE = re.compile(r"\s?(?:GMT|UTC)\b")
_AFTER_SCALE = re.compile(r"[\s-]?([a-z]+)\b", re.IGNORECASE)
_ORDINAL = r"(?:st|nd|rd|th|e)?"
_MORE_DAYS = (
    rf"{_ORDINAL}(?:\s*(?:,|to|and|or|until|through|tot|en|of|t/m|tot en met|-|–)\s*\d{{1,2}}{_ORDINAL})*"
)
_AFTER_MONTH = {lang: re.compile(rf"{_MORE_DAYS}\s+(?:of\s+)?({'|'.join(MONTHS[lang])})\b") for lang in Lang}
_BEFORE_MONTH = re.compile(rf"\b({'|'.join(MONTHS[Lang.EN])})\.?\s+(?:\d{{1,2}}\s*(?:to|and|or|,|-|–)\s*)?$")
_LONGEST_MONTH = 24  # characters before a day in which its month is looked for


def _read_digits(text: str, match: re.Match[str], lang: Lang) -> tuple[Value, int]:
    """The value that begins with these digits, and where it ends."""
    raw, start, end = match.group(), match.start(), match.end()

    def made(readings: Iterable[Reading], stop: int, *, is_date: bool = False, offers: Iterable[Reading] = ()) -> tuple[Value, int]:  # fmt: skip
        sort: Literal["number", "date"] = "date" if is_date else "number"
        return Value(text[start:stop], start, sort, frozenset(readings), frozenset(offers)), stop

    clock = _CLOCK.fullmatch(raw)
    if clock:
        hour, minute = int(clock[1]), int(clock[2] or 0)
        half = _AFTER_HALF.match(text, end)
        if half:
            hour = hour % 12 + (12 if half[1].lower() == "p" else 0)
            return made([("time", hour, minute)], half.end(), is_date=True, offers=_hours(hour, minute))
        uur = _AFTER_HOUR.match(text, end) if lang is Lang.NL else None
        if uur and clock[2]:
            times = _times(hour, minute, uur[1])
            return made(times, uur.end(), is_date=True, offers=_hours(hour, minute))
        if uur:
            return made([*_times(hour, 0, uur[1]), ("number", Decimal(hour))], uur.end())
        if ":" in raw:
            return made(_times(hour, minute, None), end, is_date=True, offers=_hours(hour, minute))
    if len(raw) == 4 and raw.isdigit() and (zone := _AFTER_ZONE.match(text, end)):
        hour, minute = int(raw[:2]), int(raw[2:])
        return made([("time", hour, minute)], zone.end(), is_date=True, offers=_hours(hour, minute))
    if raw.isdigit() and 1 <= int(raw) <= 31 and len(raw) <= 2:
        after = _AFTER_MONTH[lang].match(text, end)
        before = _BEFORE_MONTH.search(text, max(0, start - _LONGEST_MONTH), start) if not after else None
        month = MONTHS[lang][after[1]] if after else MONTHS[Lang.EN][before[1]] if before and lang is Lang.EN else 0  # fmt: skip
        if month:
            offers: list[Reading] = [("month", month), ("number", Decimal(raw))]
            shown = after.end() if after else end
            value, _ = made([("day", month, int(raw))], shown, is_date=True, offers=offers)
            return value, end
    numbers = list(_numbers(raw, lang))
    scale = _AFTER_SCALE.match(text, end)
    factor = scale and (SCALES[lang].get(scale[1].lower()) or SHORT_SCALES.get(scale[1]))
    if scale and factor:
        return made([("number", number * factor) for number in numbers], scale.end())
    return made([("number", number) for number in numbers], end)


_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")


def _times(hour: int, minute: int, part: str | None) -> list[Reading]:
    """The times of day that a clock can mean: both halves of the day where nothing says which."""
    if part in ("middags", "avonds") and hour < 12:
        hour += 12
    times: list[Reading] = [("time", hour % 24, minute)]
    if part is None and hour < 12:
        times.append(("time", hour + 12, minute))
    return times


def _hours(hour: int, minute: int) -> list[Reading]:
    """What a time accounts for where the other language writes it in words: eleven at night, a minute past."""
    return [("number", Decimal(hour)), ("number", Decimal(hour % 12)), ("number", Decimal(minute))]


def _numbers(raw: str, lang: Lang) -> Iterator[Decimal]:
    """What digits with points and commas can mean: 10.000 is ten thousand in Dutch, 10,000 in English."""
    thousand, point = (".", ",") if lang is Lang.NL else (",", ".")
    if re.fullmatch(rf"\d{{1,3}}(?:\{thousand}\d{{3}})+(?:\{point}\d+)?", raw):
        yield Decimal(raw.replace(thousand, "").replace(point, ".")).normalize()
        return
    parts = re.split(r"[.,:]", raw)
    if len(parts) == 2:  # a fraction, also of a version (4.6) that both languages write with a point
        yield Decimal(f"{parts[0]}.{parts[1]}").normalize()
    elif len(parts) == 1:
        yield Decimal(raw).normalize()
    else:
        yield Decimal("".join(parts)).normalize()


def _read_words(text: str, lang: Lang, taken: list[tuple[int, int]]) -> Iterator[Value]:
    numbers, scales, telling = NUMBERS[lang], SCALES[lang], _TELLING[lang]
    if telling.isdisjoint(_WORD.findall(text.lower())) and "dag" not in text:
        return
    words = [match for match in _WORD.finditer(text) if not taken or not _is_taken(match.start(), taken)]
    at = 0
    while at < len(words):
        match = words[at]
        word = match.group()
        low = word.lower()
        if low not in telling and (lang is Lang.EN or "dag" not in low):
            at += 1
            continue
        if low in numbers or low in scales:
            stop, number = _row(text, words, at, lang)
            yield _word_number(text, match.start(), words[stop - 1].end(), number, lang)
            at = stop
            continue
        at += 1
        value = _read_word(word, low, match.start(), lang)
        if value is not None:
            yield value


_TELLING = {
    lang: frozenset(
        word.lower()
        for table in (NUMBERS, SCALES, MANY, ORDINALS, LOOSE, MONTHS, WEEKDAYS)
        for word in table[lang]
    )
    for lang in Lang
}


def _is_taken(at: int, taken: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in taken)


def _row(text: str, words: list[re.Match[str]], at: int, lang: Lang) -> tuple[int, int]:
    """A row of words for one number ("two hundred million"): the index after it, and the number."""
    total, current, stop = 0, 0, at
    while stop < len(words):
        low = words[stop].group().lower()
        if stop > at and text[words[stop - 1].end() : words[stop].start()] not in (" ", "-"):
            break
        if low in SCALES[lang]:
            scale = SCALES[lang][low]
            if scale == 100:
                current = max(current, 1) * scale
            else:
                total, current = total + max(current, 1) * scale, 0
        elif low in NUMBERS[lang] and (stop == at or _goes_on(current, NUMBERS[lang][low])):
            current += NUMBERS[lang][low]
        elif low == "and" and lang is Lang.EN and current and current % 100 == 0 and stop + 1 < len(words):
            if words[stop + 1].group().lower() not in NUMBERS[lang]:
                break
        else:
            break
        stop += 1
    return stop, total + current


def _goes_on(current: int, number: int) -> bool:
    """Whether `number` can stand right after `current` in one number: twenty-five, two hundred twelve."""
    return (current % 100 == 0 and number < 100) or (
        current % 10 == 0 and current % 100 >= 20 and number < 10
    )


def _word_number(text: str, start: int, end: int, number: int, lang: Lang) -> Value:
    """A number in words; with `uur` behind it also a time of day. One is loose: it may be an article elsewhere."""
    readings: list[Reading] = [("number", Decimal(number).normalize())]
    uur = _AFTER_HOUR.match(text, end) if lang is Lang.NL and number <= 24 else None
    if uur:
        readings += _times(number, 0, uur[1])
        end = uur.end()
    return Value(text[start:end], start, "number", frozenset(readings), is_loose=number == 1)


def _read_word(word: str, low: str, at: int, lang: Lang) -> Value | None:
    """A month, a day of the week, an order, or a number of no certain size."""
    month = MONTHS[lang].get(word if lang is Lang.EN else low)
    if month:
        return Value(word, at, "date", frozenset({("month", month)}))
    day = WEEKDAYS[lang].get(low) or _weekday_in(low, lang)
    if day:
        return Value(word, at, "date", frozenset({("weekday", day)}))
    many = MANY[lang].get(low)
    if many:
        return Value(word, at, "number", frozenset({("many", many)}))
    order = ORDINALS[lang].get(low)
    if order:
        readings = frozenset({("number", Decimal(order).normalize())})
        return Value(word, at, "number", readings, is_loose=order <= 3)
    loose = LOOSE[lang].get(low)
    if loose is not None:
        return Value(word, at, "number", frozenset({("number", Decimal(loose).normalize())}), is_loose=True)
    return None


def _weekday_in(low: str, lang: Lang) -> int:
    """`vrijdagavond` is on a Friday, `vrijdags` too."""
    if lang is not Lang.NL or "dag" not in low:
        return 0
    return next(
        (
            day
            for name, day in WEEKDAYS[lang].items()
            if low.startswith(name) and low[len(name) :] in (*PARTS_OF_DAY, "s", "se")
        ),
        0,
    )
