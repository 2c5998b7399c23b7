"""What a question says, before anything is looked up for it."""

from dataclasses import dataclass
from datetime import datetime

from bot.answering.cues import find_asked, is_follow_word, is_function_word
from bot.answering.dates import Span, find_span
from bot.answering.language import detect_language
from bot.answering.mentions import Names
from bot.answering.text import fold, tokenise
from bot.answering.vectors import features_of
from bot.domain.dossier import Dossier
from bot.domain.text import Lang


@dataclass(frozen=True, slots=True)
class Question:
    """A parsed question; `leans` says that it only makes sense after another."""

    text: str
    lang: Lang
    tokens: tuple[str, ...]
    people: tuple[str, ...]
    topics: tuple[str, ...]
    asked: frozenset[str]
    span: Span | None
    features: dict[str, float]
    leans: bool


def parse_question(
    text: str, *, people: Names, topics: Names, now: datetime, dossier: Dossier, default: Lang = Lang.EN
) -> Question:
    """Never raises, whatever the text."""
    folded = fold(text)
    tokens = tokenise(folded)
    tokens = _read_versus(tokens, people)
    named = people.find(tokens)
    return Question(
        text=text,
        lang=detect_language(tokens, default),
        tokens=tokens,
        people=named,
        topics=topics.find(tokens),
        asked=find_asked(tokens),
        span=find_span(folded, now=now, latest=dossier.known_until, zone=dossier.dispute_zone),
        features=features_of(tokens, named),
        leans=_leans(tokens, named),
    )


def _read_versus(tokens: tuple[str, ...], people: Names) -> tuple[str, ...]:
    """ "X vs Y": between two names it compares them; elsewhere in Dutch it is a country (VS)."""
    if "vs" not in tokens:
        return tokens
    at = tokens.index("vs")
    between = bool(people.find(tokens[:at])) and bool(people.find(tokens[at + 1 :]))
    return (*tokens[:at], "versus", *tokens[at + 1 :]) if between else tokens


def _leans(tokens: tuple[str, ...], named: tuple[str, ...]) -> bool:
    """Short, and opening with "and …", or of grammar alone ("why?"), or pointing back with little else in it."""
    if not tokens or len(tokens) > 9:
        return False
    content = [token for token in tokens if not is_function_word(token)]
    if tokens[0] in ("en", "and", "but", "maar") or not content:
        return True
    pointing = any(is_follow_word(token) for token in tokens)
    return pointing and len(content) <= (2 if not named else 1)
