"""Words for numbers, months and days of the week in Dutch and English, as tables from word to value."""

from collections.abc import Iterator, Mapping

from bot.domain.text import Lang


def _numbered(words: str) -> dict[str, int]:
    """Each of the words with its place, from one."""
    return {word: number for number, word in enumerate(words.split(), start=1)}


_NL_UNITS = _numbered(
    "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
    "achttien negentien"
)
_NL_TENS = _numbered("tien twintig dertig veertig vijftig zestig zeventig tachtig negentig")
_EN_UNITS = _numbered(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_EN_TENS = _numbered("ten twenty thirty forty fifty sixty seventy eighty ninety")


def _dutch_numbers() -> Iterator[tuple[str, int]]:
    """One to 999, written as one word, and the thousands up to twelve."""
    below_hundred = _NL_UNITS | {"één": 1}
    for word, tens in _NL_TENS.items():
        if tens == 1:
            continue
        below_hundred[word] = tens * 10
        for head, unit in _NL_UNITS.items():
            if unit < 10:
                below_hundred[f"{head}{'ën' if head.endswith('e') else 'en'}{word}"] = tens * 10 + unit
    yield from below_hundred.items()
    for head, hundreds in {"": 1, **_NL_UNITS}.items():
        if hundreds > 9 or head == "een":
            continue
        yield f"{head}honderd", hundreds * 100
        for word, number in below_hundred.items():
            yield f"{head}honderd{word}", hundreds * 100 + number
    for head, thousands in _NL_UNITS.items():
        if 2 <= thousands <= 12:
            yield f"{head}duizend", thousands * 1000


def _english_numbers() -> Iterator[tuple[str, int]]:
    """The simple words; longer numbers are rows of these."""
    yield from _EN_UNITS.items()
    yield from ((word, tens * 10) for word, tens in _EN_TENS.items() if tens > 1)


NUMBERS: Mapping[Lang, Mapping[str, int]] = {
    Lang.NL: dict(_dutch_numbers()),
    Lang.EN: dict(_english_numbers()),
}
SCALES: Mapping[Lang, Mapping[str, int]] = {
    Lang.NL: {"honderd": 100, "duizend": 1000, "miljoen": 10**6, "miljard": 10**9, "biljoen": 10**12},
    Lang.EN: {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12},
}
# After digits only: $200m, 5k.
SHORT_SCALES: Mapping[str, int] = {"k": 1000, "m": 10**6, "mln": 10**6, "bn": 10**9, "mld": 10**9, "b": 10**9}
# Of no certain size: dozens are as good as "tientallen".
MANY: Mapping[Lang, Mapping[str, int]] = {
    Lang.NL: {"tientallen": 10, "honderden": 100, "duizenden": 1000, "miljoenen": 10**6, "miljarden": 10**9},
    Lang.EN: {"dozens": 10, "tens": 10, "hundreds": 100, "thousands": 1000, "millions": 10**6, "billions": 10**9},
}  # fmt: skip
ORDINALS: Mapping[Lang, Mapping[str, int]] = {
    Lang.NL: _numbered(
        "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde"
    ),
    Lang.EN: _numbered("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"),
}
# What may stand for a number in one language and be left to other words in the other.
LOOSE: Mapping[Lang, Mapping[str, int]] = {
    Lang.NL: {
        "beide": 2, "beiden": 2, "allebei": 2, "tweemaal": 2, "paar": 2, "eenmaal": 1, "nul": 0, "driemaal": 3,
        "dubbel": 2, "dubbele": 2,
    },
    Lang.EN: {
        "both": 2, "twice": 2, "pair": 2, "couple": 2, "once": 1, "single": 1, "zero": 0, "double": 2,
    },
}  # fmt: skip
MONTHS: Mapping[Lang, Mapping[str, int]] = {
    Lang.NL: _numbered(
        "januari februari maart april mei juni juli augustus september oktober november december"
    ),
    Lang.EN: _numbered(
        "January February March April May June July August September October November December"
    )
    | {
        "Jan": 1,
        "Feb": 2,
        "Mar": 3,
        "Apr": 4,
        "Aug": 8,
        "Sept": 9,
        "Sep": 9,
        "Oct": 10,
        "Nov": 11,
        "Dec": 12,
    },
}
WEEKDAYS: Mapping[Lang, Mapping[str, int]] = {
    Lang.NL: _numbered("maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"),
    Lang.EN: _numbered("monday tuesday wednesday thursday friday saturday sunday"),
}
PARTS_OF_DAY = ("ochtend", "ochtends", "middag", "middags", "avond", "avonds", "nacht", "nachts")
