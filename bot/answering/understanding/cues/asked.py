"""What kind of thing a question asks, by its words."""

from collections.abc import Sequence

from bot.answering.understanding.cues.word_lists import says_any, says_pair, words_of
from bot.answering.understanding.cues.words import is_function_word

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
OPENERS = ("what", "how", "which", "whether")  # how a question opens: "whether" expects a yes or no
_WHICH = frozenset({"which", "welke", "welk"})


def find_asked(tokens: Sequence[str]) -> frozenset[str]:
    """What is asked: the names in `ASKED` whose words occur."""
    words = frozenset(tokens)
    return frozenset(name for name in ASKED if words & words_of(name))


def find_opener(tokens: Sequence[str]) -> str | None:
    """How a question opens, of `OPENERS`; a word or two may come before ("so what …", "ja maar hoe …")."""
    for token in tokens[:3]:
        for name in OPENERS:
            if token in words_of(name):
                return name
    return None


def asks_month_after(tokens: Sequence[str]) -> bool:
    """Whether words name the month after another ("the month after that", "de maand daarna")."""
    return says_any("months", tokens) and says_any("later", tokens)


def asks_for_gist(tokens: Sequence[str]) -> bool:
    """Whether a question wants it shorter than short ("in two sentences", "nog korter")."""
    return says_any("gist", tokens)


def says_comparing(tokens: Sequence[str]) -> bool:
    """Whether words set two things beside each other without naming it so ("spreken ze elkaar tegen", "each side")."""
    return says_any("comparing", tokens)


def says_alike(tokens: Sequence[str]) -> bool:
    """Whether words ask if two are alike ("the same objection", "anders")."""
    return says_any("alike", tokens)


def says_both_sides(tokens: Sequence[str]) -> bool:
    """Whether words take two parties together ("each side", "beide partijen")."""
    return says_any("both_sides", tokens)


def asks_plainly(tokens: Sequence[str]) -> bool:
    """Whether a question wants it in simple words ("like I'm twelve", "makkelijk uitleggen")."""
    return says_any("plainly", tokens) or says_pair("age_after", "ages", tokens)


def is_about_next(tokens: Sequence[str]) -> bool:
    """Whether a question is after what comes next, or came after ("what next", "nadien")."""
    return says_any("next", tokens)


def asks_time_left(tokens: Sequence[str]) -> bool:
    """Whether a question is after how long it still takes ("how long have they got left", "hoelang nog")."""
    is_long = says_any("duration", tokens) and "amount" in find_asked(tokens)
    return is_long and says_any("left", tokens)


def asks_for_reasons(tokens: Sequence[str]) -> bool:
    """Whether a question is after the why of something ("why", "how come", "wat bewoog hen")."""
    return "why" in find_asked(tokens) or says_pair("reason_after", "reason_what", tokens)


def asks_since_when(tokens: Sequence[str]) -> bool:
    """Whether a question is after when something began that lasts ("since when", "sinds welk jaar")."""
    return says_pair("since", "since_what", tokens)


def says_fresh(tokens: Sequence[str]) -> bool:
    """Whether words ask if the knowledge is of today ("how fresh", "bijgewerkt", "outdated")."""
    return says_any("freshness", tokens)


def asks_who_won(tokens: Sequence[str]) -> bool:
    """Whether a question is after who won or lost ("did they win", "gewonnen of verloren", "in het gelijk")."""
    return says_any("winning", tokens)


def asks_for_the_end(tokens: Sequence[str]) -> bool:
    """Whether a question is after what it came to ("in the end", "uiteindelijk", "definitief")."""
    return says_any("in_the_end", tokens)


def asks_for_list(tokens: Sequence[str]) -> bool:
    """Whether a question is after all of something ("which companies", "noem alle brieven")."""
    return says_any("listing", tokens)


def asks_for_all(tokens: Sequence[str]) -> bool:
    """Whether all of something are asked for, by that word ("all deadlines", "een lijst van")."""
    return says_any("everything", tokens)


def asks_for_one(tokens: Sequence[str]) -> bool:
    """Whether a question is after one of a kind: "which lawyer", "welke rechter", and not "which (federal) agencies"."""
    places = [place for place, token in enumerate(tokens) if token in _WHICH]
    after = [token for place in places for token in tokens[place + 1 : place + 3]]
    return bool(after) and not any(
        token.endswith(("s", "en")) and not is_function_word(token) for token in after
    )


def says_how(token: str) -> bool:
    """Whether a word says how something is asked ("when", "zei", "still") rather than what about."""
    return is_function_word(token) or any(
        token in words_of(name) for name in ("said", "when", "why", "who", "state", *OPENERS)
    )
