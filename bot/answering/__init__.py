"""Question + snapshot + now + context to Answered, Choice or NoAnswer: pure, no I/O."""

from bot.answering.dates import parse_day
from bot.answering.engine import Engine, answer

__all__ = ["Engine", "answer", "parse_day"]
