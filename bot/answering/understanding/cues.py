"""General-language cues: what kind of thing a question asks, and small talk. Nothing about the dispute."""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from bot.answering.understanding.text import fold, tokenise
from bot.domain.answer import Phrase
from bot.domain.text import Lang

ASKED = (
    "said",
    "react",
    "when",
    "amount",
    "why",
    "who",
    "source",
    "outcome",
    "consequence",
    "support",
    "state",
    "define",
    "summarise",
    "future",
    "negative",
    "to_bot",
    "sure",
    "now",
    "period",
    "opinion",
    "stake",
    "compare",
    "several",
)
_TELLING = ASKED[: ASKED.index("define")]  # whose words are of one language
OPENERS = ("what", "how", "which", "whether")  # how a question opens: "whether" expects a yes or no
_WHICH = frozenset({"which", "welke", "welk"})
_SMALL_TALK = {"greeting": Phrase.GREETING, "thanks": Phrase.THANKS, "goodbye": Phrase.GOODBYE}


def find_asked(tokens: Sequence[str]) -> frozenset[str]:
    """What is asked: the names in `ASKED` whose words occur."""
    words = frozenset(tokens)
    return frozenset(name for name in ASKED if words & _words(name))


def find_opener(tokens: Sequence[str]) -> str | None:
    """How a question opens, of `OPENERS`; a word or two may come before ("so what …", "ja maar hoe …")."""
    for token in tokens[:3]:
        for name in OPENERS:
            if token in _words(name):
                return name
    return None


def spell_out(tokens: Sequence[str]) -> tuple[str, ...]:
    """Chat abbreviations as the words that they stand for ("wnr": wanneer)."""
    known = _abbreviations()
    if not any(token in known for token in tokens):
        return tuple(tokens)
    return tuple(word for token in tokens for word in known.get(token, (token,)))


def read_tokens(text: str) -> tuple[str, ...]:
    """A text as tokens, folded and with abbreviations spelt out: as questions and examples are read alike."""
    return spell_out(tokenise(fold(text)))


def find_small_talk(tokens: Sequence[str]) -> Phrase | None:
    """The friendly line for a message that is nothing but small talk."""
    said = " ".join(tokens)
    # Goodbyes first: "thx bye" is both thanks and a goodbye.
    for name in ("goodbye", "thanks", "greeting"):
        if said in _lines(name):
            return _SMALL_TALK[name]
    lines = [line for name in _SMALL_TALK for line in _lines(name)]
    return _all_small_talk(said, tuple(lines))


def is_function_word(token: str) -> bool:
    """Whether a word carries grammar rather than subject, in either language."""
    return token in _words("function_words")


def is_follow_word(token: str) -> bool:
    """Whether a word leans on what was said before."""
    return token in _words("follow")


def is_pronoun(token: str) -> bool:
    """Whether a word stands for somebody who was named before."""
    return token in _words("pronouns")


def is_of_one_person(token: str) -> bool:
    """Whether a word stands for one person, and for nothing else ("his", "hij")."""
    return token in _words("one_person")


def asks_month_after(tokens: Sequence[str]) -> bool:
    """Whether words name the month after another ("the month after that", "de maand daarna")."""
    return _says_any("months", tokens) and _says_any("later", tokens)


def is_linking_word(token: str) -> bool:
    """Whether a word, first in a message, goes on with what was said before ("and", "maar", "dus")."""
    return token in _words("linking")


def is_question_word(token: str) -> bool:
    """Whether a word says what kind of thing is asked, and nothing of the subject ("when", "hoeveel")."""
    return any(token in _words(name) for name in ("when", "why", "amount", "who"))


def is_filler(token: str) -> bool:
    """Whether a word adds nothing to "who" beside a name ("who was Hegseth again")."""
    return token in _words("fillers")


def says_happened(token: str) -> bool:
    """Whether a word asks for whatever happened ("gebeurde", "news")."""
    return token in _words("happened")


def says_standing(token: str) -> bool:
    """Whether a word asks how something stands ("status", "stand van zaken", "state of play")."""
    return token in _words("standing")


def says_due(token: str) -> bool:
    """Whether the word asks for the day by which something must be done ("uiterlijk", "by")."""
    return token in _words("due")


def asks_for_gist(tokens: Sequence[str]) -> bool:
    """Whether a question wants it shorter than short ("in two sentences", "nog korter")."""
    return _says_any("gist", tokens)


def says_comparing(tokens: Sequence[str]) -> bool:
    """Whether words set two things beside each other without naming it so ("spreken ze elkaar tegen", "each side")."""
    return _says_any("comparing", tokens)


def says_alike(tokens: Sequence[str]) -> bool:
    """Whether words ask if two are alike ("the same objection", "anders")."""
    return _says_any("alike", tokens)


def says_both_sides(tokens: Sequence[str]) -> bool:
    """Whether words take two parties together ("each side", "beide partijen")."""
    return _says_any("both_sides", tokens)


def asks_plainly(tokens: Sequence[str]) -> bool:
    """Whether a question wants it in simple words ("like I'm twelve", "makkelijk uitleggen")."""
    return _says_any("plainly", tokens)


def is_about_next(tokens: Sequence[str]) -> bool:
    """Whether a question is after what comes next, or came after ("what next", "nadien")."""
    return _says_any("next", tokens)


def asks_time_left(tokens: Sequence[str]) -> bool:
    """Whether a question is after how long it still takes ("how long have they got left", "hoelang nog")."""
    is_long = _says_any("duration", tokens) and "amount" in find_asked(tokens)
    return is_long and _says_any("left", tokens)


def asks_for_reasons(tokens: Sequence[str]) -> bool:
    """Whether a question is after the why of something ("why", "how come", "wat bewoog hen")."""
    return "why" in find_asked(tokens) or any(
        first in _words("reason_after") and second in _words("reason_what")
        for first, second in pairwise(tokens)
    )


def asks_since_when(tokens: Sequence[str]) -> bool:
    """Whether a question is after when something began that lasts ("since when", "sinds welk jaar")."""
    return any(
        first in _words("since") and second in _words("since_what") for first, second in pairwise(tokens)
    )


def says_allowed(token: str) -> bool:
    """Whether a word asks what may be done, or done again: "mag", "can", "again"."""
    return token in _words("allowed")


def says_ended(token: str) -> bool:
    """Whether a word says that something is over ("void", "opgeheven"): a yes then means the no of "is it in force?"."""
    return token in _words("ended")


def is_period_word(token: str) -> bool:
    """Whether a word belongs to asking for what happened in some days ("weken", "events", "moved")."""
    return token.isdigit() or token in _words("of_period")


def says_newest(token: str) -> bool:
    """Whether a word asks for what came last ("newest", "laatste")."""
    return token in _words("newest")


def asks_for_sources(tokens: Sequence[str]) -> bool:
    """Whether a message asks only where the answer before it comes from ("who says so?")."""
    return " ".join(tokens) in _lines("sourcing")


def is_telling(token: str) -> bool:
    """Whether a word asks to be told ("tell", "vertel", "info")."""
    return token in _words("telling")


def says_office(token: str) -> bool:
    """Whether a word asks for what somebody is by profession ("job", "functie")."""
    return token in _words("office")


def is_person_word(token: str) -> bool:
    """Whether a word stands for a person without saying who ("woman", "vent")."""
    return token in _words("person_words")


def is_relative(token: str) -> bool:
    """Whether a word can open a clause about the name before it ("that", "die")."""
    return token in _words("relative")


def is_explaining(token: str) -> bool:
    """Whether a word asks to have something explained ("explain", "leg … uit")."""
    return token in _words("explaining")


def says_wanting(token: str) -> bool:
    """Whether a word says what somebody wants, may or must: "what did X not want" is not "who is X"."""
    return token in _words("wanting")


def asks_about(token: str) -> bool:
    """Whether a word only asks to be told of what it stands beside ("tell me about …", "vertel over …")."""
    return is_function_word(token) or is_filler(token) or token in _words("telling") or token in _words("who")


def says_fresh(tokens: Sequence[str]) -> bool:
    """Whether words ask if the knowledge is of today ("how fresh", "bijgewerkt", "outdated")."""
    return _says_any("freshness", tokens)


def asks_who_won(tokens: Sequence[str]) -> bool:
    """Whether a question is after who won or lost ("did they win", "gewonnen of verloren", "in het gelijk")."""
    return _says_any("winning", tokens)


def asks_for_the_end(tokens: Sequence[str]) -> bool:
    """Whether a question is after what it came to ("in the end", "uiteindelijk", "definitief")."""
    return _says_any("in_the_end", tokens)


def asks_for_list(tokens: Sequence[str]) -> bool:
    """Whether a question is after all of something ("which companies", "noem alle brieven")."""
    return _says_any("listing", tokens)


def asks_for_all(tokens: Sequence[str]) -> bool:
    """Whether all of something are asked for, by that word ("all deadlines", "een lijst van")."""
    return _says_any("everything", tokens)


def asks_for_one(tokens: Sequence[str]) -> bool:
    """Whether a question is after one of a kind: "which lawyer", "welke rechter", and not "which (federal) agencies"."""
    places = [place for place, token in enumerate(tokens) if token in _WHICH]
    after = [token for place in places for token in tokens[place + 1 : place + 3]]
    return bool(after) and not any(
        token.endswith(("s", "en")) and not is_function_word(token) for token in after
    )


def asks_if_sure(tokens: Sequence[str]) -> bool:
    """Whether a message only doubts the answer before it ("are you sure?", "that is wrong")."""
    return " ".join(tokens) in _lines("doubting")


def says_how(token: str) -> bool:
    """Whether a word says how something is asked ("when", "zei", "still") rather than what about."""
    return is_function_word(token) or any(
        token in _words(name) for name in ("said", "when", "why", "who", "state", *OPENERS)
    )


def score_languages(tokens: Sequence[str]) -> dict[Lang, int]:
    """How many of the words are cues or grammar of each language."""
    scores = {}
    for lang in Lang:
        other = Lang.EN if lang is Lang.NL else Lang.NL
        own = _of_language(lang) - _of_language(other)
        scores[lang] = sum(token in own for token in tokens)
    return scores


def _all_small_talk(said: str, lines: tuple[str, ...]) -> Phrase | None:
    """A message made of several small-talk lines ("ok thanks, good night")."""
    rest, first = said, None
    while rest:
        line = max(
            (line for line in lines if rest == line or rest.startswith(line + " ")), key=len, default=None
        )
        if line is None:
            return None
        first = first or next(_SMALL_TALK[name] for name in _SMALL_TALK if line in _lines(name))
        rest = rest[len(line) :].strip()
    return first


@cache
def _cues() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = json.loads(
        (files("bot.answering.understanding") / "cues.json").read_text("utf-8")
    )
    return found


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, str]] = json.loads(
        (files("bot.answering.understanding") / "abbreviations.json").read_text("utf-8")
    )
    return {short: tuple(long.split()) for of_lang in found.values() for short, long in of_lang.items()}


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(word for words in _cues()[name].values() for word in words)


def _says_any(name: str, tokens: Sequence[str]) -> bool:
    return not _words(name).isdisjoint(tokens)


@cache
def _lines(name: str) -> frozenset[str]:
    return frozenset(" ".join(tokenise(fold(line))) for lines in _cues()[name].values() for line in lines)


@cache
def _of_language(lang: Lang) -> frozenset[str]:
    return frozenset(word for name in (*_TELLING, "function_words") for word in _cues()[name][lang.value])
