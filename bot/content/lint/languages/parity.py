"""Parity: a number, a date or a quotation that stands in one language and not in the other."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.content.lint.reading.finding import Content, Finding
from bot.content.lint.reading.passages import Pair, Passage, find_blocks_of_others, find_quotations, prose_of
from bot.content.lint.reading.values import Value, find_values, values_only_in
from bot.content.schema.rules import RuleName
from bot.domain.text import Lang

NAMES = {Lang.NL: "Dutch", Lang.EN: "English"}
_NOT_SAID = re.compile(r"[^\w]+")


def find(content: Content) -> Iterator[Finding]:
    """Numbers and dates by value, quotations by their words or, where translated, by their count."""
    for pair in content.pairs:
        missing = _missing(pair.nl.text, pair.en.text)
        for (here, there), values in zip(((pair.nl, pair.en), (pair.en, pair.nl)), missing, strict=True):
            yield from _values(here, there, values)
        if not pair.nl.is_verbatim:
            yield from _quotations(pair)


@lru_cache(maxsize=1 << 15)
def _missing(dutch: str, english: str) -> tuple[Sequence[Value], Sequence[Value]]:
    """The values of the Dutch that the English lacks, and the other way round. Kept, for most texts do not change."""
    nl, en = find_values(dutch, Lang.NL), find_values(english, Lang.EN)
    return tuple(values_only_in(nl, en)), tuple(values_only_in(en, nl))


def _values(here: Passage, there: Passage, missing: Sequence[Value]) -> Iterator[Finding]:
    for value in missing:
        message = f"{value.shown!r} stands in the {NAMES[here.lang]} and not in the {NAMES[there.lang]}"
        rule: RuleName = "date-in-one-language" if value.sort == "date" else "number-in-one-language"
        yield Finding(rule, here.record, here.problem(message, value.at))


def _quotations(pair: Pair) -> Iterator[Finding]:
    quoted = {passage.lang: _quoted_in(passage) for passage in pair}
    if not any(quoted.values()):
        return
    for here, there in ((pair.nl, pair.en), (pair.en, pair.nl)):
        known = {words for _, words in quoted[there.lang]}
        own = [(match, words) for match, words in quoted[here.lang] if words not in known]
        translated = len(quoted[there.lang]) - (len(quoted[here.lang]) - len(own))
        for match, _ in own[max(0, translated) :]:
            message = f"the quotation {_short(match.group())} stands in the {NAMES[here.lang]} and not in the {NAMES[there.lang]}"
            yield Finding("quote-in-one-language", here.record, here.problem(message, match.start()))


def _quoted_in(passage: Passage) -> Sequence[tuple[re.Match[str], str]]:
    found = [*find_quotations(prose_of(passage)), *find_blocks_of_others(passage)]
    return [(match, _NOT_SAID.sub(" ", match.group()).strip().casefold()) for match in found]


def _short(quotation: str) -> str:
    plain = " ".join(quotation.split())
    return plain if len(plain) <= 60 else f"{plain[:57]}…"
