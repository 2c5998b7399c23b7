"""Questions as the index sees them: folded characters, tokens, stems, character n-grams."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from sys import intern

import Stemmer

MOST_CHARACTERS = 600  # a question is shorter; what is longer is read from its beginning
MOST_TOKENS = 80

_TOKEN = re.compile(r"[a-z]+|[0-9]+")
_DUTCH = Stemmer.Stemmer("dutch")
_ENGLISH = Stemmer.Stemmer("english")


def fold(text: str) -> str:
    """Lower case without accents, invisible characters or more than `MOST_CHARACTERS` characters."""
    text = text[: MOST_CHARACTERS * 4]
    if text.isascii():
        kept = text.lower()
    else:
        text = unicodedata.normalize("NFKD", text).casefold()
        kept = "".join(character for character in text if not unicodedata.combining(character))
    return kept.replace("’", "'").replace("'", "")[:MOST_CHARACTERS]


def tokenise(text: str) -> tuple[str, ...]:
    """Runs of letters and runs of digits of a folded text, at most `MOST_TOKENS`."""
    # The same few thousand words stand in every text and question: each is kept once.
    return tuple(map(intern, _TOKEN.findall(text)[:MOST_TOKENS]))


@lru_cache(maxsize=65_536)
def stem(token: str) -> str:
    """One stem for Dutch and English: the Dutch stemmer on the English stem; short words stay whole."""
    if len(token) < 4 or token.isdigit():
        return token
    return str(_DUTCH.stemWord(_ENGLISH.stemWord(token)))


def ngrams(tokens: Sequence[str], sizes: tuple[int, ...] = (4,)) -> list[str]:
    """Character n-grams inside words, a space marking each word's ends."""
    found: list[str] = []
    for token in tokens:
        padded = f" {token} "
        for size in sizes:
            found.extend(padded[start : start + size] for start in range(max(1, len(padded) - size + 1)))
    return found
