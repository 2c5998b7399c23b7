"""Messages that open a screen or do what a command does, in a reader's own words and without a slash."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answering.understanding.cues.asked import asks_for_all
from bot.answering.understanding.text import fold, tokenise
from bot.domain.text import Lang
from bot.i18n import Translator

LONGEST = 16  # tokens; a longer message is a question
MOST_WORDS_ASKED = 5  # that may follow a command's words with a question mark behind them
FEWEST_LETTERS = 5  # of words that may be misspelt; shorter ones are too easily another word
LETTERS_A_SLIP = 6  # for each so many letters one may be wrong, at most `MOST_SLIPS`
MOST_SLIPS = 2


@dataclass(frozen=True, slots=True)
class Opening:
    """What a message opens: a command's name without its slash, and the words that would follow it."""

    command: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Begun:
    """A command that takes the rest of the message as its words."""

    command: str
    begins: tuple[tuple[str, ...], ...]
    needs_digit: bool


@dataclass(frozen=True, slots=True)
class _Lexicon:
    wrapping: frozenset[str]
    leaning: frozenset[str]
    openings: dict[str, Opening]  # by their words without spaces: "time line" is "timeline"
    begun: tuple[_Begun, ...]
    lists: dict[str, Opening]  # by a word of which all are asked for


def find_opening(text: str, knows: Callable[[str], bool], *, is_first: bool = True) -> Opening | None:
    """What a cleaned message opens; None where it is a question, or anything else.

    `knows` says whether a lower-case word means anything to the dossier: only words that do not are taken for misspelt.
    `is_first`: nothing was asked before it, so that it cannot lean on that.
    """
    tokens = tokenise(fold(text.replace("/", " ")))
    if not 0 < len(tokens) <= LONGEST:
        return None
    lexicon = _lexicon()
    if not is_first and "".join(tokens) in lexicon.leaning:
        return None
    exact = lexicon.openings.get("".join(tokens))
    if exact is not None:
        return exact
    bare = [token for token in tokens if token not in lexicon.wrapping]
    found = lexicon.openings.get("".join(bare)) if bare else None
    return (
        found
        or _find_begun(tokens, text, lexicon)
        or _find_list(tokens, lexicon)
        or _find_misspelt(bare, lexicon, knows)
    )


def list_openings() -> tuple[Opening, ...]:
    """All that words can open."""
    return tuple(dict.fromkeys(_lexicon().openings.values()))


def _find_begun(tokens: Sequence[str], text: str, lexicon: _Lexicon) -> Opening | None:
    for each in lexicon.begun:
        for begin in each.begins:
            if len(tokens) > len(begin) and tuple(tokens[: len(begin)]) == begin:
                words = _words_after(text, len(begin))
                if text.rstrip().endswith("?") and len(words.split()) > MOST_WORDS_ASKED:
                    continue  # "as of late November, which …?" is a question
                if not each.needs_digit or any(character.isdigit() for character in words):
                    return Opening(each.command, words)
    return None


def _find_list(tokens: Sequence[str], lexicon: _Lexicon) -> Opening | None:
    """ "All deadlines that were ever set, in order": whatever is said of them, the screen has them all."""
    if not asks_for_all(tokens):
        return None
    return next((lexicon.lists[token] for token in tokens if token in lexicon.lists), None)


def _words_after(text: str, count: int) -> str:
    """The message from after its first `count` words, as typed."""
    return " ".join(text.split()[count:]).strip(" ?!.")


def _find_misspelt(bare: Sequence[str], lexicon: _Lexicon, knows: Callable[[str], bool]) -> Opening | None:
    typed = "".join(bare)
    if len(typed) < FEWEST_LETTERS or all(knows(token) for token in bare):
        return None
    slips = min(MOST_SLIPS, max(1, len(typed) // LETTERS_A_SLIP))
    found = process.extractOne(typed, lexicon.openings.keys(), scorer=OSA.distance, score_cutoff=slips)
    if found is None or len(found[0]) < FEWEST_LETTERS:
        return None
    return lexicon.openings[found[0]]


@cache
def _lexicon() -> _Lexicon:
    content = (files("bot.answering.understanding") / "screen_words.toml").read_text("utf-8")
    found = tomllib.loads(content)
    wrapping = frozenset(found["wrapping"])
    openings: dict[str, Opening] = {}
    for name, of_lang in found["words"].items():
        command, _, words = name.partition(" ")
        opening = Opening(command, words)
        for phrase in (name, *of_lang["nl"], *of_lang["en"]):
            tokens = tokenise(fold(phrase))
            bare = [token for token in tokens if token not in wrapping]
            openings.setdefault("".join(tokens), opening)
            if bare:
                openings.setdefault("".join(bare), opening)
    for name, labels in found["labels"].items():
        command, _, words = name.partition(" ")
        for label in labels:
            for lang in Lang:
                phrase = "".join(tokenise(fold(Translator(lang).gettext(label))))
                openings.setdefault(phrase, Opening(command, words))
    begun = tuple(
        _Begun(
            each["command"],
            tuple(sorted((tokenise(fold(begin)) for begin in each["begins"]), key=lambda begin: -len(begin))),
            each.get("needs_digit", False),
        )
        for each in found["with_words"]
    )
    lists = {word: Opening(command) for command, words in found["lists"].items() for word in words}
    return _Lexicon(wrapping, frozenset(found["leaning"]), openings, begun, lists)
