"""A message as a person meant it: without the characters, entities and manners that came along with a question.

Only what stands around the question goes; its own words stay as they were typed. So a question with a greeting, thanks,
a phone's signature, soft hyphens of a web page or letters of another alphabet that look like ours is the same question.
"""

import html
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from urllib.parse import unquote

MOST_CHARACTERS = 4_096  # Bot API, Message.text
LONGEST_NAME = 3  # words of a name below a letter's closing
FEWEST_SHOUTED = 4  # words; fewer may be a name, or an abbreviation
FEWEST_RUNS = 3  # times one letter in a row from which it is a drawl ("waaaarom")

_ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_SPACES = re.compile(r"\s+")
_DRAWL = re.compile(rf"([^\W\d_])\1{{{FEWEST_RUNS - 1},}}")
_ADDRESS = re.compile(r"\S*(?:://|www\.)\S*", re.IGNORECASE)
_REPEATED_MARKS = re.compile(r"([?!.,;:])(?:\s*[?!.,;:])+")
_WORD = re.compile(r"[^\W_]+")
_SAME = re.compile(r"(.)\1*")
_VOWEL = re.compile(r"[aeiouy]")

# Letters that look like Latin ones, by Unicode's table of confusables (UTS 39), and those without a decomposition.
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһӏѵԛԝАВЕКМНОРСТУХІЈЅ" + "αορνικτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "ıøłđħŧØŁĐĦŦ",
    "aeopcyxijsdhlvqwABEKMHOPCTYXIJS" + "aopviktuxABEZHIKMNOPTYX" + "ioldhtOLDHT",
)
_LIGATURES = {"æ": "ae", "œ": "oe", "Æ": "Ae", "Œ": "Oe", "ß": "ss", "ẞ": "SS"}
_MANNERS = ("greetings", "thanks", "openings", "closings")


def clean(text: str) -> str:
    """The question of a message, in its own words; the message itself where it is nothing but manners.

    Never raises, whatever the text, and never returns more than `MOST_CHARACTERS` characters.
    """
    plain = _mend_characters(text[: MOST_CHARACTERS * 2])
    return _lower_shouting(_take_question(plain)[:MOST_CHARACTERS])


def says_nothing(text: str, knows: Callable[[str], bool]) -> bool:
    """Whether a cleaned message holds nothing that could be asked: noise, a lone yes or no, keys hit at random.

    `knows` says whether a lower-case word or number means anything to the dossier or is one of ordinary grammar.
    """
    words = _WORD.findall(_without_accents(text).lower().replace("'", "").replace("’", ""))
    if not words:
        return True
    if " ".join(words) in _phrases("says_nothing") or all(word in _phrases("says_nothing") for word in words):
        return True
    if all(len(word) == 1 for word in words):
        return True
    return not any(knows(word) for word in words) and all(_is_noise(word) for word in words)


def _is_noise(word: str) -> bool:
    """A word of one repeated letter, of digits alone, or without a vowel: nobody's question on its own."""
    return word.isdigit() or _SAME.fullmatch(word) is not None or not _VOWEL.search(word)


def _mend_characters(text: str) -> str:
    """As typed on a Latin keyboard: no entities, no invisible or look-alike characters, single spaces."""
    text = html.unescape(html.unescape(text))  # twice: "&amp;nbsp;" of a text that was escaped twice
    if "%" in text:
        text = _ENCODED.sub(lambda found: unquote(found[0], errors="replace"), text)
    text = unicodedata.normalize("NFKC", text)
    text = "".join(_mend_character(character) for character in text)
    if _is_mostly_latin(text):
        text = text.translate(_LOOKALIKES)
    addresses = _ADDRESS.search(text) is not None
    text = text if addresses else _DRAWL.sub(_shorten_drawl, text)
    text = _REPEATED_MARKS.sub(_keep_asking, text)
    return _SPACES.sub(" ", text).strip()


def _mend_character(character: str) -> str:
    """Nothing for a character without width or meaning, a space for a line break or picture, else itself."""
    if character.isascii():
        return character if character.isprintable() else " "
    if character in _LIGATURES:
        return _LIGATURES[character]
    category = unicodedata.category(character)
    if category == "Cf" or character in "\u115f\u1160\u3164\uffa0\u034f\ufe0e\ufe0f\ufffd":
        return ""
    if category in ("Co", "Cs", "Cn"):
        return ""
    if category in ("Cc", "So", "Sk", "Zl", "Zp", "Zs"):
        return " "
    return character


def _is_mostly_latin(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    latin = sum(character < "\u0250" or "\u1e00" <= character <= "\u1eff" for character in letters)
    return latin * 2 >= len(letters)


def _shorten_drawl(found: re.Match[str]) -> str:
    """ "waaaarom" is "waarom" and "summmmary" is "summary"; "III" is a number."""
    if found[0].isupper() and len(found[0]) == FEWEST_RUNS:
        return found[0]
    return found[1] * 2


def _keep_asking(found: re.Match[str]) -> str:
    """One mark for a row of them; a question stays a question."""
    return "?" if "?" in found[0] else found[0].strip()[0] if len(set(found[0])) == 1 else found[0]


def _lower_shouting(text: str) -> str:
    """Capitals throughout, or at each word, are a way of typing and say nothing."""
    words = [word for word in text.split() if word[:1].isalpha()]
    shouts = len(words) >= FEWEST_SHOUTED and (text.isupper() or all(word[0].isupper() for word in words))
    return text.lower() if shouts else text


def _take_question(text: str) -> str:
    """`text` without what stands before and after its question; the whole of it where nothing else is there."""
    words = " ".join(_WORD.findall(_without_accents(text).lower()))
    if any(words in _phrases(name) for name in _MANNERS):
        return text
    rest = _cut(text, _signature())
    while True:
        shorter = rest
        for pattern in (_closing(), _ending(), _beginning()):
            shorter = _cut(shorter, pattern)
        if shorter == rest:
            return rest
        rest = shorter


def _cut(text: str, pattern: re.Pattern[str]) -> str:
    """`text` without what `pattern` finds; unchanged where no word would be left."""
    found = pattern.search(_without_accents(text))
    if found is None:
        return text
    rest = (text[: found.start()] + text[found.end() :]).strip(" ,;:-–—")
    return rest if _WORD.search(rest) else text


@cache
def _read() -> dict[str, list[str]]:
    content = (files("bot.answering.understanding") / "manners.toml").read_text("utf-8")
    found: dict[str, list[str]] = tomllib.loads(content)
    return found


@cache
def _phrases(name: str) -> frozenset[str]:
    return frozenset(_without_accents(phrase).lower().rstrip(",") for phrase in _read()[name])


@cache
def _beginning() -> re.Pattern[str]:
    """A greeting or an opening, from the message's first character."""
    phrases = (*_read()["greetings"], *_read()["openings"])
    return re.compile(rf"^[\s,.!]*(?:{_either(phrases, after=True)})\b[\s,.!:;–—-]*", re.IGNORECASE)


@cache
def _ending() -> re.Pattern[str]:
    """Thanks or please, to the message's last character."""
    return re.compile(
        rf"(?:^|[\s,.!?])(?:{_either(_read()['thanks'], after=False)})[\s,.!:)(]*$", re.IGNORECASE
    )


@cache
def _closing() -> re.Pattern[str]:
    """A letter's closing and a name, to the message's last character."""
    name = rf"(?:\s+[^\W\d_][\w.'-]*){{0,{LONGEST_NAME}}}"
    return re.compile(
        rf"[\s,.!?](?:{_either(_read()['closings'], after=False)})[,.!]?{name}[\s.!]*$", re.IGNORECASE
    )


@cache
def _signature() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_either(_read()['signatures'], after=False)})\b.*$", re.IGNORECASE | re.DOTALL)


def _either(phrases: Iterable[str], *, after: bool) -> str:
    """A pattern for any of `phrases`, the longest first; one that ends in a comma needs punctuation on its open side."""
    patterns = []
    for phrase in sorted(phrases, key=len, reverse=True):
        words = re.escape(_without_accents(phrase).rstrip(",")).replace(r"\ ", r"[\s,]+").replace(",[", "[")
        if not phrase.endswith(","):
            patterns.append(words)
        elif after:
            patterns.append(rf"{words}(?=\s*[,.!:;–—])")
        else:
            patterns.append(rf"(?<=[,.!?]\s){words}|(?<=[,.!?]){words}")
    return "|".join(patterns)


def _without_accents(text: str) -> str:
    """The same number of characters, each without its accent."""
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFD", character)[0] for character in text)
