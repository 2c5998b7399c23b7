"""Terms: one word of ours for one concept; those that `terms.yaml` bans stand in no text outside quotations."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from bot.content.lint.reading.finding import Content, Finding
from bot.content.lint.reading.passages import prose_of, without_quotations
from bot.content.lint.texts.wording import whole_words
from bot.content.parsing.parsing import Record
from bot.domain.text import Lang

_FREE = ("sources", "terms")  # titles of pages are other people's; the table speaks of the words themselves
_FORMS = ("first", "short", "verb")


def find(content: Content) -> Iterator[Finding]:
    """Banned words in texts; and words of the table itself that another row of it bans."""
    terms = content.of("terms")
    instead = {lang: _instead(terms, lang) for lang in Lang}
    patterns = {lang: whole_words(instead[lang]) for lang in Lang}
    for pair in content.pairs:
        for passage in pair:
            pattern = patterns[passage.lang]
            if pattern is None or passage.is_verbatim or passage.is_former:
                continue
            if passage.record.kind.name in _FREE:
                continue
            for word, at in _find_words(prose_of(passage), pattern):
                ours = instead[passage.lang].get(" ".join(word.casefold().split()), "")
                message = f"{word!r} is not our word (terms.yaml)" + (
                    f"; write {ours!r}, or quote who says it" if ours else "; quote who says it"
                )
                yield Finding("banned-term", passage.record, passage.problem(message, at))
    for record in terms:
        for lang in Lang:
            pattern = patterns[lang]
            for form in _FORMS if pattern else ():
                word = getattr(getattr(record.model, lang.value), form) or ""
                if pattern and pattern.search(without_quotations(word)):
                    message = f"the table bans {word!r} itself, in another row or in this"
                    problem = record.problem(message, lang.value, form, severity="warning")
                    yield Finding("banned-term", record, problem)


@lru_cache(maxsize=1 << 15)
def _find_words(text: str, pattern: re.Pattern[str]) -> tuple[tuple[str, int], ...]:
    """The words outside quotations, and where. Kept, for most texts do not change."""
    return tuple((match.group(), match.start()) for match in pattern.finditer(without_quotations(text)))


def _instead(terms: Sequence[Record], lang: Lang) -> Mapping[str, str]:
    """What is written for each banned word."""
    return {
        " ".join(word.casefold().split()): getattr(record.model, lang.value).short
        for record in terms
        for word in getattr(record.model.banned, lang.value)
    }
