"""What a question says, before anything is looked up for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from itertools import pairwise

from bot.answering.understanding.cues.abbreviations import read_tokens, spell_out
from bot.answering.understanding.cues.asked import find_asked, find_opener, says_how
from bot.answering.understanding.cues.words import (
    is_follow_word,
    is_function_word,
    is_linking_word,
    is_question_word,
)
from bot.answering.understanding.dates import Calendar, Span, spell_days
from bot.answering.understanding.language import detect_language
from bot.answering.understanding.mentions import Names
from bot.answering.understanding.spans import find_span, is_deadline
from bot.answering.understanding.text import fold, tokenise
from bot.domain.records.dossier import Dossier
from bot.domain.text import Lang

LONGEST_LEANING = 14  # tokens; a longer question says what it is about
MOST_IN_REMARK = 1  # words beside grammar, of a message about what it is put under
FRAGMENT = (
    7  # tokens up to which a question that names nobody and no topic may be the rest of the one before it
)
SHORT_FRAGMENT = 4  # … that names nobody


MOST_QUESTIONS = 3  # in one message
SHORTEST_PART = 2  # words of a question among several
_ASKING = frozenset({"when", "amount", "why", "who", "said", "source"})  # cues of a question without its mark
SHORTEST_HALF = 3  # words of each of two questions that "and" joins
FEWEST_AROUND = 12  # words of a message of which one clause may be the question
_CLAUSE = re.compile(r"[.!?:;]+\s+|,?\s+(?:but|maar)\s+", re.IGNORECASE)
_AND = re.compile(r",?\s+(?:en|and|&)\s+", re.IGNORECASE)
_END_OF_QUESTION = re.compile(r"(?<=\?)\s+")


class Lean(IntEnum):
    """How far a question only makes sense after another."""

    NOT = 0
    PERHAPS = 1  # it points back, or is short: it may also stand on its own
    SURELY = 2


@dataclass(frozen=True, slots=True)
class Question:
    """A parsed question.

    `own`: its own tokens; `kept`: those that it leaves out and takes from the question before it; `tokens`: both.
    `events`: what stands where a day could ("since the ruling").
    `rest`: the words beside names that say what it is about; none in "Parnell?".
    """

    text: str
    lang: Lang
    tokens: tuple[str, ...]
    own: tuple[str, ...]
    rest: tuple[str, ...]
    bare: bool
    people: tuple[str, ...]
    topics: tuple[str, ...]
    asked: frozenset[str]
    opener: str | None
    span: Span | None
    events: tuple[str, ...]
    kept: tuple[str, ...]
    lean: Lean


def split_questions(text: str) -> tuple[str, ...]:
    """The questions of a message that asks several, each of them a sentence of its own; else the message.

    What is only said after the last question ("I am no lawyer.") is left out, but where it may say which is meant.
    """
    parts = tuple(part.strip() for part in _END_OF_QUESTION.split(text) if part.strip())
    if len(parts) == 1:
        return _split_at_and(text)
    asks_each = 1 < len(parts) <= MOST_QUESTIONS and all(part.endswith("?") for part in parts[:-1])
    if not asks_each:
        return (text,)
    if not parts[-1].endswith("?") and not _asks(parts[-1]):
        if any(_may_name(word, before) for before, word in pairwise(parts[-1].split())):
            return (text,)
        parts = parts[:-1]
    return parts if all(len(part.split()) >= SHORTEST_PART for part in parts) else (text,)


def _may_name(word: str, before: str) -> bool:
    """Whether a word that stands after another may be a name, a day or a number."""
    is_capital = word[:1].isupper() and len(word) > 1 and not before.endswith((".", "!", "?"))
    return word[:1].isdigit() or is_capital


def find_last_question(text: str) -> str | None:
    """The clause that asks, where others stand before it in a long message ("I am a vet, and …, but ok: what does …"); else None."""
    clauses: list[str] = [part.strip() for part in _CLAUSE.split(text) if part.strip()]
    if len(clauses) < 2 or len(text.split()) < FEWEST_AROUND:
        return None
    for clause in reversed(clauses):
        tokens = read_tokens(clause)
        if len(tokens) >= SHORTEST_HALF and find_opener(tokens) is not None:
            return clause
    return None


def _split_at_and(text: str) -> tuple[str, ...]:
    """A sentence of two questions ("how much was it worth and is it still running?"): each opens as a question does.

    "What did X say and why?" is one: the second half is a word. So is what compares.
    """
    if "compare" in find_asked(read_tokens(text)):
        return (text,)
    for found in _AND.finditer(text):
        first, second = text[: found.start()].rstrip(" ,"), text[found.end() :].strip()
        halves = [read_tokens(half) for half in (first, second)]
        if all(len(half) >= SHORTEST_HALF for half in halves) and _opens(halves[0]) and _opens(halves[1][:2]):
            return (f"{first}?", second)
    return (text,)


def _opens(tokens: Sequence[str]) -> bool:
    return find_opener(tokens) is not None or any(map(is_question_word, tokens[:2]))


def _asks(text: str) -> bool:
    """Whether a sentence without a question mark asks something."""
    tokens = read_tokens(text)
    while tokens and is_linking_word(tokens[0]):
        tokens = tokens[1:]
    # "Is that so" asks, "mooi is dat" does not.
    opens = find_opener(tokens) not in (None, "whether") or find_opener(tokens[:1]) is not None
    return opens or bool(find_asked(tokens) & _ASKING)


def is_remark(question: Question) -> bool:
    """Whether a message says nothing of a subject itself ("what does that mean?"): it can only be about what it is under."""
    own = [token for token in question.own if not says_how(token) and not is_follow_word(token)]
    return len(own) <= MOST_IN_REMARK and not question.people


def no_question(lang: Lang) -> Question:
    """Where a reader pressed a button instead."""
    return Question("", lang, (), (), (), False, (), (), frozenset(), None, None, (), (), Lean.NOT)


def parse_question(
    text: str,
    *,
    people: Names,
    topics: Names,
    now: datetime,
    dossier: Dossier,
    deadline: date | None = None,
    default: Lang = Lang.EN,
) -> Question:
    """Never raises, whatever the text. `deadline`: the day of the one that "after the deadline" means."""
    folded = fold(text)
    lang = detect_language(spell_out(tokenise(folded)), default)
    calendar = Calendar.of(dossier, now)
    spelt = spell_days(folded, lang, calendar)
    if spelt is not None:
        text = folded = spelt
    tokens = spell_out(tokenise(folded))
    tokens = _read_versus(tokens, people)
    named, others = people.split(tokens)
    about = topics.find(tokens)
    events: list[str] = []

    def day_of(words: str) -> date | None:
        events.append(words)
        return deadline if is_deadline(words) else None

    return Question(
        text=text,
        lang=lang,
        tokens=tokens,
        own=tokens,
        rest=tuple(token for token in others if not says_how(token)),
        bare=bool(named) and all(is_function_word(token) for token in others),
        people=named,
        topics=about,
        asked=find_asked(tokens),
        opener=find_opener(tokens),
        span=find_span(folded, calendar, day_of),
        events=tuple(events),
        kept=(),
        lean=_lean(tokens, named, about),
    )


def _read_versus(tokens: tuple[str, ...], people: Names) -> tuple[str, ...]:
    """ "X vs Y": between two names it compares them; elsewhere in Dutch it is a country (VS)."""
    if "vs" not in tokens:
        return tokens
    at = tokens.index("vs")
    between = bool(people.find(tokens[:at])) and bool(people.find(tokens[at + 1 :]))
    return (*tokens[:at], "versus", *tokens[at + 1 :]) if between else tokens


def _lean(tokens: Sequence[str], named: Sequence[str], topics: Sequence[str]) -> Lean:
    """Surely: opening with "and …", or of grammar alone ("why?"). Perhaps: pointing back, or a mere fragment."""
    if not tokens or len(tokens) > LONGEST_LEANING:
        return Lean.NOT
    content = [token for token in tokens if not is_function_word(token)]
    if is_linking_word(tokens[0]) or not content:
        return Lean.SURELY
    # "How did the government react?" names somebody, but not to what.
    if len(tokens) <= FRAGMENT and "react" in find_asked(tokens) and not topics:
        return Lean.PERHAPS
    longest = SHORT_FRAGMENT if topics else FRAGMENT
    if any(is_follow_word(token) for token in tokens) or (len(tokens) <= longest and not named):
        return Lean.PERHAPS
    return Lean.NOT
