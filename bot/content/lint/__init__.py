"""What is doubtful in records that are valid: parity of the languages, balance, wording, relations. Pure; slower than loading."""

from bot.content.lint.languages.agreement import Texts, gather_all_texts
from bot.content.lint.linting import find_errors, find_warnings
from bot.content.lint.reading.values import Value, find_values, values_only_in
from bot.content.lint.texts.names import find_capitalised

__all__ = [
    "Texts",
    "Value",
    "find_capitalised",
    "find_errors",
    "find_values",
    "find_warnings",
    "gather_all_texts",
    "values_only_in",
]
