"""Numbers and ordinals in words, Dutch and English, as figures: what a reader types as "half acht" is "half 8"."""

import re

_NL = (  # noqa: SIM905 - a line of words reads as what it is
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
    "achttien negentien"
).split()
_EN = (  # noqa: SIM905 - as above
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_NL_TENS = {20: "twintig", 30: "dertig", 40: "veertig", 50: "vijftig"}
_EN_TENS = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty"}
_EN_ORDINALS = {1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth", 12: "twelfth"}
_NL_ORDINALS = {1: "eerste", 3: "derde", 8: "achtste"}
LAST = 59
LAST_ORDINAL = 31


def _dutch(number: int) -> str:
    ten, one = number // 10 * 10, number % 10
    if number < 20:
        return _NL[number]
    return f"{_NL[one]}en{_NL_TENS[ten]}" if one else _NL_TENS[ten]


def _english(number: int, joint: str = " ") -> str:
    ten, one = number // 10 * 10, number % 10
    if number < 20:
        return _EN[number]
    return f"{_EN_TENS[ten]}{joint}{_EN[one]}" if one else _EN_TENS[ten]


def _dutch_ordinal(number: int) -> str:
    return _NL_ORDINALS.get(number) or _dutch(number) + ("de" if number < 20 else "ste")


def _english_ordinal(number: int, joint: str = " ") -> str:
    ten, one = number // 10 * 10, number % 10
    if number > 20 and one:
        return f"{_EN_TENS[ten]}{joint}{_english_ordinal(one)}"
    if number in _EN_ORDINALS:
        return _EN_ORDINALS[number]
    return _english(number).removesuffix("y") + ("ieth" if ten and not one and number > 10 else "th")


_NUMBERS = {
    word: number
    for number in range(LAST + 1)
    for word in (_dutch(number), _english(number), _english(number, "-"))
}
_ORDINALS = {
    word: number
    for number in range(1, LAST_ORDINAL + 1)
    for word in (_dutch_ordinal(number), _english_ordinal(number), _english_ordinal(number, "-"))
}
_NUMBER = re.compile(rf"\b({'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\b")
_ORDINAL = re.compile(rf"\b({'|'.join(sorted(_ORDINALS, key=len, reverse=True))})\b")


def read_numbers(folded: str) -> str:
    """A folded text with its numbers in figures: `half acht` -> `half 8`, `twenty-five to nine` -> `25 to 9`."""
    return _NUMBER.sub(lambda found: str(_NUMBERS[found[1]]), folded.replace("ë", "e"))


def read_ordinals(folded: str) -> str:
    """A folded text with its ordinals in figures: `eerste maart` -> `1e maart`."""
    return _ORDINAL.sub(lambda found: f"{_ORDINALS[found[1]]}e", folded)
