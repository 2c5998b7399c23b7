"""Wording: sentences that are too long, and words that take sides outside other people's quotations."""

import re
from collections.abc import Iterable, Iterator

from bot.content.lint.reading.finding import Content, Finding
from bot.content.lint.reading.passages import Passage, prose_of, without_quotations
from bot.content.lint.reading.sentences import find_sentences
from bot.domain.text import Lang

MOST_WORDS = 30  # in a sentence of our own; what is quoted in it does not count


def find(content: Content) -> Iterator[Finding]:
    """In every text but verbatim quotes."""
    loaded = {lang: whole_words(getattr(content.dossier.loaded_words, lang.value)) for lang in Lang}
    for pair in content.pairs:
        for passage in pair:
            if passage.is_verbatim:
                continue
            own = without_quotations(prose_of(passage))
            yield from _long(passage, own)
            pattern = loaded[passage.lang]
            for match in pattern.finditer(own) if pattern else ():
                message = (
                    f"{match.group()!r} takes sides (loaded_words); put it plainly, or quote who says it"
                )
                yield Finding("loaded-word", passage.record, passage.problem(message, match.start()))


def _long(passage: Passage, own: str) -> Iterator[Finding]:
    if own.count(" ") + own.count("\n") < MOST_WORDS:
        return
    for sentence in find_sentences(own):
        count = len(sentence.words)
        if count > MOST_WORDS:
            begin = " ".join(sentence.text.split()[:5])
            message = f"the sentence {begin!r} … has {count} words; {MOST_WORDS} is the most"
            yield Finding("long-sentence", passage.record, passage.problem(message, sentence.at))


def whole_words(words: Iterable[str]) -> re.Pattern[str] | None:
    """Whole words, in either case; a word that ends in * stands for all that begin so."""
    words = list(words)
    if not words:
        return None
    listed = "|".join(
        re.escape(word.removesuffix("*")).replace(r"\ ", r"\s+") + (r"\w*" if word.endswith("*") else "")
        for word in sorted(words, key=len, reverse=True)
    )
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)
