"""What readers type after a command: times as people write them (`7.15`, `7u30`, `8 uur`, `7:15 pm`), and topics."""

import re
from collections.abc import Mapping
from datetime import time

from rapidfuzz import fuzz, process

from bot.domain.text import Lang
from bot.domain.topic import Topic
from bot.domain.topic_groups import groups_of

_TIME = re.compile(
    r"(?<![\d.:])(?P<hour>\d{1,2})(?:\s*[.:uh]\s*(?P<minute>\d{2}))?(?![.:]?\d)\s*(?:uur|u|h)?\s*(?P<half>[ap]\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(the|de|het|een|an?) ")
_NEAR = 80  # of 100: a letter or two amiss


def read_times(words: str) -> list[time]:
    """The times of day in `words`, in their order; empty where any of them is none."""
    found = [_time_of(match) for match in _TIME.finditer(words)]
    return [each for each in found if each is not None] if None not in found else []


def find_topic(words: str, topics: Mapping[str, Topic]) -> str | None:
    """The topic that is called so, or nearly so, in either language; a group before what is beneath it."""
    groups = groups_of(topics)
    ordered = [*groups, *(topic for topic in topics.values() if topic not in groups)]
    named = {
        _folded(name): topic.id
        for topic in reversed(ordered)  # the first to have a name keeps it
        for lang in reversed(Lang)
        for name in (*topic.aliases[lang], topic.name[lang], topic.id.replace("-", " "))
    }
    if _folded(words) in named:
        return named[_folded(words)]
    found = process.extractOne(_folded(words), list(named), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return named[found[0]] if found else None


def _folded(words: str) -> str:
    return _ARTICLE.sub("", " ".join(words.casefold().split()))


def _time_of(match: re.Match[str]) -> time | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
