"""Question + snapshot + now + context to Answered, Choice or NoAnswer: pure, no I/O."""

from bot.answering.dates import parse_day
from bot.answering.engine import Engine, answer
from bot.answering.learned import Learned

__all__ = ["Engine", "Learned", "answer", "parse_day"]
