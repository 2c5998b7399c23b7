"""What readers of any such bot ask, whatever its subject."""

import json
from functools import cache
from importlib.resources import files

from bot.domain.text import Words


@cache
def own_questions() -> dict[str, Words]:
    """What they ask about the bot itself, and about the dossier as a whole."""
    raw = json.loads((files("bot.answering.retrieval") / "own_questions.json").read_text("utf-8"))
    return {name: Words(tuple(asks["nl"]), tuple(asks["en"])) for name, asks in raw["asks"].items()}


@cache
def stake_words() -> tuple[str, ...]:
    """How readers ask what is at stake."""
    raw = json.loads((files("bot.answering.retrieval") / "own_questions.json").read_text("utf-8"))
    return tuple(raw["stakes"])
