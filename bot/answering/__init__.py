"""Question + snapshot + now + context to Answered, Choice or NoAnswer: pure, no I/O."""

from bot.answering.answer import answer
from bot.answering.engine import Engine
from bot.answering.replies.compose import compose_chosen
from bot.answering.retrieval.index import Index, build_index, learn_from, learn_meaning_from
from bot.answering.retrieval.sentence_classifier import Meaning, encode
from bot.answering.retrieval.word_classifier import Learned
from bot.answering.understanding.dates import parse_day

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
