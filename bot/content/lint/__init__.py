"""What is doubtful in records that are valid: parity of the languages, balance, wording, relations. Pure; slower than loading."""

from bot.content.lint.languages.agreement import Texts, gather_all_texts
from bot.content.lint.linting import find_errors, find_warnings
from bot.content.lint.reading.values import Value, find_missing, find_values
from bot.content.lint.texts.names import find_capitalised

__all__ = [
    "Texts",
    "Value",
    "find_capitalised",
    "find_errors",
    "find_missing",
    "find_values",
    "find_warnings",
    "gather_all_texts",
]
