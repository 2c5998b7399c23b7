"""Question + snapshot + now + context to Answered, Choice or NoAnswer: pure, no I/O."""

from bot.answering.composing import compose_chosen
from bot.answering.dates import parse_day
from bot.answering.deciding import answer
from bot.answering.engine import Engine
from bot.answering.index import Index, build_index, learn_from, learn_meaning_from
from bot.answering.learned import Learned
from bot.answering.meaning import Meaning, encode

__all__ = [
    "Engine",
    "Index",
    "Learned",
    "Meaning",
    "answer",
    "build_index",
    "compose_chosen",
    "encode",
    "learn_from",
    "learn_meaning_from",
    "parse_day",
]
