"""Question + snapshot + now + context to Answered, Choice or NoAnswer: pure, no I/O."""

from bot.answering.answer import answer, other_readings
from bot.answering.engine import Engine
from bot.answering.followups import NO_CONTEXT, Context
from bot.answering.replies.chosen import compose_chosen, compose_chosen_record
from bot.answering.retrieval.index import Index, build_index
from bot.answering.retrieval.learning import learn_lexicon_from, learn_meaning_from, learn_words_from
from bot.answering.retrieval.lexicon import Lexicon
from bot.answering.retrieval.meaning import Meaning, encode
from bot.answering.retrieval.word_classifier import WordClassifier
from bot.answering.search import Candidate, find_answer, rank
from bot.answering.understanding.spans import parse_day

__all__ = [
    "NO_CONTEXT",
    "Candidate",
    "Context",
    "Engine",
    "Index",
    "Lexicon",
    "Meaning",
    "WordClassifier",
    "answer",
    "build_index",
    "compose_chosen",
    "compose_chosen_record",
    "encode",
    "find_answer",
    "learn_lexicon_from",
    "learn_meaning_from",
    "learn_words_from",
    "other_readings",
    "parse_day",
    "rank",
]
