"""The editors' own tests: a question and what its answer must or must not be."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.text import Lang


@dataclass(frozen=True, slots=True)
class Expectation:
    """One entry of `questions.yaml`; exactly one of `answer_with`, `abstain`, `ask_back` is set.

    `answer_with`: the first fact of the answer is one of these. `must_not_say`: texts that may not be in it.
    """

    ask: str
    lang: Lang
    answer_with: tuple[str, ...] = ()
    abstain: bool = False
    ask_back: bool = False
    must_not_say: tuple[str, ...] = ()
    now: datetime | None = None
    context: tuple[str, ...] = ()
    path: str = ""
    line: int = 0
